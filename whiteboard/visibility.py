"""Showing and hiding the board: one switch of the room, told to everybody, felt at every door."""

from typing import Any

from django.db import transaction

from rooms.models import Room
from rooms.policy import BOARD_VISIBLE, default_switches
from signaling import journal
from signaling.publish import announce
from signaling.revocation import revoke
from whiteboard.audience import announce_board
from whiteboard.pages import lock_open_room, pages_of, state_of


@transaction.atomic
def set_visibility(*, room: int, person: str, visible: bool, client_id: str | None = None) -> int:
    """Open or close the board for those whom the room's switch decides about. Returns the event's seq.

    That it is hidden may be known to everybody. Who may see it from now on hears the list of pages too, as an event of
    its own, because what was changed meanwhile was not said to them.
    """
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    _turn_switch(locked, visible)
    state = state_of(locked)
    state.visible = visible
    state.save(update_fields=["visible", "last_updated"])
    revoke("access", f"{room}:*")
    payload: dict[str, Any] = {"userId": person, "visible": visible}
    row = announce(
        room=room, type="whiteboard-visibility", payload=payload, actor=person, client_id=client_id
    )
    if visible:
        pages = {"userId": person, **pages_of(room).as_wire()}
        announce_board(room=locked, type="whiteboard-pages", payload=pages, actor=person)
    return row.seq


def _turn_switch(room: Room, visible: bool) -> None:
    switches = {**room.switches, BOARD_VISIBLE: visible}
    default = default_switches(room.room_type)
    room.switches = {key: value for key, value in switches.items() if value != default[key]}
    room.save(update_fields=["switches", "updated_at"])
