"""What a host does to the order of a class: devices off, hands down, for one person or for all."""

from typing import Any

from django.db import transaction

from fusemeet.errors import NotFound
from rooms.access import lock_room
from rooms.models import Participant
from rooms.people import roles_of
from rooms.person_ids import columns_of
from rooms.policy import HOSTS
from signaling import journal, presence
from signaling.attendance import media_frame
from signaling.hub import hub
from signaling.publish import announce


@transaction.atomic
def mute(
    *, room: int, person: str, user_id: str | None, kind: str = "audio", client_id: str | None = None
) -> int:
    """Show a device as off, of one person or of all but the hosts and who asked; their pages switch it off.

    Whoever still may can switch it on again. Returns the event's seq; raises NotFound `not_here`.
    """
    lock_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    persons = _others(room, person) if user_id is None else [_here(room, user_id)]
    changed = presence.switch_off(room=room, persons=persons, kinds=[kind])
    payload: dict[str, Any] = {"kind": kind, "by": person} | ({"userId": user_id} if user_id else {})
    seq = announce(room=room, type="mute", payload=payload, actor=person, client_id=client_id).seq
    frames = [media_frame(one) for one in changed]

    def tell() -> None:
        for frame in frames:
            hub.publish_everywhere(room, {"kind": "cast", "frame": frame})

    transaction.on_commit(tell, robust=True)
    return seq


@transaction.atomic
def lower_hand(*, room: int, person: str, user_id: str | None, client_id: str | None = None) -> int:
    """One hand, or all of them. Returns the event's seq; raises NotFound `not_here`."""
    lock_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    if user_id is None:
        presence.lower_hands(room=room)
    else:
        presence.set_hand(room=room, person=_here(room, user_id), raised=False)
    payload = {"by": person} | ({"userId": user_id} if user_id else {})
    return announce(room=room, type="lower-hand", payload=payload, actor=person, client_id=client_id).seq


def _here(room: int, user_id: str) -> str:
    if not Participant.objects.filter(room=room, is_active=True, **columns_of(user_id)).exists():
        raise NotFound("not_here", "That person is not in the room any more.")
    return user_id


def _others(room: int, person: str) -> list[str]:
    there = list(Participant.objects.filter(room=room, is_active=True).select_related("guest"))
    roles = roles_of(there)
    return [
        row.person
        for row in there
        if row.person != person and roles.get((row.room_id, row.person)) not in HOSTS
    ]
