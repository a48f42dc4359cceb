"""The wire's own events: ping, catch-up, leaving, and those that only the server sends."""

from typing import Annotated, Any, Literal

import msgspec

from signaling import attendance, db, journal, limits
from signaling import rtc as rtc
from signaling.frames import CLOSE_DONE, event_frame
from signaling.hooks import still_for
from signaling.hub import hub
from signaling.journal import Row
from signaling.registry import Durable, Frame, Lane, Nothing, Payload, event, may_hear_again, server_event
from signaling.socket import Socket

Seq = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class CatchUp(Payload):
    since: Seq


class Head(Frame):
    seq: int


class Pong(Frame):
    pass


class Ack(Frame, kw_only=True):
    id: str
    seq: int | None = None


class Error(Frame, kw_only=True):
    """Where an edit of the code fits no version: which one there is, with its text unless that is long."""

    code: str
    message: str
    id: str | None = None
    version: int | None = None
    content: str | None = None
    language: str | None = None
    text_hash: str | None = None


class Reconnect(Frame):
    message: str


class Removed(Frame):
    message: str


class RoomEnded(Frame, kw_only=True):
    reason: Literal["ended", "deleted"]
    by: str | None = None
    seq: int | None = None
    id: str | None = None


class PresenceOut(Frame):
    user_id: str
    connected: bool


class LeaveOut(Durable):
    user_id: str
    username: str
    role: str
    reason: Literal["left", "lost", "removed"]


@event("ping", out=Pong, lane=Lane.CONTROL)
async def ping(socket: Socket, payload: Nothing, client_id: str | None) -> None:
    """Answered with `pong`: is the line alive?"""
    socket.send_text(event_frame("pong", {}))


@event("leave", out=LeaveOut, lane=Lane.DURABLE)
async def leave(socket: Socket, payload: Nothing, client_id: str | None) -> None:
    """This tab goes; the person leaves at once when it was their last."""
    await attendance.leave(socket)
    socket.close(CLOSE_DONE)


@event("catch-up", payload=CatchUp, out=Head, lane=Lane.CONTROL, rate=limits.Rate("catch-up", 1, 10))
async def catch_up(socket: Socket, payload: CatchUp, client_id: str | None) -> None:
    """The durable events after `since` that this person may see, in order, then `head`."""
    socket.hold()
    seq = payload.since
    try:
        while rows := await db.run(journal.read_since, socket.room, seq):
            for row in await db.run(_for_them, socket, rows):
                seq = row.seq
                # Asked a second time: while the rows before it were written, its person's place may have changed.
                if _is_for_them(socket, row):
                    await socket.write(row.frame(with_client_id=row.actor == socket.person.id))
            seq = rows[-1].seq
        if seq == payload.since:  # nothing came, or the client is ahead of a journal that begins anew
            seq = min(seq, await db.run(journal.head_of, socket.room))
        await socket.write(event_frame("head", {"seq": seq}))
    finally:
        hub.release(socket, seq)


def _for_them(socket: Socket, rows: list[Row]) -> list[Row]:
    return still_for(socket.seated, [row for row in rows if _is_for_them(socket, row)])


def _is_for_them(socket: Socket, row: Row) -> bool:
    for_them = row.is_for(socket.person.id, socket.seated.is_host)
    return for_them and may_hear_again(row.type, socket.abilities)


def _catalogue_what_the_server_says() -> None:
    said: list[tuple[str, type[Frame], Lane, str]] = [
        ("ack", Ack, Lane.CONTROL, "The frame with this id was taken; `seq` where it is durable."),
        ("error", Error, Lane.CONTROL, "The frame was not taken; the message is for a person."),
        ("head", Head, Lane.CONTROL, "The end of a catch-up: everything up to `seq` was sent."),
        ("pong", Pong, Lane.CONTROL, "The answer to `ping`."),
        ("reconnect", Reconnect, Lane.CONTROL, "The server is going away: come back to another."),
        ("removed", Removed, Lane.CONTROL, "A host removed this person; the socket closes with 4403."),
        (
            "room-ended",
            RoomEnded,
            Lane.DURABLE,
            "The room was ended or deleted; the socket closes with 4404.",
        ),
        ("presence", PresenceOut, Lane.PRESENCE, "A person's connection dropped a moment ago, or is back."),
    ]
    for name, out, lane, note in said:
        server_event(name, out, lane=lane, note=note)


_catalogue_what_the_server_says()
__all__: list[Any] = ["rtc"]
