"""What is tidied up by the clock: rooms that nobody uses, people whose connection is gone, passes that have run out.

Every step judges again under the room's lock, so that it may run twice at once, and beside somebody who comes in.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from fusemeet.errors import NotFound
from rooms.access import is_over, lock_room
from rooms.models import Guest, LobbyEntry, Participant, Room
from rooms.person_ids import columns_of, person_id
from rooms.seats import depart
from rooms.services import close_room
from signaling import presence
from signaling.cleaning import BATCH, delete_in_batches
from signaling.models import Connection

log = logging.getLogger(__name__)

# After that long a pass that has run out tells nobody any more why their room is closed.
KEEP_PASSES = timedelta(days=1)
KEEP_LOBBY = timedelta(hours=1)
FORGOTTEN = "forgotten-"

RoomStep = Callable[[Room], object]
_before: list[RoomStep] = []


def before_idle_is_judged(step: RoomStep) -> RoomStep:
    """Register `step(room)`: it runs with the room locked, and may write into it what keeps it open."""
    _before.append(step)
    return step


def close_idle_rooms(*, until: float) -> int:
    """Ends rooms that were idle for `ROOM_IDLE_LIFETIME` with no session ahead and nobody in them; how many.

    It goes on until `until` (`time.monotonic()`), a transaction for each room. Whoever still looks at such a room (a
    document's socket, the page of a lobby) is told as by a host's ending it, and its owner can open it again.
    """
    count, last = 0, 0
    while time.monotonic() < until:
        batch = list(_idle().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        for pk in batch:
            if time.monotonic() >= until:
                return count
            count += _close_if_idle(pk)
        if len(batch) < BATCH:
            break
        last = batch[-1]
    return count


def _idle() -> QuerySet[Room]:
    now = timezone.now()
    nothing_ahead = Q(scheduled_end_time=None) | Q(scheduled_end_time__lte=now)
    return Room.objects.filter(
        nothing_ahead, is_active=True, last_activity__lte=now - settings.ROOM_IDLE_LIFETIME
    )


def _close_if_idle(pk: int) -> bool:
    """True if this run ended it: not if another did, or if it is used after all."""
    try:
        with transaction.atomic():
            room = lock_room(pk)
            for step in _before:
                step(room)
            if not room.is_active or not is_over(room):
                return False
            if presence.connected_persons(room=pk):  # no server process has written that it is in use
                Room.objects.filter(pk=pk).update(last_activity=timezone.now())
                return False
            close_room(room=room, by="")
            return True
    except NotFound:  # deleted at this moment
        return False
    except OperationalError:  # a deadlock: the next run looks at it again
        log.warning("room %s stays open for now", pk, exc_info=True)
        return False


def let_go(*, until: float) -> int:
    """Participants who count as present although no connection is theirs leave their rooms; how many."""
    count, last = 0, 0
    while time.monotonic() < until:
        there = Participant.objects.filter(is_active=True, join_number__isnull=False, pk__gt=last)
        batch = list(there.order_by("pk").values_list("pk", "room_id", "user_id", "guest_id")[:BATCH])
        people = [(room, person_id(user=user, guest=guest)) for _, room, user, guest in batch]
        connected = _connected(room for room, _ in people)
        for room, person in people:
            if (room, person) not in connected:
                count += _let_go(room, person)
        if len(batch) < BATCH:
            break
        last = batch[-1][0]
    return count


def _connected(rooms: Iterable[int]) -> set[tuple[int, str]]:
    return set(Connection.objects.filter(room__in=set(rooms)).values_list("room", "person"))


def _let_go(room: int, person: str) -> bool:
    """Whoever comes in registers their connection under the same lock, together with their seat."""
    try:
        with transaction.atomic():
            lock_room(room)
            if Connection.objects.filter(room=room, person=person).exists():
                return False
            if not Participant.objects.filter(room=room, is_active=True, **columns_of(person)).exists():
                return False  # another run was faster
            depart(room=room, person=person, reason="lost")
            return True
    except (NotFound, OperationalError):  # deleted at this moment, or a deadlock: the next run looks again
        return False


def forget_deleted_rooms(*, until: float) -> int:
    """Connections of rooms that are not there any more, which nobody could end by locking the room; how many."""
    lost = Connection.objects.filter(lease_until__lt=timezone.now())
    return delete_in_batches(lost.exclude(room__in=Room.objects.values("pk")), until=until)


def forget_passes(*, until: float) -> int:
    """Passes that ran out a day ago lose their key; the person stays as long as what they did in the room. How many.

    A guest who never took a seat is nobody, and goes.
    """
    over = Guest.objects.filter(expires_at__lt=timezone.now() - KEEP_PASSES)
    count = delete_in_batches(over.filter(participations=None), until=until)
    keyed = over.exclude(token_digest__startswith=FORGOTTEN)
    while time.monotonic() < until:
        keys = list(keyed.order_by("pk").values_list("pk", flat=True)[:BATCH])
        name = Concat(Value(FORGOTTEN), Cast("pk", CharField()), output_field=CharField())
        count += keyed.filter(pk__in=keys).update(token_digest=name)
        if len(keys) < BATCH:
            break
    return count


def forget_lobbies(*, until: float) -> int:
    """Who waited or was refused at the doors of rooms that have ended; how many.

    Who was let in stays known: by that they read afterwards what they were there for.
    """
    ended = LobbyEntry.objects.filter(room__is_active=False, updated_at__lt=timezone.now() - KEEP_LOBBY)
    return delete_in_batches(ended.exclude(state=LobbyEntry.State.ADMITTED), until=until)
