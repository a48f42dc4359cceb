"""What is said in a room: kept, told to those it is for, and read again by those who come later."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from fusemeet.errors import Denied, Gone, Invalid, NotFound
from rooms.access import ROOM_ENDED, lock_room
from rooms.models import ChatMessage
from rooms.people import role_in
from rooms.policy import HOSTS, can_write_privately
from signaling import journal
from signaling.frames import MAX_CHAT_CHARACTERS
from signaling.hooks import Person
from signaling.publish import announce

HISTORY = 100


def post_message(*, room: int, person: Person, message: str, client_id: str | None = None) -> int:
    """Say something to everyone. Returns its `seq`; the same `client_id` from the same person is one message."""
    payload = {"userId": person.id, "username": person.username, "message": clean(message)}
    return _post(room, "chat", person, payload, "", journal.ALL, client_id)


def post_private(
    *,
    room: int,
    person: Person,
    abilities: frozenset[str],
    to: str,
    message: str,
    client_id: str | None = None,
) -> int:
    """Say something to one other person of the room."""
    if to == person.id:
        raise Invalid("not_here", "You cannot write to yourself.")
    role = role_in(room, to)
    if role is None:
        raise NotFound("not_here", "That person is not in this room.")
    if not can_write_privately(abilities, role in HOSTS):
        raise Denied("forbidden", "In this room you can write privately to hosts only.")
    payload = {"from": person.id, "username": person.username, "to": to, "message": clean(message)}
    return _post(room, "private", person, payload, to, journal.to_people([person.id, to]), client_id)


def clean(message: str) -> str:
    """The text as it is kept: NUL and the other control characters go, line ends become one kind."""
    text = message.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char in "\n\t" or char >= " ").rstrip()
    if not text.strip():
        raise Invalid("empty", "There is nothing to send.")
    if len(text) > MAX_CHAT_CHARACTERS:
        raise Invalid("too_long", f"A message has at most {MAX_CHAT_CHARACTERS:,} characters.")
    return text


@transaction.atomic
def _post(
    room: int,
    type: str,
    person: Person,
    payload: dict[str, Any],
    to: str,
    audience: str,
    client_id: str | None,
) -> int:
    if not lock_room(room).is_active:
        raise Gone("room_ended", ROOM_ENDED)
    journal.lock(room)  # two equal frames at once wait here, and the second finds the first
    if repeat := journal.find_repeat(room=room, actor=person.id, client_id=client_id):
        return repeat.seq
    row = announce(
        room=room, type=type, payload=payload, audience=audience, actor=person.id, client_id=client_id
    )
    ChatMessage.objects.create(
        room_id=room,
        seq=row.seq,
        event_id=row.event_id,
        person=person.id,
        username=person.username,
        recipient=to,
        message=payload["message"],
        created_at=row.created_at,
    )
    return row.seq


def history(*, room: int, person: str) -> list[dict[str, Any]]:
    """The last messages that this person may see, oldest first, as the wire has them."""
    mine = Q(recipient="") | Q(recipient=person) | Q(person=person)
    newest = ChatMessage.objects.filter(mine, room_id=room).order_by("-seq")[:HISTORY]
    return [_line(message) for message in reversed(newest)]


def _line(message: ChatMessage) -> dict[str, Any]:
    line: dict[str, Any] = {
        "type": "private" if message.recipient else "chat",
        "seq": message.seq,
        "id": message.event_id,
        "username": message.username,
        "message": message.message,
        "timestamp": int(message.created_at.timestamp() * 1000),
    }
    if message.recipient:
        return line | {"from": message.person, "to": message.recipient}
    return line | {"userId": message.person}
