"""What the socket may ask of a room's order: who may send what, who is muted, whose hand goes down, who is let in."""

from typing import Annotated, Literal

import msgspec

from fusemeet.errors import Conflict
from rooms import lobby, muting
from rooms.permissions import set_media_permissions
from rooms.policy import Ability
from signaling import db
from signaling.registry import Durable, Lane, Nothing, Payload, event
from signaling.socket import Socket

UserId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Kind = Literal["audio", "video", "screen"]


class MediaPermissions(Payload, omit_defaults=True):
    """What is left out stays as it is."""

    allow_microphone: bool | None = None
    allow_camera: bool | None = None
    allow_screen_share: bool | None = None


class MediaPermissionsOut(Durable, kw_only=True):
    allow_microphone: bool
    allow_camera: bool
    allow_screen_share: bool
    updated_by: str


class Mute(Payload, omit_defaults=True):
    user_id: UserId | None = None
    kind: Kind = "audio"


class MuteOut(Durable, kw_only=True):
    """Without `user_id`: everybody but the hosts and whoever asked."""

    user_id: str | None = None
    kind: Kind
    by: str


class LowerHand(Payload, omit_defaults=True):
    user_id: UserId | None = None


class LowerHandOut(Durable, kw_only=True):
    """Without `user_id`: every hand."""

    user_id: str | None = None
    by: str


class OneWaiting(Payload):
    user_id: UserId


@event(
    "classroom-permissions",
    payload=MediaPermissions,
    out=MediaPermissionsOut,
    lane=Lane.DURABLE,
    ability=Ability.MANAGE_PERMISSIONS,
)
async def classroom_permissions(socket: Socket, payload: MediaPermissions, client_id: str | None) -> int:
    """What those who are no hosts may send; whose right ends is switched off at once."""
    return await db.run(
        set_media_permissions,
        room=socket.room,
        person=socket.person.id,
        changes={name: value for name, value in msgspec.to_builtins(payload).items() if value is not None},
        client_id=client_id,
    )


@event("mute", payload=Mute, out=MuteOut, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS)
async def mute(socket: Socket, payload: Mute, client_id: str | None) -> int:
    """Switch a device (the microphone, unless `kind` is said) off: one person's, or without `userId` all but hosts'."""
    return await db.run(
        muting.mute,
        room=socket.room,
        person=socket.person.id,
        user_id=payload.user_id,
        kind=payload.kind,
        client_id=client_id,
    )


@event(
    "lower-hand", payload=LowerHand, out=LowerHandOut, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS
)
async def lower_hand(socket: Socket, payload: LowerHand, client_id: str | None) -> int:
    """Lower one person's hand, or without `userId` every hand; the others keep their order."""
    return await db.run(
        muting.lower_hand,
        room=socket.room,
        person=socket.person.id,
        user_id=payload.user_id,
        client_id=client_id,
    )


@event("admit", payload=OneWaiting, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS)
async def admit(socket: Socket, payload: OneWaiting, client_id: str | None) -> int | None:
    """Let somebody in who waits; `room_full` leaves them waiting. Told to hosts as `lobby`."""
    return await db.run(
        lobby.admit, room=socket.room, by=socket.person.id, user_id=payload.user_id, client_id=client_id
    )


@event("refuse", payload=OneWaiting, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS)
async def refuse(socket: Socket, payload: OneWaiting, client_id: str | None) -> int | None:
    """Send somebody away who waits; they may ask again after a minute. Told to hosts as `lobby`."""
    return await db.run(
        lobby.refuse, room=socket.room, by=socket.person.id, user_id=payload.user_id, client_id=client_id
    )


@event("admit-all", payload=Nothing, lane=Lane.DURABLE, ability=Ability.MANAGE_PERMISSIONS)
async def admit_all(socket: Socket, payload: Nothing, client_id: str | None) -> None:
    """Let in everybody who waits, first come first; `room_full` when some did not fit, who go on waiting."""
    left = await db.run(lobby.admit_all, room=socket.room, by=socket.person.id)
    if left:
        raise Conflict("room_full", lobby.some_left(left))
