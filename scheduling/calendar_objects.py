"""Sessions as iCalendar objects: REQUEST and CANCEL for the mails (RFC 5546), PUBLISH for the feed.

Who organises is decided in docs/decisions/0034: the site's own address under the host's name, and no answer by mail is
asked for, because nobody here would read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Alarm, Calendar, Component, Event, vCalAddress, vDuration, vText

from mailing.letters import CONTROLS, as_name
from scheduling.news import CANCEL, REQUEST, Session
from scheduling.series_rule import Rule, find_rule
from scheduling.session_words import as_notes, as_title
from scheduling.vtimezone import timezone_component

PRODUCT = "-//FuseMeet//Sessions//EN"
PUBLISH = "PUBLISH"
REFRESH = timedelta(hours=1)
ALARM_BEFORE = timedelta(minutes=10)
UTC_NAMES = {"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Etc/Zulu", "Zulu", "Etc/Universal", "Universal"}


@dataclass(frozen=True)
class Attendee:
    """Whom the object is made for; `status` is what `Invite.status` holds."""

    email: str
    name: str
    status: str


@dataclass(frozen=True)
class Links:
    """`join` leads into the room; `answer` to the page of the invitation, "" where there is none."""

    join: str
    answer: str = ""


@dataclass(frozen=True)
class Envelope:
    """What every component of one object shares; `links` are None in a cancellation, `zone` is the series'."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    zone: str
    attendee: Attendee | None = None
    links: Links | None = None


def request_calendar(envelope: Envelope, sessions: list[Session], *, partial: bool) -> bytes:
    """All of `sessions` as one object; if `partial`, each takes the place of one instance of a series."""
    if len(sessions) == 1 and not partial:
        return _calendar(envelope, [_event(envelope, sessions[0])], sessions)
    rule = None if partial else find_rule(sessions, envelope.zone)
    if rule is None:
        return _calendar(envelope, [_instance(envelope, one) for one in sessions], sessions)
    moved = [_instance(envelope, one) for one in rule.moved]
    return _calendar(envelope, [_master(envelope, rule), *moved], sessions)


def cancel_calendar(envelope: Envelope, sessions: list[Session], *, partial: bool) -> bytes:
    """That `sessions` are off: instances of a series if `partial`, else the whole object."""
    events = [_instance(envelope, one) for one in sessions] if partial else [_event(envelope, sessions[0])]
    return _calendar(envelope, events, sessions)


def publish_calendar(name: str, entries: Iterable[tuple[Envelope, Session, bool]]) -> bytes:
    """What a calendar subscribes to: each session by itself, `True` with those that are not certain yet.

    The same entries are the same bytes.
    """
    entries = list(entries)
    calendar = new_calendar(PUBLISH)
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    if entries:
        add_zones(calendar, [session for _, session, _ in entries], also="UTC")
    for envelope, session, tentative in entries:
        event = _event(envelope, session)
        if tentative:
            event["STATUS"] = vText("TENTATIVE")
        calendar.add_component(event)
    return calendar.to_ical()


def _master(envelope: Envelope, rule: Rule) -> Event:
    event = _event(envelope, rule.plain)
    start = rule.first.replace(tzinfo=rule.zone)
    for name, moment in (("DTSTART", start.astimezone(UTC)), ("DTEND", start.astimezone(UTC) + rule.length)):
        del event[name]
        event.add(name, as_written(moment, rule.zone.key))
    event.add("RRULE", {"FREQ": "WEEKLY", "COUNT": rule.count})
    for hole in rule.holes:
        moment = hole.replace(tzinfo=rule.zone).astimezone(UTC)
        event.add("EXDATE", as_written(moment, rule.zone.key))
    return event


def _instance(envelope: Envelope, session: Session) -> Event:
    event = _event(envelope, session)
    event.add("RECURRENCE-ID", as_written(session.place, envelope.zone))
    return event


def _event(envelope: Envelope, session: Session) -> Event:
    event = Event()
    event.add("UID", envelope.uid)
    event.add("SEQUENCE", envelope.sequence)
    event.add("DTSTAMP", envelope.stamp)
    event.add("DTSTART", as_written(session.start, session.zone))
    event.add("DTEND", as_written(session.end, session.zone))
    event.add("SUMMARY", as_title(session.title))
    event.add("STATUS", "CANCELLED" if envelope.method == CANCEL else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if envelope.method == CANCEL else "OPAQUE")
    event.add("ORGANIZER", organizer(session.host_name), encode=False)
    if envelope.attendee:
        event.add("ATTENDEE", _attendee(envelope.attendee), encode=False)
    if envelope.links:
        event.add("LOCATION", envelope.links.join)
        event.add("URL", envelope.links.answer or envelope.links.join)
        event.add("DESCRIPTION", _description(session, envelope.links))
    if envelope.method == REQUEST:
        event.add_component(_alarm(session))
    return event


def organizer(host_name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = vText(_parameter(f"{as_name(host_name)} (FuseMeet)"))
    return address


def _attendee(attendee: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{attendee.email}")
    status = {"ACCEPTED": "ACCEPTED", "DECLINED": "DECLINED", "MAYBE": "TENTATIVE"}
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(status.get(attendee.status, "NEEDS-ACTION"))
    address.params["RSVP"] = vText("FALSE")
    address.params["CN"] = vText(_parameter(as_name(attendee.name) or attendee.email))
    return address


def _parameter(text: str) -> str:
    """A parameter's value can hold neither quotes nor line ends (RFC 5545 3.2)."""
    return " ".join(CONTROLS.sub(" ", text).replace('"', "'").split())


def _description(session: Session, links: Links) -> str:
    lines = [f"{as_name(session.host_name)} in {as_name(session.room_name)}, by FuseMeet.", ""]
    lines += [f"Join: {links.join}"]
    if links.answer:
        lines += [f"Answer, or change your answer: {links.answer}"]
    notes = as_notes(session.notes)
    return "\n".join(lines + (["", notes] if notes else []))


def _alarm(session: Session) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -ALARM_BEFORE)
    alarm.add("DESCRIPTION", as_title(session.title))
    return alarm


def as_written(moment: datetime, zone: str) -> datetime:
    """In its zone; in UTC where the zone is that, or where its clocks show this time a second time.

    A local time that comes twice is the first one to every calendar (RFC 5545 3.3.5).
    """
    if zone in UTC_NAMES:
        return moment.astimezone(UTC)
    local = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold else local


def _calendar(envelope: Envelope, events: Iterable[Component], sessions: list[Session]) -> bytes:
    calendar = new_calendar(envelope.method)
    add_zones(calendar, sessions, also=envelope.zone)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def new_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def add_zones(calendar: Calendar, sessions: list[Session], *, also: str) -> None:
    """A VTIMEZONE for every zone that the sessions' times name, and for `also`, over all of the times."""
    moments = [at for one in sessions for at in (one.start, one.end, one.place)]
    for zone in sorted({also, *(one.zone for one in sessions)} - UTC_NAMES):
        calendar.add_component(timezone_component(ZoneInfo(zone), min(moments), max(moments)))
