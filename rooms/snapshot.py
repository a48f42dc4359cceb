"""All that a newcomer needs, in one value: read after the socket is registered, so that nothing falls between."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from rooms import chat
from rooms.access import rooms_of
from rooms.models import Room
from rooms.presentation import participants_of, room_info
from signaling import journal
from signaling.documents.services import document_epochs
from signaling.hooks import Entry, Present, Snapshot

_parts: dict[str, Callable[[Entry], Any]] = {}
_personal_parts: dict[str, Callable[[User], Any]] = {}


def snapshot_part(name: str, read: Callable[[Entry], Any]) -> None:
    """Another app's part of the welcome, registered when it is ready."""
    _parts[name] = read


def personal_part(name: str, read: Callable[[User], Any]) -> None:
    """Another app's part of what `/ws/me/` begins with."""
    _personal_parts[name] = read


def room_snapshot(*, entry: Entry, present: list[Present]) -> Snapshot:
    """The head is read first: what is committed meanwhile is in the body already and comes again as an event."""
    seq = journal.head_of(entry.room)
    room = Room.objects.select_related("interviewer").get(pk=entry.room)
    participants = participants_of(room, present)
    me = next((one for one in participants if one["userId"] == entry.person.id), None)
    body: dict[str, Any] = {
        "you": {
            "userId": entry.person.id,
            "username": entry.person.username,
            "fullName": entry.person.full_name,
            "role": entry.person.role,
            "isGuest": entry.person.is_guest,
            "joinNumber": me["joinNumber"] if me else None,
        },
        "role": entry.person.role,
        "abilities": sorted(entry.abilities),
        "room": room_info(room),
        "participants": participants,
        "permissions": room.permissions,
        "chat": chat.history(room=entry.room, person=entry.person.id),
        "documents": {kind: {"epoch": epoch} for kind, epoch in document_epochs(room=entry.room).items()},
    }
    body |= {name: read(entry) for name, read in _parts.items()}
    return Snapshot(seq=seq, body=body)


def personal_snapshot(*, person: str) -> dict[str, Any]:
    """What `/ws/me/` begins with: who this is, and the rooms they may enter (those used last)."""
    user = User.objects.get(pk=person)
    return {
        "you": {"userId": person, "username": user.username, "fullName": user.full_name},
        "rooms": [
            {"roomId": room.room_id, "roomName": room.room_name, "roomType": room.room_type}
            for room in rooms_of(user)[:50]
        ],
    } | {name: read(user) for name, read in _personal_parts.items()}
