"""A room's next session, kept in the room's own columns: while one lies ahead the room does not run out."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from fusemeet.errors import NotFound
from rooms.access import lock_room, sessions_ahead
from rooms.models import Room
from rooms.presentation import room_info
from rooms.services import open_again
from scheduling.models import Schedule
from signaling.publish import announce

BATCH = 200
# People come in a little before a session begins.
EARLY = timedelta(minutes=10)


@sessions_ahead
def not_over(now: datetime) -> QuerySet[Schedule]:
    """Every session that goes on or lies ahead."""
    return Schedule.objects.filter(cancelled_at=None, end_time__gt=now)


def next_session(room_pk: int, now: datetime) -> Schedule | None:
    """The one that goes on or begins next."""
    ahead = not_over(now).filter(room=room_pk)
    return ahead.order_by("start_time", "id").first()


def keep_next_session(room: Room) -> None:
    """With the room locked: writes when its next session is, and tells the room if that is different now."""
    following = next_session(room.pk, timezone.now())
    span = (following.start_time, following.end_time) if following else (None, None)
    if span == (room.scheduled_start_time, room.scheduled_end_time):
        return
    room.scheduled_start_time, room.scheduled_end_time = span
    room.save(update_fields=["scheduled_start_time", "scheduled_end_time", "updated_at"])
    announce(room=room.pk, type="room", payload={"room": room_info(room), "permissions": room.permissions})


def roll_on() -> int:
    """Rooms whose next session has passed get the one after it; returns how many. Safe to run twice at once."""
    passed = Room.objects.filter(scheduled_end_time__lte=timezone.now()).order_by("scheduled_end_time")
    count = 0
    for pk in passed.values_list("pk", flat=True)[:BATCH]:
        try:
            with transaction.atomic():
                keep_next_session(lock_room(pk))
                count += 1
        except NotFound:  # deleted at this moment
            continue
    return count


def open_for_sessions() -> int:
    """Rooms that were ended after an earlier session open again for their next one; returns how many.

    "End for all" ends what goes on, not next week's class. A room that is ended within ten minutes of a session's
    beginning, or while it goes on, stays ended. Safe to run twice at once.
    """
    now = timezone.now()
    due = not_over(now).filter(
        start_time__lte=now + EARLY, room__is_active=False, room__actual_end_time__lt=F("start_time") - EARLY
    )
    count = 0
    for pk, start in due.order_by("start_time").values_list("room_id", "start_time")[:BATCH]:
        with suppress(NotFound), transaction.atomic():
            room = lock_room(pk)
            ended = room.actual_end_time
            if not room.is_active and ended is not None and ended < start - EARLY:
                open_again(room=room)
                count += 1
    return count
