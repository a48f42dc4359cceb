"""Sockets that wait outside a room: they are told that they wait, and hear of nothing else until that is decided.

They stand in the hub under an address of their own, so no frame of the room can reach them, and in the table of
connections without presence. What is decided comes as a hint at once, or by the poll for revoked rights.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from django.db import transaction

from fusemeet.errors import Denied, NotSignedIn
from signaling import db, presence
from signaling.frames import CLOSE_DONE
from signaling.hooks import rooms
from signaling.hub import hub
from signaling.registry import Event, Handler, Nothing, events
from signaling.socket import Socket


def address_outside(room: int) -> str:
    return f"waiting-{room}"


def tell_who_waits(*, room: int, person: str = "") -> None:
    """On commit: something was decided about this person who waits, or (left out) about everybody."""
    message = {"kind": "decided", "person": person}
    address = address_outside(room)
    transaction.on_commit(lambda: hub.publish_everywhere(address, message), robust=True)


def _heard_decided(address: str, message: dict[str, Any]) -> None:
    for socket in hub.sockets(address):
        if message["person"] in {"", socket.person.id} and socket.look is not None:
            socket.look()


hub.on("decided", _heard_decided)


def register(socket: Socket) -> None:
    """Synchronous: a socket that waits counts among its person's. Raises NotSignedIn, TooMany."""
    identity = socket.identity
    if not rooms().still_signed_in(person=identity.person, session=identity.session):
        raise NotSignedIn("session_ended", "You were signed out. Please sign in again.")
    presence.enter_document(entry=socket.seated, connection=socket.id, process=hub.process)


def go_away(socket: Socket) -> None:
    """Synchronous: this tab waits no longer, and with their last one the person does not either."""
    presence.leave_document(connection=socket.id)
    if not presence.has_sockets_outside(room=socket.room, person=socket.person.id):
        rooms().stop_waiting(room=socket.room, person=socket.person.id)


async def _leave(socket: Socket, payload: Nothing, client_id: str | None) -> None:
    await db.run(go_away, socket)
    socket.close(CLOSE_DONE)


async def _not_yet(socket: Socket, payload: Any, client_id: str | None) -> None:
    raise Denied("waiting", "The host has to let you in first.")


@cache
def catalogue_outside() -> dict[str, Event]:
    """The room's events for a socket that waits: all but two are refused."""
    handlers: dict[str, Handler] = {"ping": events["ping"].handler, "leave": _leave}
    return {
        name: replace(event, ability=None, handler=handlers.get(name, _not_yet))
        for name, event in events.items()
    }
