"""What other apps do with a room's people and its end: they register it here when they are ready, and rooms call it.

Every step runs in the transaction of its occasion, with the room locked.
"""

from collections.abc import Callable

from accounts.models import User
from rooms.models import Room

RoomStep = Callable[[Room], None]
PersonStep = Callable[[Room, User], None]

_before_deletion: list[RoomStep] = []
_after_access: list[PersonStep] = []
_after_handover: list[PersonStep] = []


def before_room_is_deleted(step: RoomStep) -> RoomStep:
    """Register `step(room)`: the room and all that refers to it is still there."""
    _before_deletion.append(step)
    return step


def after_access_by_name(step: PersonStep) -> PersonStep:
    """Register `step(room, user)`: a host has let this account in by name, whether it had access before or not."""
    _after_access.append(step)
    return step


def after_handover(step: PersonStep) -> PersonStep:
    """Register `step(room, user)`: the room is this account's now."""
    _after_handover.append(step)
    return step


def tell_deletion(room: Room) -> None:
    for step in _before_deletion:
        step(room)


def tell_access(room: Room, user: User) -> None:
    for step in _after_access:
        step(room, user)


def tell_handover(room: Room, user: User) -> None:
    for step in _after_handover:
        step(room, user)
