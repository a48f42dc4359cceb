"""The only way out: services announce what they changed, and every open page hears of it on commit."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from signaling import journal
from signaling.frames import event_frame
from signaling.hub import hub
from signaling.journal import Row


def announce(
    *,
    room: int,
    type: str,
    payload: dict[str, Any] | Callable[[int], dict[str, Any]],
    audience: str = journal.ALL,
    actor: str = "",
    client_id: str | None = None,
) -> Row:
    """A durable event: a row in the journal with this change, told on commit."""
    row = journal.append(
        room=room, type=type, payload=payload, audience=audience, actor=actor, client_id=client_id
    )
    transaction.on_commit(lambda: hub.row_committed(row), robust=True)
    return row


def tell_person(*, person: str, type: str, payload: dict[str, Any]) -> None:
    """News on a person's own socket (`/ws/me/`), on commit; best effort, its snapshot is read on every connect."""
    frame = event_frame(type, payload)
    transaction.on_commit(
        lambda: hub.publish_everywhere(f"person-{person}", {"kind": "cast", "frame": frame}), robust=True
    )


def hint(*, room: int, type: str, ability: str) -> None:
    """To the room's sockets with this ability, on commit: something that only they may read is different now.

    It says no more than that, is in no journal and may be lost: who hears it reads again, as after every welcome.
    """
    message = {"kind": "hint", "ability": ability, "frame": event_frame(type, {})}
    transaction.on_commit(lambda: hub.publish_everywhere(room, message), robust=True)


def _heard_hint(room: int, message: dict[str, Any]) -> None:
    for socket in hub.sockets(room):
        if message["ability"] in socket.abilities:
            socket.send_text(message["frame"], volatile=True)


hub.on("hint", _heard_hint)
