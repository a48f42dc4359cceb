"""Jobs of rooms: what is done when a room has ended a while ago, and what is tidied up by the clock."""

import logging
import time
from collections.abc import Collection

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from rooms import cleaning
from rooms.access import is_over, sessions_after
from rooms.lobby import tidy_lobby
from rooms.models import Room
from rooms.seats import tidy_seats
from signaling.cleaning import end_lost_connections, forget_used_up
from signaling.documents.archive import archive_documents, rooms_to_archive

log = logging.getLogger(__name__)

# A run ends well before Celery ends it; what is left is the next one's.
MOST_SECONDS = 40.0
# Of one query, below what SQLite takes as parameters.
MOST_ROOMS = 500


@shared_task
def archive_ended_rooms() -> None:
    """The logs of rooms that ended an hour ago or so (`ROOM_ARCHIVE_HOURS`) become one compressed value each."""
    until = time.monotonic() + MOST_SECONDS
    waiting = sorted(rooms_to_archive())
    for at in range(0, len(waiting), MOST_ROOMS):
        for room in _ended(waiting[at : at + MOST_ROOMS]):
            if time.monotonic() > until:
                return
            archive_documents(room=room)


def _ended(among: Collection[int]) -> list[int]:
    """Those of the rooms that are over (`rooms.access.is_over`), and have been for so long."""
    before = timezone.now() - settings.ROOM_ARCHIVE_AFTER
    ended = Q(is_active=False) & (Q(actual_end_time__lte=before) | Q(actual_end_time=None))
    expired = Q(last_activity__lte=before - settings.ROOM_IDLE_LIFETIME)
    expired &= Q(scheduled_end_time=None) | Q(scheduled_end_time__lte=before)
    rows = Room.objects.filter(ended | expired, pk__in=among)
    found = list(rows.only("is_active", "last_activity", "scheduled_end_time"))
    known = sessions_after(found)
    return [room.pk for room in found if is_over(room, known=known)]


@shared_task
def close_idle_rooms() -> None:
    """Every six hours: rooms that nobody has used for a day and for which no session lies ahead."""
    _said(
        "idle rooms",
        {"closed": cleaning.close_idle_rooms(until=time.monotonic() + MOST_SECONDS)},
        always=True,
    )


@shared_task
def let_lost_people_go() -> None:
    """Every minute: people whose connection is gone, also while no server process runs that could notice."""
    until = time.monotonic() + MOST_SECONDS
    done = {
        "orphans": cleaning.forget_deleted_rooms(until=until),
        "connections": end_lost_connections(until=until),
        "people": cleaning.let_go(until=until),
    }
    tidy_seats()
    tidy_lobby()
    _said("lost people", done)


@shared_task
def forget_used_up_keys() -> None:
    """Every hour: passes, tickets and leases that open nothing, what was said in lobbies of ended rooms."""
    until = time.monotonic() + MOST_SECONDS
    done = {
        "passes": cleaning.forget_passes(until=until),
        "lobby": cleaning.forget_lobbies(until=until),
        **forget_used_up(until=until),
    }
    _said("used-up keys", done)


def _said(what: str, done: dict[str, int], *, always: bool = False) -> None:
    """One line of the log for each run that did something: `cleaned idle rooms: closed=3`."""
    if always or any(done.values()):
        log.info("cleaned %s: %s", what, " ".join(f"{name}={count}" for name, count in done.items()))
