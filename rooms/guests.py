"""Coming in as a guest: a name and an invitation make a person, a pass and a seat in one step."""

from dataclasses import dataclass

from django.db import transaction

from accounts.throttle import count_or_refuse, take_back
from fusemeet.errors import Gone, Problem
from rooms.access import ROOM_ENDED, Member, is_over, lock_room, require_not_removed
from rooms.admission import (
    find_invitation_or_count,
    find_room_or_count,
    require_guests_allowed,
    seat_or_ask,
    seated_member,
)
from rooms.invitations import Invitation, find_invitation, tell_use, use_invitation
from rooms.models import Guest, Participant, Room
from rooms.passes import clean_guest_name, find_pass, make_pass
from rooms.people import someone


@dataclass(frozen=True)
class Admitted:
    """A guest in their seat or in the lobby, with the token of their pass."""

    member: Member
    guest: Guest
    token: str


def admit_guest(*, room_id: str, name: str, invite_token: str, network: str, presented: str = "") -> Admitted:
    """Make a guest of the room and seat them; with the good pass of an earlier visit (`presented`) seat that one again.

    Raises Invalid for the name, NotFound for an unknown room or invitation and where guests are not let in, Gone for an
    invitation or a room that is over, Denied `removed` or `account_required`, Conflict `room_full`, Locked, TooMany.
    """
    name = clean_guest_name(name)
    room = find_room_or_count(room_id, network, invite_token)
    known = find_pass(presented)
    if known is not None and known.room_id == room.pk:
        return _seat_again(room, known, name, presented)
    invitation = find_invitation_or_count(room, invite_token, network)
    require_guests_allowed(room, invitation)
    if is_over(room):
        raise Gone("room_ended", ROOM_ENDED)
    counts = (("guest-pass", network), ("guest-pass-room", room.room_id))
    for scope, key in counts:
        count_or_refuse(scope, key)
    try:
        return _seat_newcomer(room.pk, invitation, name, invite_token)
    except Problem:  # full, locked: a class that knocks together must not use up what it may
        for scope, key in counts:
            take_back(scope, key)
        raise


@transaction.atomic
def _seat_newcomer(room_pk: int, invitation: Invitation, name: str, token: str) -> Admitted:
    room = lock_room(room_pk)
    # As it is now, and given back by the rollback where the room turns out to be full.
    require_guests_allowed(room, find_invitation(room, token))
    role = use_invitation(invitation)
    guest, pass_token = make_pass(room=room, name=name, role=role, invitation=invitation.share)
    tell_use(invitation, someone(guest))
    seat_or_ask(room, someone(guest))
    return Admitted(seated_member(room, someone(guest)), guest, pass_token)


@transaction.atomic
def _seat_again(room: Room, guest: Guest, name: str, token: str) -> Admitted:
    lock_room(room.pk)
    require_not_removed(room, someone(guest))
    someone(guest).require_standing()
    away = not Participant.objects.filter(guest=guest, is_active=True).exists()
    if away and name != guest.name:  # those who are in the room know them by their name
        guest.name = name
        guest.save(update_fields=["name", "updated_at"])
    seat_or_ask(room, someone(guest))
    return Admitted(seated_member(room, someone(guest)), guest, token)
