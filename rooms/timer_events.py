"""What the socket may ask of the room's timer."""

from typing import Annotated, Literal

import msgspec

from rooms import timer as timing
from rooms.policy import Ability
from signaling import db
from signaling.registry import Durable, Lane, Payload, event
from signaling.socket import Socket


class Timer(Payload):
    action: Literal["start", "pause", "reset"]
    # Held by the service; here only far enough that it can say so.
    seconds: Annotated[int, msgspec.Meta(ge=0, lt=10_000_000)] | None = None


class TimerOut(Durable, kw_only=True):
    """`ends_at` is null while it stands, with `remaining_seconds` left of `seconds`."""

    action: Literal["start", "pause", "reset"]
    ends_at: str | None
    remaining_seconds: int
    seconds: int
    by: str


@event("timer", payload=Timer, out=TimerOut, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS)
async def timer(socket: Socket, payload: Timer, client_id: str | None) -> int:
    """Start (from `seconds`, or where it was paused), pause or reset the clock that everybody sees."""
    return await db.run(
        timing.set_timer,
        room=socket.room,
        person=socket.person.id,
        action=payload.action,
        seconds=payload.seconds,
        client_id=client_id,
    )
