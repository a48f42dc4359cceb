"""What those who are no hosts may send in a room: microphone, camera and screen, as its switches say."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fusemeet.errors import Gone, Invalid
from rooms.access import ROOM_ENDED, Member, is_over, lock_room
from rooms.models import Room
from rooms.policy import Ability, default_switches
from rooms.presentation import room_info
from signaling import journal
from signaling.publish import announce
from signaling.revocation import revoke

MEDIA_SWITCHES = ("allowMicrophone", "allowCamera", "allowScreenShare")


def media_permissions(room: Room) -> dict[str, bool]:
    """`ClassroomMediaPermissions` of the contract."""
    return {name: room.permissions[name] for name in MEDIA_SWITCHES}


def change_media_permissions(*, member: Member, changes: Mapping[str, bool]) -> dict[str, bool]:
    """For those who may; raises Denied, Invalid for nothing to change, Gone."""
    member.require(Ability.MANAGE_PERMISSIONS)
    set_media_permissions(room=member.room.pk, person=member.person, changes=changes)
    member.room.refresh_from_db()
    return media_permissions(member.room)


@transaction.atomic
def set_media_permissions(
    *, room: int, person: str, changes: Mapping[str, bool], client_id: str | None = None
) -> int:
    """Returns the seq of `classroom-permissions`. Whose right ends is switched off on every process."""
    if not changes or not changes.keys() <= set(MEDIA_SWITCHES):
        raise Invalid(errors={"allowMicrophone": ["Say what to allow or to forbid."]})
    locked = lock_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    if is_over(locked):
        raise Gone("room_ended", ROOM_ENDED)
    turn_switches(locked, changes)
    locked.save(update_fields=["switches", "updated_at"])
    revoke("access", f"{room}:*")
    seq = tell_media_permissions(room=locked, by=person, client_id=client_id)
    tell_room(locked)
    return seq


def turn_switches(room: Room, changes: Mapping[str, bool]) -> None:
    """On the room as it is in memory, which keeps only what is not as by default."""
    default = default_switches(room.room_type)
    merged = {**room.switches, **changes}
    room.switches = {name: on for name, on in merged.items() if on != default[name]}


def tell_media_permissions(*, room: Room, by: str, client_id: str | None = None) -> int:
    payload: dict[str, Any] = {**media_permissions(room), "updatedBy": by}
    return announce(
        room=room.pk, type="classroom-permissions", payload=payload, actor=by, client_id=client_id
    ).seq


def tell_room(room: Room) -> None:
    announce(room=room.pk, type="room", payload={"room": room_info(room), "permissions": room.permissions})
