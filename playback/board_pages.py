"""The board's pages as a recording has them: those of now, or those at its end where it ended before."""

from typing import Any

from playback.recording import Recording, moment_of
from rooms.models import Room
from signaling.models import JournalEvent
from whiteboard.pages import FIRST_PAGE, pages_of

PAGES_EVENT = "whiteboard-pages"


def recorded_pages(room: Room, recording: Recording) -> list[dict[str, Any]]:
    """`{id, title, order}` in their order. What pages are called or made after the last recorded moment is not told."""
    if recording.cut is None:
        pages: list[dict[str, Any]] = pages_of(room.pk).as_wire()["pages"]
        return pages
    before = JournalEvent.objects.filter(
        room=room.pk, type=PAGES_EVENT, created_at__lt=moment_of(recording.cut)
    )
    payload = before.order_by("-seq").values_list("payload", flat=True).first()
    return payload["pages"] if payload else [{"id": FIRST_PAGE, "title": "Page 1", "order": 0}]
