"""What a player needs before it plays: the people, the pages, the documents and everything that happened but edits."""

from collections.abc import Iterable, Iterator
from typing import Any

from playback.board_pages import recorded_pages
from playback.events import Event, events_for
from playback.people import Names, names_of, person_info
from playback.rows import language_of
from playback.timeline import Timeline
from playback.viewers import Viewer
from rooms.models import ChatMessage, Room
from signaling.documents.models import DocumentKind
from signaling.models import JournalEvent

Manifest = dict[str, Any]


def manifest_of(viewer: Viewer, timeline: Timeline) -> Manifest:
    """The shape of `PlaybackSerializer`; times in ms since the epoch."""
    names = names_in(viewer.room)
    events = list(events_for(viewer, timeline.recording, names))
    return {
        "roomId": viewer.room.room_id,
        "roomName": viewer.room.room_name,
        "roomType": viewer.room.room_type,
        "shared": viewer.shared,
        "startedAt": timeline.started // 1000,
        "endedAt": timeline.ended // 1000,
        "language": first_language(viewer.room, events),
        "people": people_of(events, names),
        "pages": recorded_pages(viewer.room, timeline.recording) if viewer.sees_board else [],
        "documents": {
            kind: {"epoch": log.epoch, "head": log.head}
            for kind, log in timeline.logs.items()
            if may_read(viewer, kind)
        },
        "gaps": timeline.gaps,
        "events": events,
    }


def may_read(viewer: Viewer, kind: str) -> bool:
    return viewer.sees_board if kind == DocumentKind.BOARD else kind == DocumentKind.CODE


def names_in(room: Room) -> Names:
    """The names of all who ever did something in the room, or were written to."""
    actors = JournalEvent.objects.filter(room=room.pk).values_list("actor", flat=True).distinct()
    written_to = ChatMessage.objects.filter(room=room).values_list("recipient", flat=True).distinct()
    return names_of({*actors, *written_to})


def people_of(events: Iterable[Event], names: Names) -> list[dict[str, Any]]:
    """Everybody who was there while it was recorded, in the order of their coming, in the role they had last."""
    roles: dict[str, str] = {}
    for person, role in _met(events):
        roles[person] = role or roles.get(person, "")
    return [person_info(person, names, role) for person, role in roles.items()]


def _met(events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    for event in events:
        for key in ("userId", "from", "to"):
            if event.get(key):
                yield event[key], event.get("role", "") if key == "userId" else ""


def first_language(room: Room, events: Iterable[Event]) -> str:
    """What the editor showed at the beginning. A room starts in the default unless its language was never changed."""
    if any(event["type"] == "language" for event in events):
        return str(Room._meta.get_field("current_language").get_default())
    return language_of(room.pk) or room.current_language
