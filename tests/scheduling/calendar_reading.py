"""Reading calendar objects back without the product's code: lines as bytes, zones and weeks by dateutil."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar

Instant = tuple[datetime, datetime]


def calendar_part(mail: EmailMessage) -> Any:
    """The part on which calendars act; there is one, and it is the last of the alternatives."""
    alternatives: Any
    [alternatives] = [part for part in mail.walk() if part.get_content_type() == "multipart/alternative"]
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"], kinds
    return list(alternatives.iter_parts())[-1]


def content_of(mail: EmailMessage) -> bytes:
    """The object of a mail: what its part says, which the attached file says as well."""
    part = calendar_part(mail)
    [attached] = [one for one in mail.walk() if one.get_content_disposition() == "attachment"]
    file = attached.get_payload(decode=True)
    assert attached.get_content_type() == "application/ics"
    assert str(attached.get_filename()).endswith(".ics")
    text = part.get_payload(decode=True)
    assert isinstance(file, bytes)
    assert isinstance(text, bytes)
    assert text.replace(b"\r\n", b"\n").strip() == file.replace(b"\r\n", b"\n").strip()
    calendar = read(file)
    assert part.get_content_charset() == "utf-8"
    assert part.get_param("method") == calendar["METHOD"], "RFC 6047 2.4: both say the same"
    return file


def read(content: bytes) -> Any:
    """Parsed, once every line has the form that RFC 5545 3.1 asks for."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut by a fold
    calendar: Any = Calendar.from_ical(content)
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    assert not [error for part in calendar.walk() for error in part.errors]
    assert Calendar.from_ical(calendar.to_ical()).to_ical() == calendar.to_ical()
    named = {str(part["TZID"]) for part in calendar.walk("VTIMEZONE")}
    used = {
        value.params["TZID"]
        for event in calendar.walk("VEVENT")
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID")
        if name in event and "TZID" in (value := event[name]).params
    }
    assert used <= named, "every zone that is named is described"
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "ORGANIZER", "SUMMARY"} <= set(event)
        assert event["DTSTAMP"].dt.tzinfo is not None
    return calendar


def zones_of(content: bytes) -> dict[str, Any]:
    """The zones as the object itself describes them, read by dateutil."""
    text = content.decode().replace("\r\n ", "").replace("\r\n", "\n")
    found = tz.tzical(io.StringIO(text))
    return dict(found._vtz)


def instants(content: bytes) -> list[Instant]:
    """Every session that the object puts into a calendar, in UTC, in order."""
    calendar, zones = read(content), zones_of(content)

    def moment(value: Any) -> datetime:
        if "TZID" in value.params:
            zone = zones[value.params["TZID"]]
            return tz.resolve_imaginary(value.dt.replace(tzinfo=zone, fold=0)).astimezone(UTC)
        return value.dt.astimezone(UTC)

    found: dict[datetime, Instant] = {}
    for event in calendar.walk("VEVENT"):
        if "RECURRENCE-ID" in event:
            continue
        start, end = event["DTSTART"], event["DTEND"]
        length = moment(end) - moment(start)
        if "RRULE" not in event:
            found[moment(start)] = (moment(start), moment(end))
            continue
        zone = zones.get(start.params.get("TZID", ""), UTC)
        local = start.dt.replace(tzinfo=None)
        for one in rrulestr(event["RRULE"].to_ical().decode(), dtstart=local):
            at = tz.resolve_imaginary(one.replace(tzinfo=zone)).astimezone(UTC)
            found[at] = (at, at + length)
        for hole in _dates(event.get("EXDATE", [])):
            at = hole.dt.replace(tzinfo=zone) if "TZID" in hole.params else hole.dt
            del found[at.astimezone(UTC)]
    for event in calendar.walk("VEVENT"):
        if "RECURRENCE-ID" in event:
            place = moment(event["RECURRENCE-ID"])
            assert place in found or not any("RRULE" in one for one in calendar.walk("VEVENT"))
            found[place] = (moment(event["DTSTART"]), moment(event["DTEND"]))
    return sorted(found.values())


def _dates(value: Any) -> Iterable[Any]:
    """Each EXDATE with its zone: a property may hold several, and there may be several properties."""
    for one in value if isinstance(value, list) else [value]:
        for date in one.dts:
            if "TZID" in one.params:
                date.params["TZID"] = one.params["TZID"]
            yield date


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
