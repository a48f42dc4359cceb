"""Coming in by one's own right, by an invitation, a password or an open link; leaving, and being sent away."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.throttle import count_or_refuse, forget
from fusemeet.errors import Denied, Gone, NotFound
from rooms.access import ROOM_ENDED, Member, find_room, is_over, lock_room, member_of, require_not_removed
from rooms.invitations import Invitation, find_invitation, tell_use, unknown_invitation, use_invitation
from rooms.lobby import ask_to_enter, forget_waiting, stop_waiting
from rooms.models import Access, Participant, Room, ShareInvitation
from rooms.people import Someone, find_person, role_in, someone, take_role
from rooms.person_ids import columns_of, user_pk
from rooms.policy import GUESTS, Ability, newcomer_role, require_removable
from rooms.seats import depart, take_seat
from signaling import presence
from signaling.revocation import revoke


@dataclass(frozen=True)
class Door:
    """What somebody who stands before a room may know of it.

    `asks_name`: a visitor without an account or pass, who may come in as a guest.
    """

    room: Room
    is_member: bool
    needs_password: bool
    asks_name: bool = False


def door_for(who: User | Someone | None, room_id: str, invite_token: str = "") -> Door:
    """What the page before the room may show; unknown rooms and rooms closed to this person look alike.

    None is a visitor: to them a room shows itself only by an invitation that makes guests. Raises NotFound, Gone for
    an invitation that opened this room once, Denied `removed`, and for a visitor Denied `account_required`.
    """
    room = find_room(room_id)
    if who is not None and member_of(room, who) is not None:
        return Door(room, is_member=True, needs_password=False)
    if invite_token:
        with suppress(NotFound):  # a wrong link hides nothing that is open anyway
            invitation = find_invitation(room, invite_token)
            if who is None:
                require_guests_allowed(room, invitation)
            return Door(room, is_member=False, needs_password=False, asks_name=who is None)
    if who is not None and not someone(who).is_guest and (room.room_password or room.allow_link_access):
        return Door(room, is_member=False, needs_password=bool(room.room_password))
    raise closed_room()


def closed_room() -> NotFound:
    return NotFound(
        "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
    )


def require_guests_allowed(room: Room, invitation: Invitation) -> None:
    """Guests come by a link where the room has its link on, and never as hosts."""
    if not room.allow_link_access:
        raise Denied(
            "account_required", "This room is for people with an account. Sign in, or make one first."
        )
    if invitation.role not in GUESTS:
        raise Denied("account_required", "This invitation is for a host. Sign in, or make an account first.")


def join_room(
    *, who: User | Someone, room_id: str, network: str, password: str = "", invite_token: str = ""
) -> Member:
    """Take a seat, gaining access by invitation, password or open link where one has none yet; twice is once.

    Where the room has a lobby, who is not let in yet takes none and asks the hosts instead (`held_back`).

    `network` is where the request comes from, for counting wrong guesses. Raises NotFound, Gone `room_ended` or for an
    invitation that is over, Denied `password_required` / `wrong_password` / `removed`, Conflict `room_full`, Locked,
    TooMany. A guest has a pass for the one room and gains access to no other.
    """
    who = someone(who)
    room = find_room_or_count(room_id, network, "" if who.is_guest else invite_token)
    if member_of(room, who) is None:
        invitation = _admit(who, room, network, password, invite_token)
        with transaction.atomic():
            lock_room(room.pk)
            require_not_removed(room, who)
            if role_in(room.pk, who.id) is None:  # else a second click was faster
                # Given back by the rollback where the room turns out to be full.
                role = use_invitation(invitation)
                Access.objects.create(
                    room=room, user=who.account, access_type=role, granted_at=timezone.now()
                )
                tell_use(invitation, who)
            seat_or_ask(room, who)
    else:
        with transaction.atomic():
            seat_or_ask(room, who)
    return seated_member(room, who)


def seat_or_ask(room: Room, who: Someone) -> None:
    """Inside a transaction: a seat, or where a host has to let them in a place in the lobby."""
    if ask_to_enter(room=room, who=who) is None:
        take_seat(room.pk, who)


def seated_member(room: Room, who: Someone) -> Member:
    """Who has just taken a seat or asked for one, as the room is now."""
    room.refresh_from_db()
    member = member_of(room, who)
    if member is None:  # removed in the same moment
        raise NotFound
    return member


def knock(*, who: User | Someone | None, room_id: str, network: str, invite_token: str = "") -> Door:
    """`door_for`, for the pages before the room; wrong codes and links are counted as by `join_room`."""
    try:
        return door_for(who, room_id, invite_token)
    except NotFound:
        count_or_refuse("room-code", network)
        raise


def find_room_or_count(room_id: str, network: str, invite_token: str = "") -> Room:
    """A wrong link is answered and counted alike whether the room is there or not."""
    try:
        return find_room(room_id)
    except NotFound:
        count_or_refuse("invitation-link" if invite_token else "room-code", network)
        if invite_token:
            raise unknown_invitation() from None
        raise


def find_invitation_or_count(room: Room, token: str, network: str) -> Invitation:
    try:
        return find_invitation(room, token)
    except NotFound:
        count_or_refuse("invitation-link", network)
        raise


def _admit(who: Someone, room: Room, network: str, password: str, invite_token: str) -> Invitation:
    """By what right somebody without access comes in, or the reason why not."""
    require_not_removed(room, who)
    if who.is_guest:  # with a pass for another room
        count_or_refuse("room-code", network)
        raise closed_room()
    if invite_token:
        invitation = find_invitation_or_count(room, invite_token, network)
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        return invitation
    if room.room_password:
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        if not password:
            raise Denied("password_required", "This room has a password. Ask the host for it.")
        key = f"{room.room_id}:{network}"
        count_or_refuse("room-password", key)  # before it is checked, so that parallel guesses count too
        if not check_password(password, room.room_password):
            raise Denied("wrong_password", "That is not the password of this room.")
        forget("room-password", key)
        return Invitation(newcomer_role(room.room_type), None)
    if room.allow_link_access:
        return Invitation(newcomer_role(room.room_type), None)
    count_or_refuse("room-code", network)
    raise closed_room()


def leave_room(*, member: Member) -> None:
    """One's own leaving, from every tab, or from the lobby."""
    with transaction.atomic():
        lock_room(member.room.pk)
        stop_waiting(room=member.room.pk, person=member.person)
        presence.forget_person(room=member.room.pk, person=member.person)
        revoke("access", f"{member.room.pk}:{member.person}")
        depart(room=member.room.pk, person=member.person, reason="left")


def remove_participant(*, member: Member, user_id: str) -> None:
    """Send somebody away: their sockets close everywhere, and they cannot come back until invited again by name.

    A guest's pass ends with it.
    """
    member.require(Ability.REMOVE_PARTICIPANT)
    now = timezone.now()
    with transaction.atomic():
        room = lock_room(member.room.pk)
        role = role_in(room.pk, user_id)
        there = Participant.objects.filter(room=room, **columns_of(user_id))
        if role is None and not there.exists():
            raise NotFound("participant_not_found", "That person is not in this room.")
        if role is not None:
            require_removable(member.role, role)
            take_role(room.pk, user_id)
        if not there.exists():  # they were never in it, and only waited or were invited
            Participant.objects.create(
                room=room,
                **columns_of(user_id),
                username=find_person(user_id).username,
                is_active=False,
                last_activity=now,
                joined_at=now,
                left_at=now,
            )
        there.update(removed_at=now)
        forget_waiting(room=room, person=user_id)
        # Nor does anybody come in by what they have handed out.
        ShareInvitation.objects.filter(room=room, invited_by_id=user_pk(user_id), revoked_at=None).update(
            revoked_at=now
        )
        presence.forget_person(room=room.pk, person=user_id)
        revoke("access", f"{room.pk}:{user_id}")
        depart(room=room.pk, person=user_id, reason="removed")
