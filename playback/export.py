"""A session as one JSON file (docs/export.md), written row by row, so that no log is ever in memory whole."""

import base64
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.utils import timezone

from playback.events import SAID, Event
from playback.manifest import Manifest, manifest_of
from playback.outcome import BoardPage, final_board, final_code, final_language, questions_of
from playback.steps import steps_after
from playback.timeline import Timeline, timeline_of
from playback.viewers import Viewer
from rooms.presentation import stamp
from signaling.documents.log import LogDamaged
from signaling.documents.models import DocumentKind
from whiteboard.models import BoardImage

complaints = logging.getLogger(__name__)

FORMAT = "fusemeet-session"
VERSION = 1


def export_name(viewer: Viewer) -> str:
    """Of the room's code alone: a name may be anything, and headers are no place for it."""
    return f"fusemeet-{viewer.room.room_id}-{timezone.now():%Y-%m-%d}.json"


def export_parts(viewer: Viewer) -> Iterator[bytes]:
    """The file, in parts to be sent as they are made.

    What can be refused is refused before the first: Denied `not_recorded`, Unavailable `recording_damaged`.
    """
    timeline = timeline_of(viewer.room)
    manifest = manifest_of(viewer, timeline)
    events: list[Event] = manifest["events"]
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exportedAt": stamp(timezone.now()),
        "room": _room(viewer, manifest),
        "people": manifest["people"],
        "gaps": manifest["gaps"],
        "questions": questions_of(viewer, timeline.recording, events),
        "chat": [event for event in events if event["type"] in SAID],
        "events": [event for event in events if event["type"] not in SAID],
    }
    code = {"language": final_language(manifest["language"], events), "text": final_code(timeline)}
    return _written(viewer, timeline, head, code, final_board(viewer, timeline))


def _written(
    viewer: Viewer, timeline: Timeline, head: dict[str, Any], code: dict[str, Any], board: list[BoardPage]
) -> Iterator[bytes]:
    yield _json(head)[:-1] + b',"code":' + _json(code)[:-1] + b',"versions":'
    yield from _list(_versions(timeline, DocumentKind.CODE))
    yield b'},"board":{"pages":'
    yield from _list(_pages(board))
    yield b',"images":'
    yield from _list(_images(viewer, board))
    yield b',"versions":'
    yield from _list(_versions(timeline, DocumentKind.BOARD) if viewer.sees_board else ())
    yield b"}}\n"


def _room(viewer: Viewer, manifest: Manifest) -> dict[str, Any]:
    return {
        "roomId": manifest["roomId"],
        "roomName": manifest["roomName"],
        "roomType": manifest["roomType"],
        "description": viewer.room.description,
        "startedAt": manifest["startedAt"],
        "endedAt": manifest["endedAt"],
    }


def _versions(timeline: Timeline, kind: DocumentKind) -> Iterator[dict[str, Any]]:
    """Where a log is damaged, its versions end."""
    log = timeline.logs.get(kind)
    try:
        for step in steps_after(log, timeline.recording) if log else ():
            yield {
                "version": step.seq,
                "time": step.time // 1000,
                "userId": step.user,
                "kind": step.kind,
                "update": base64.b64encode(step.data).decode(),
            }
    except LogDamaged:
        complaints.error("the log of the %s of room %s is damaged", kind, log and log.room)


def _pages(board: list[BoardPage]) -> Iterator[dict[str, Any]]:
    for page in board:
        yield {"id": page.id, "title": page.title, "order": page.order, "elements": page.elements}


def _images(viewer: Viewer, board: list[BoardPage]) -> Iterator[dict[str, Any]]:
    """Those that are to be seen on a page, one in memory at a time."""
    wanted = {element["fileId"] for page in board for element in page.elements if element["type"] == "image"}
    for file_id in sorted(wanted):
        image = BoardImage.objects.filter(room=viewer.room, file_id=file_id).first()
        if image is not None:
            yield {
                "fileId": file_id,
                "mimeType": image.mime_type,
                "width": image.width,
                "height": image.height,
                "data": base64.b64encode(bytes(image.data)).decode(),
            }


def _list(rows: Iterable[Any]) -> Iterator[bytes]:
    between = b"["
    for row in rows:
        yield between + _json(row)
        between = b","
    yield b"[]" if between == b"[" else b"]"


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
