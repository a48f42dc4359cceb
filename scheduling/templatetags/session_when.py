"""When a session is, in the zone of whoever reads: "Tue 24 Nov, 14:00–15:00 (your time)"."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django import template
from django.utils import timezone

from scheduling.reader_zone import ReaderZone, offset_words

register = template.Library()


@register.filter
def when(session: Any, zone: ReaderZone) -> str:
    """From `start` to `end` of anything that has both (instants); the year where it is not this one."""
    return f"{bare_when(session, zone)} ({zone.words})"


@register.filter
def bare_when(session: Any, zone: ReaderZone) -> str:
    """The same without its zone, for where that is said already."""
    start, end = session.start.astimezone(zone.info), session.end.astimezone(zone.info)
    if start.date() == end.date():
        return f"{day_words(start)}, {clock(start)}–{clock(end)}"
    return f"{day_words(start)}, {clock(start)} – {day_words(end)}, {clock(end)}"


@register.filter
def in_zone(session: Any, name: str) -> str:
    """The same by the clocks of a zone that the reader is not in, with its name."""
    return when(session, ReaderZone(name, "chosen"))


@register.filter
def stored_when(schedule: Any, zone: ReaderZone) -> str:
    """Of a stored session, whose columns have longer names."""
    return bare_when(SimpleNamespace(start=schedule.start_time, end=schedule.end_time), zone)


@register.filter
def clock_span(session: Any, zone: ReaderZone) -> str:
    """ "14:00–15:00", or with the day of its end where that is another one."""
    start, end = session.start.astimezone(zone.info), session.end.astimezone(zone.info)
    far = "" if start.date() == end.date() else f"{end.day} {end:%b} "
    return f"{clock(start)}–{far}{clock(end)}"


@register.filter
def moment(at: datetime, zone: ReaderZone) -> str:
    """One instant: "Tue 24 Nov, 14:00"."""
    local = at.astimezone(zone.info)
    return f"{day_words(local)}, {clock(local)}"


@register.filter
def clock(at: datetime, zone: ReaderZone | None = None) -> str:
    """The clock's hour; one that comes twice that night is told apart by its offset."""
    local = at.astimezone(zone.info) if zone else at
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M} ({offset_words(local)})" if twice else f"{local:%H:%M}"


def day_words(local: datetime) -> str:
    year = "" if local.year == timezone.now().astimezone(local.tzinfo).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"


@register.filter
def day_name(day: Any) -> str:
    """ "Tuesday 24 November", for a heading and for who cannot see the grid."""
    return f"{day:%A} {day.day} {day:%B}"


@register.filter
def stay_words(seconds: int) -> str:
    """How long somebody was there: "1 h 5 min", "50 min"; "under a minute" for less than one."""
    hours, minutes = divmod(seconds // 60, 60)
    words = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(words) or "under a minute"
