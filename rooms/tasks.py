"""Jobs of rooms: what is done when a room has ended a while ago."""

import time
from collections.abc import Collection

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from rooms.models import Room
from signaling.documents.archive import archive_documents, rooms_to_archive

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
    return list(Room.objects.filter(ended | expired, pk__in=among).values_list("pk", flat=True))
