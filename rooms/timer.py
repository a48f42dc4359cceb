"""The clock that everybody in a room sees: started, paused and set back by its hosts."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from fusemeet.errors import Gone, Invalid
from rooms.access import ROOM_ENDED, is_over, lock_room
from rooms.models import Timer
from rooms.presentation import stamp
from signaling import journal
from signaling.hooks import Entry
from signaling.publish import announce

LONGEST_SECONDS = 24 * 3600
Action = Literal["start", "pause", "reset"]


@transaction.atomic
def set_timer(
    *, room: int, person: str, action: Action, seconds: int | None = None, client_id: str | None = None
) -> int:
    """Returns the event's seq.

    `start` with `seconds` counts down from there, without it goes on where it was paused; `pause` keeps what is left;
    `reset` goes back to the whole time (to `seconds`, if they are given) and stands. Raises Invalid for a time outside
    a second to a day, and for a clock with nothing left to count. Pausing twice is pausing once.
    """
    if seconds is not None and not 1 <= seconds <= LONGEST_SECONDS:
        raise Invalid(errors={"seconds": ["Choose a time between a second and 24 hours."]})
    locked = lock_room(room)
    if is_over(locked):
        raise Gone("room_ended", ROOM_ENDED)
    journal.lock(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    now = timezone.now()
    timer = Timer.objects.filter(room=locked).first() or Timer(room=locked)
    left = _left(timer, now)
    if action == "pause":
        timer.remaining, timer.ends_at = left, None
    elif action == "reset":
        timer.seconds = timer.remaining = timer.seconds if seconds is None else seconds
        timer.ends_at = None
    else:
        _start(timer, left, seconds, now)
    timer.by = person
    timer.save()
    payload = {"action": action, **_as_wire(timer, now)}
    return announce(room=room, type="timer", payload=payload, actor=person, client_id=client_id).seq


def _start(timer: Timer, left: int, seconds: int | None, now: datetime) -> None:
    if seconds is not None:
        timer.seconds = left = seconds
    if not left:
        raise Invalid("no_time_left", "Say how long the timer is to run.")
    timer.remaining, timer.ends_at = left, now + timedelta(seconds=left)


def _left(timer: Timer, now: datetime) -> int:
    """In whole seconds, the begun one included."""
    if timer.ends_at is None:
        return timer.remaining
    return max(0, ceil((timer.ends_at - now).total_seconds()))


def _as_wire(timer: Timer, now: datetime) -> dict[str, Any]:
    return {
        "endsAt": stamp(timer.ends_at),
        "remainingSeconds": _left(timer, now),
        "seconds": timer.seconds,
        "by": timer.by,
    }


def timer_state(entry: Entry) -> dict[str, Any] | None:
    """For the welcome; None while nobody has ever set it."""
    timer = Timer.objects.filter(room_id=entry.room).first()
    return _as_wire(timer, timezone.now()) if timer else None
