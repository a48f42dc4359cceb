"""Calendar objects say the same instants as the sessions they are of, read by somebody else's code, in every zone."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendar_objects import (
    PUBLISH,
    Attendee,
    Envelope,
    Links,
    cancel_calendar,
    publish_calendar,
    request_calendar,
)
from scheduling.news import CANCEL, REQUEST, Session
from scheduling.vtimezone import timezone_component
from scheduling.zones import known_zones, weekly
from tests.scheduling.calendar_reading import hours, instants, read, zones_of

STAMP = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINK = "https://meet.example.org/invitations/" + "x" * 22 + "/"
# Whole and half hours, a change of half an hour, none, one by the moon, an inverted winter, both hemispheres.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Santiago",
    "Pacific/Chatham",
    "Asia/Gaza",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Etc/GMT+5",
    "UTC",
]


def wall(shown: str) -> datetime:
    """What clocks show, wherever they hang."""
    return datetime.fromisoformat(shown)


def session(local: datetime, zone: str = "Europe/Berlin", **changes: Any) -> Session:
    start = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    fields = {
        "title": "Interview",
        "start": start,
        "end": start + hours(1),
        "zone": zone,
        "notes": "",
        "place": start,
        "room_name": "A room",
        "room_id": "abc-defg-hij",
        "host_name": "Hedda Host",
    }
    return Session(**{**fields, **changes})


def series(local: datetime, count: int, zone: str = "Europe/Berlin") -> list[Session]:
    start = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return [
        session(
            one.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
            zone,
            start=one,
            place=one,
            end=one + hours(1),
        )
        for one in weekly(start, ZoneInfo(zone), count)
    ]


def envelope(zone: str = "Europe/Berlin", method: str = REQUEST, **changes: Any) -> Envelope:
    fields = {
        "method": method,
        "uid": "abc@meet.example.org",
        "sequence": 3,
        "stamp": STAMP,
        "zone": zone,
        "attendee": Attendee("kit@example.org", "Kit", "MAYBE"),
        "links": Links(LINK, LINK) if method == REQUEST else None,
    }
    return Envelope(**{**fields, **changes})


def request(sessions: list[Session], *, partial: bool = False) -> bytes:
    return request_calendar(envelope(sessions[0].zone), sessions, partial=partial)


def spans(sessions: list[Session]) -> list[tuple[datetime, datetime]]:
    return sorted((one.start, one.end) for one in sessions)


def test_a_request_says_who_when_where_and_how_to_answer() -> None:
    calendar = read(request([session(wall("2026-12-01 15:00"))]))
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("REQUEST", "abc@meet.example.org", 3)
    assert (event["STATUS"], event["SUMMARY"]) == ("CONFIRMED", "Interview")
    attendee, organizer = event["ATTENDEE"], event["ORGANIZER"]
    assert attendee == "mailto:kit@example.org"
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("TENTATIVE", "FALSE")
    assert organizer == "mailto:noreply@localhost", "the host's address is nobody's to have unasked"
    assert organizer.params["CN"] == "Hedda Host (FuseMeet)"
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert LINK in event["DESCRIPTION"] and event["URL"] == LINK and event["LOCATION"] == LINK
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(minutes=10)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "local", [wall("2026-12-01 15:30"), wall("2027-07-01 09:00"), wall("2041-06-03 00:15")]
)
def test_a_session_is_at_the_same_instant_for_whoever_reads_it(zone: str, local: datetime) -> None:
    made = session(local, zone)
    assert instants(request([made])) == [(made.start, made.end)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_series_keeps_its_time_of_day_over_changes_of_clocks(zone: str) -> None:
    made = series(wall("2026-09-02 18:30"), 52, zone)
    content = request(made)
    [event] = read(content).walk("VEVENT")
    assert event["RRULE"]["COUNT"] == [52]
    assert instants(content) == spans(made)


def test_zones_that_are_half_an_hour_apart_meet_at_one_instant() -> None:
    howe = session(wall("2027-04-04 12:00"), "Australia/Lord_Howe")
    kolkata = replace(howe, zone="Asia/Kolkata")
    assert instants(request([howe])) == instants(request([kolkata])) == [(howe.start, howe.end)]


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", "2026-10-25 01:00"),
        ("Europe/Berlin", "2027-03-28 01:00"),
        ("Australia/Lord_Howe", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "2027-04-03 15:00"),
    ],
)
def test_on_nights_when_clocks_change_every_instant_is_as_it_was(zone: str, change: str) -> None:
    for minutes in range(-120, 121, 30):
        start = wall(change).replace(tzinfo=UTC) + timedelta(minutes=minutes)
        made = session(wall("2027-01-01 00:00"), zone, start=start, end=start + hours(2), place=start)
        assert instants(request([made])) == [(made.start, made.end)], start


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    assert second - first == hours(1)
    for start in (first, second):
        made = session(wall("2026-01-01 00:00"), start=start, end=start + hours(1), place=start)
        assert instants(request([made])) == [(start, start + hours(1))]


def test_the_zones_are_those_of_the_database_at_any_time_between() -> None:
    chance = random.Random(5)
    names = set(ZONES) - {"UTC"} | set(chance.sample(sorted(known_zones()), 40))
    for name in sorted(names):
        zone = ZoneInfo(name)
        first, last = datetime(2026, 1, 5, tzinfo=UTC), datetime(2029, 3, 1, tzinfo=UTC)
        content = (
            b"BEGIN:VCALENDAR\r\n" + timezone_component(zone, first, last).to_ical() + b"END:VCALENDAR\r\n"
        )
        described = zones_of(content)[name]
        for _ in range(150):
            at = first + (last - first) * chance.random()
            local = at.astimezone(zone)
            if local.fold or _is_near_a_change(at, zone):
                continue
            assert described.utcoffset(local.replace(tzinfo=None)) == local.utcoffset(), (name, at)


def _is_near_a_change(at: datetime, zone: ZoneInfo) -> bool:
    around = {(at + hours(step)).astimezone(zone).utcoffset() for step in (-3, 0, 3)}
    return len(around) > 1


def test_exceptions_of_a_series_are_moved_left_out_and_renamed() -> None:
    made = series(wall("2026-10-13 15:00"), 8)
    made[2] = replace(made[2], start=made[2].start + hours(26), end=made[2].end + hours(26))
    made[4] = replace(made[4], title="The last but three")
    del made[5], made[1]
    content = request(made)
    events = read(content).walk("VEVENT")
    assert [("RRULE" in event, "RECURRENCE-ID" in event) for event in events] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert [str(event["SUMMARY"]) for event in events] == ["Interview", "Interview", "The last but three"]
    assert {event["SEQUENCE"] for event in events} == {3}
    assert len({event["UID"] for event in events}) == 1
    assert instants(content) == spans(made)


def test_a_series_whose_day_was_changed_after_it_began_is_the_later_rule() -> None:
    old, new = series(wall("2026-10-06 15:00"), 3), series(wall("2026-10-29 09:00"), 4)
    content = request(old + new)
    assert read(content).walk("VEVENT")[0]["RRULE"]["COUNT"] == [4]
    assert instants(content) == spans(new)


def test_sessions_that_follow_no_rule_stand_by_themselves() -> None:
    made = series(wall("2026-10-06 15:00"), 2) + series(wall("2026-10-14 09:00"), 1)
    made[1] = replace(made[1], start=made[2].start + hours(2), end=made[2].end + hours(2))
    content = request(made)
    assert all("RECURRENCE-ID" in event for event in read(content).walk("VEVENT"))
    assert instants(content) == spans(made)


def test_a_change_of_one_session_names_it_by_its_place() -> None:
    made = series(wall("2026-10-20 15:00"), 4)[2]
    moved = replace(made, start=made.start + hours(3), end=made.end + hours(3))
    [event] = read(request([moved], partial=True)).walk("VEVENT")
    assert event["RECURRENCE-ID"].dt.astimezone(UTC) == made.start
    assert event["DTSTART"].dt.astimezone(UTC) == moved.start


@pytest.mark.parametrize("partial", [False, True])
def test_a_cancellation_has_what_finds_the_entry_and_no_way_in(partial: bool) -> None:
    made = series(wall("2026-10-20 15:00"), 3)
    calendar = read(cancel_calendar(envelope(method=CANCEL), made, partial=partial))
    events = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert len(events) == (3 if partial else 1)
    for event in events:
        assert (event["STATUS"], event["UID"], event["SEQUENCE"]) == ("CANCELLED", "abc@meet.example.org", 3)
        assert ("RECURRENCE-ID" in event) is partial
        assert not {"URL", "LOCATION", "DESCRIPTION"} & set(event) and not event.walk("VALARM")


HOSTILE = [
    "Semi; colon, comma \\ backslash \\n no line",
    "Line\r\nATTENDEE:mailto:eve@example.org",
    "BEGIN:VEVENT\nEND:VCALENDAR",
    'Quote " and ^ and : in a name',
    "Ünïcödé 👩‍👩‍👧 漢字かな " * 12,
    "x" * 500,
    "\x00\x0b\u2028\u202e",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    made = session(wall("2026-12-01 15:00"), title=words, notes=words * 3, room_name=words, host_name=words)
    who = Attendee("kit@example.org", words, "ACCEPTED")
    content = request_calendar(envelope(attendee=who), [made], partial=False)
    calendar = read(content)
    [event] = calendar.walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:kit@example.org" and event["ORGANIZER"] == "mailto:noreply@localhost"
    assert len(calendar.subcomponents) == 2, "one zone, one session"
    assert "\n" not in event["SUMMARY"] and "\u202e" not in event["SUMMARY"]
    if words.startswith("Semi"):
        assert event["SUMMARY"] == words
        assert b"SUMMARY:Semi\\; colon\\, comma \\\\ backslash \\\\n no line\r\n" in content


def test_a_feed_is_the_same_bytes_for_the_same_sessions() -> None:
    sessions = [*series(wall("2026-10-20 15:00"), 3), session(wall("2027-01-01 09:00"), "Asia/Kolkata")]

    def made() -> bytes:
        entries = [
            (
                envelope(one.zone, PUBLISH, attendee=None, links=Links(LINK), uid=f"{n}@x"),
                one,
                n % 2 == 0,
            )
            for n, one in enumerate(sessions)
        ]
        return publish_calendar("FuseMeet", entries)

    calendar = read(made())
    assert made() == made()
    assert [event["STATUS"] for event in calendar.walk("VEVENT")] == ["TENTATIVE", "CONFIRMED"] * 2
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "FuseMeet")
    assert not any("ATTENDEE" in event or event.walk("VALARM") for event in calendar.walk("VEVENT"))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in made()


def test_an_empty_feed_is_a_calendar() -> None:
    assert read(publish_calendar("FuseMeet", [])).walk("VEVENT") == []
