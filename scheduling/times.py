"""When a session may be: its times, its length, and that a room holds one at a time."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from fusemeet.errors import Conflict, Invalid
from rooms.models import Room
from scheduling.models import Schedule
from scheduling.zones import local_to_utc, utc_to_local

LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=730)
# Whoever plans a meeting for now has typed for some minutes.
LATE = timedelta(minutes=5)
MOST_SESSIONS = 52

Span = tuple[datetime, datetime]


def moment_in(value: datetime, zone: ZoneInfo, *, field: str) -> datetime:
    """In UTC; a time without a zone is what clocks in `zone` show. Raises Invalid `time_does_not_exist`."""
    if value.tzinfo is None:
        return local_to_utc(value, zone, field=field)
    return value.astimezone(UTC)


def require_span(start: datetime, end: datetime) -> None:
    """Raises Invalid `end_before_start` or `too_long`."""
    if end <= start:
        raise wrong_time("end_before_start", "endTime", "A session ends after it starts.")
    if end - start > LONGEST:
        raise wrong_time("too_long", "endTime", "A session lasts 24 hours at most. Plan several of them.")


def require_ahead(start: datetime, end: datetime) -> None:
    """Raises Invalid `in_the_past` or `too_far_ahead`."""
    now = timezone.now()
    if start < now - LATE:
        raise wrong_time("in_the_past", "startTime", "That time is over. Choose one that lies ahead.")
    if end <= now:
        raise wrong_time("in_the_past", "endTime", "That time is over. Choose one that lies ahead.")
    if start > now + FURTHEST:
        raise wrong_time("too_far_ahead", "startTime", "Plan no more than two years ahead.")


def require_ahead_in_series(schedule: Schedule, start: datetime, now: datetime) -> None:
    """That moving its series does not put this session where nobody can come to it; raises Invalid `in_the_past`."""
    if start < now - LATE:
        at = _local(schedule)
        raise wrong_time(
            "in_the_past",
            "startTime",
            f"The session of {at.day} {at:%B %Y} would move with its series to a time that is over. Cancel or move "
            "that one by itself first.",
        )


def require_repeat(count: int) -> None:
    if not 1 <= count <= MOST_SESSIONS:
        wrong = f"A session takes place 1 to {MOST_SESSIONS} times."
        raise Invalid("bad_repeat", wrong, errors={"repeat": [wrong]})


def require_free(room: Room, spans: Iterable[Span], *, but: Collection[int] = ()) -> None:
    """With the room locked: no session of it but those with the ids `but` is at one of these times.

    Raises Conflict `sessions_overlap`: people of two sessions would meet, and each would read what the other writes.
    """
    spans = list(spans)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    others = Schedule.objects.filter(room=room, cancelled_at=None, start_time__lt=last, end_time__gt=first)
    for other in others.exclude(pk__in=but).only("title", "start_time", "end_time", "timezone"):
        if any(start < other.end_time and other.start_time < end for start, end in spans):
            at = _local(other)
            raise Conflict(
                "sessions_overlap",
                f"“{other.title}” is in this room at that time ({at.day} {at:%B %Y, %H:%M}, {other.timezone}). "
                "Choose another time, or another room.",
            )


def wrong_time(code: str, field: str, message: str) -> Invalid:
    return Invalid(code, message, errors={field: [message]})


def _local(schedule: Schedule) -> datetime:
    return utc_to_local(schedule.start_time, ZoneInfo(schedule.timezone))
