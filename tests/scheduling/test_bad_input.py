"""Bad input: a clear answer each, and nothing half done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fusemeet.errors import Invalid, TooMany
from groups.models import ClassGroup
from mailing.models import OutgoingMail
from rooms.models import Access
from scheduling.models import Invite, Schedule
from scheduling.planning import change_session
from scheduling.zones import local_to_utc
from tests.scheduling.conftest import ahead
from tests.scheduling.test_rest import asked, stamp


@pytest.fixture
def refused(api, room, host):
    """refused(**body) posts a plan that must be refused with nothing written; gives (status, code, fields)."""

    def post(**body):
        answer = api(host).post(f"/api/rooms/{room.room_id}/schedule", asked(**body), format="json")
        room.refresh_from_db()
        written = (
            Schedule.objects.count(), Invite.objects.count(), OutgoingMail.objects.count(),
            Access.objects.exclude(user=host).count(), room.scheduled_start_time,
        )  # fmt: skip
        assert written == (0, 0, 0, 0, None), body
        told = answer.json()
        assert told["success"] is False and told["message"]
        return answer.status_code, told["code"], sorted(told.get("errors", {}))

    return post


def skipped_local_time(zone):
    """The next half past something that clocks there skip, as a wall clock would say it."""
    day = timezone.now().astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    for hours in range(24 * 400):
        local = day + timedelta(days=1, hours=hours, minutes=15)
        try:
            local_to_utc(local, zone)
        except Invalid:
            return local
    raise AssertionError("clocks do not change there")


def test_an_end_before_its_start_is_refused(refused):
    assert refused(endTime=stamp(ahead(hour=9))) == (400, "end_before_start", ["endTime"])
    assert refused(endTime=stamp(ahead())) == (400, "end_before_start", ["endTime"])


def test_more_than_a_day_is_refused_and_a_day_is_not(refused, api, room, host):
    assert refused(endTime=stamp(ahead(8) + timedelta(seconds=1))) == (400, "too_long", ["endTime"])
    day = asked(endTime=stamp(ahead(8)))
    assert api(host).post(f"/api/rooms/{room.room_id}/schedule", day, format="json").status_code == 201


def test_the_past_and_the_far_future_are_refused(refused):
    assert refused(startTime=stamp(ahead(-1)), endTime=stamp(ahead(-1, 11))) == (
        400,
        "in_the_past",
        ["startTime"],
    )
    assert refused(startTime=stamp(ahead(900)), endTime=stamp(ahead(900, 11))) == (
        400,
        "too_far_ahead",
        ["startTime"],
    )


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_a_time_that_does_not_exist_that_night_is_refused(refused, zone):
    local = skipped_local_time(ZoneInfo(zone))
    later = (local + timedelta(hours=3)).isoformat()
    assert refused(startTime=local.isoformat(), endTime=later, timezone=zone) == (
        400,
        "time_does_not_exist",
        ["startTime"],
    )


def test_an_unknown_zone_is_refused(refused):
    for zone in ("Mars/Olympus", "../../etc/passwd", "CEST", "europe/berlin"):
        assert refused(timezone=zone) == (400, "unknown_zone", ["timezone"])
    assert refused(timezone="x" * 65) == (400, "invalid", ["timezone"])


@pytest.mark.parametrize(
    "time",
    ["", "soon", None, 12, [], "2027-02-30T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"],
)
def test_what_is_no_time_is_refused(refused, time):
    assert refused(startTime=time)[:2] == (400, "invalid")


def test_501_people_are_refused_and_500_are_not(refused, api, room, host):
    many = [f"p{n}@example.org" for n in range(501)]
    assert refused(inviteeEmails=many) == (400, "too_many_invitees", ["inviteeEmails"])
    twice = [*many[:500], *(one.upper() for one in many[:500]), host.email]
    answer = api(host).post(f"/api/rooms/{room.room_id}/schedule", asked(inviteeEmails=twice), format="json")
    assert answer.status_code == 201 and len(answer.json()["data"]["invites"]) == 500
    assert "your own address" in answer.json()["message"] and "holds 5" in answer.json()["message"]


def test_wrong_addresses_are_named(refused, api, room, host):
    assert refused(inviteeEmails=["kit@example.org", "nobody"]) == (400, "bad_addresses", ["inviteeEmails"])
    for wrong in (
        "a@b",
        "a b@example.org",
        "kit@example.org\nbcc: x@example.org",
        f"{'x' * 101}@example.org",
        "@",
    ):
        assert refused(inviteeEmails=[wrong])[0] == 400, wrong
    body = asked(inviteeEmails=["kit@example.org", *(f"wrong{n}" for n in range(8))])
    told = api(host).post(f"/api/rooms/{room.room_id}/schedule", body, format="json").json()["message"]
    assert "“wrong0”" in told and "3 more" in told
    for nonsense in ("kit@example.org", [[]], [None], {"a": 1}):
        assert refused(inviteeEmails=nonsense)[0] == 400


def test_a_group_of_somebody_else_is_one_that_does_not_exist(refused, make_user):
    foreign = ClassGroup.objects.create(name="theirs", owner=make_user())
    assert (
        refused(groupIds=[foreign.pk]) == refused(groupIds=[foreign.pk + 1]) == (404, "group_not_found", [])
    )
    for wrong in ([-1], ["x"], [2**70]):
        assert refused(groupIds=wrong)[0] == 400


def test_titles_notes_and_repeats_have_bounds(refused):
    assert refused(title="x" * 201) == (400, "bad_title", ["title"])
    assert refused(title="\u202e\n ")[0] == 400
    assert refused(notes="x" * 4001) == (400, "bad_notes", ["notes"])
    for repeat in (
        {"every": "week", "count": 53},
        {"every": "week", "count": 0},
        {"every": "day", "count": 2},
        3,
    ):
        assert refused(repeat=repeat)[0] == 400, repeat


def test_an_unverified_host_is_refused(refused, host):
    host.email_verified = False
    host.save(update_fields=["email_verified"])
    assert refused()[:2] == (403, "email_not_verified")


def test_a_room_that_has_ended_is_refused(refused, room):
    room.is_active = False
    room.save(update_fields=["is_active"])
    assert refused()[:2] == (410, "room_ended")


def test_who_invites_too_many_is_refused_before_anything_is_written(refused, settings):
    settings.RATE_LIMITS = {"session-invitation": [(2, 86_400)]}
    assert refused(inviteeEmails=[f"p{n}@example.org" for n in range(3)])[:2] == (429, "rate_limited")


def test_a_series_counts_with_each_of_its_sessions(plan, settings):
    settings.RATE_LIMITS = {"session-place": [(5, 86_400)]}
    plan("a@example.org", "b@example.org", repeat_count=2)
    with pytest.raises(TooMany):
        plan("a@example.org", "b@example.org", repeat_count=2, start=ahead(30))
    assert Schedule.objects.count() == 2


def test_changes_are_counted_by_whom_they_are_told(plan, host, settings):
    settings.RATE_LIMITS = {"session-mail": [(5, 86_400)]}
    (session,) = plan("a@example.org", "b@example.org")
    for title in ("One", "Two"):
        change_session(host=host, schedule_id=session.pk, changes={"title": title})
    with pytest.raises(TooMany):
        change_session(host=host, schedule_id=session.pk, changes={"title": "Three"})
    session.refresh_from_db()
    assert session.title == "Two"


def test_a_refused_change_leaves_everything_as_it_was(api, host, plan, outbox_mails):
    (session,) = plan("kit@example.org")
    plan(start=ahead(8))
    outbox_mails()
    before = Schedule.objects.filter(pk=session.pk).values().get(), OutgoingMail.objects.count()
    path = f"/api/schedules/{session.pk}"
    new = {"title": "New", "inviteeEmails": ["mia@example.org"]}
    for wrong, status in (
        ({"endTime": stamp(ahead(hour=9))}, 400),
        ({"startTime": stamp(ahead(8)), "endTime": stamp(ahead(8, 11))}, 409),
        ({"startTime": stamp(ahead(-1))}, 400),
        ({"timezone": "Mars/Olympus"}, 400),
        ({"inviteeEmails": ["nobody"]}, 400),
        ({"groupIds": [4711]}, 404),
        ({"title": ""}, 400),
    ):
        assert api(host).put(path, new | wrong, format="json").status_code == status, wrong
    assert (Schedule.objects.filter(pk=session.pk).values().get(), OutgoingMail.objects.count()) == before
    assert list(session.invites.values_list("invitee_email", "withdrawn_at")) == [("kit@example.org", None)]


def test_ids_that_no_database_can_hold_are_unknown(api, host):
    for pk in (0, 2**63, 10**30):
        assert api(host).get(f"/api/schedules/{pk}").status_code == 404
    assert api().get(f"/api/invites/{'x' * 3000}").status_code == 404
    assert api().get("/api/invites/%00").status_code in (400, 404)


def test_a_naive_time_is_a_clock_in_the_zone(api, room, host):
    body = asked(
        startTime=ahead().replace(tzinfo=None).isoformat(),
        endTime=ahead(hour=11).replace(tzinfo=None).isoformat(),
        timezone="Asia/Kathmandu",
    )
    shown = api(host).post(f"/api/rooms/{room.room_id}/schedule", body, format="json").json()["data"]
    expected = ahead() - timedelta(hours=5, minutes=45)
    assert datetime.fromisoformat(shown["startTime"]).astimezone(UTC) == expected
