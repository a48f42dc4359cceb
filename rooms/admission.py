"""Coming in and going: who gets a seat, by what right, and who is told."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import Conflict, Denied, Gone, Locked, NotFound, TooMany, Unavailable
from rooms.access import (
    ROOM_ENDED,
    Member,
    find_room,
    is_over,
    lock_room,
    member_of,
    require_not_removed,
)
from rooms.models import Access, Participant, Room, ShareInvitation
from rooms.policy import Ability, Role, newcomer_role, require_removable
from rooms.presentation import stamp
from rooms.services import user_pk
from rooms.sharing import Invitation, find_invitation, use_invitation
from signaling import presence
from signaling.publish import announce
from signaling.revocation import revoke

PASSWORD_GUESSES = 5
CODE_GUESSES = 30
GUESS_SECONDS = 300
ACTIVITY_SECONDS = 60


@dataclass(frozen=True)
class Door:
    """What somebody who stands before a room may know of it."""

    room: Room
    is_member: bool
    needs_password: bool


def door_for(user: User, room_id: str, invite_token: str = "") -> Door:
    """What the page before the room may show; unknown rooms and rooms closed to this person look alike."""
    room = find_room(room_id)
    if member_of(room, user) is not None:
        return Door(room, is_member=True, needs_password=False)
    if invite_token and find_invitation(room, invite_token) is not None:
        return Door(room, is_member=False, needs_password=False)
    if room.room_password or room.allow_link_access:
        return Door(room, is_member=False, needs_password=bool(room.room_password))
    raise NotFound(
        "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
    )


def join_room(
    *, user: User, room_id: str, network: str, password: str = "", invite_token: str = ""
) -> Member:
    """Take a seat, gaining access by invitation, password or open link where one has none yet; twice is once.

    `network` is where the request comes from, for counting wrong guesses. Raises NotFound, Gone `room_ended`,
    Denied `password_required` / `wrong_password` / `removed`, Conflict `room_full`, Locked, TooMany.
    """
    try:
        room = find_room(room_id)
    except NotFound:
        _count_guess(f"room:{network}", CODE_GUESSES)
        raise
    member = member_of(room, user)
    if member is None:
        invitation = _admit(user, room, network, password, invite_token)
        with transaction.atomic():
            lock_room(room.pk)
            require_not_removed(room, user)
            if not Access.objects.filter(room=room, user=user).exists():  # else a second click was faster
                # Given back by the rollback where the room turns out to be full.
                role = use_invitation(room, invitation)
                Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
            _take_seat(room.pk, user)
    else:
        with transaction.atomic():
            _take_seat(room.pk, user)
    room.refresh_from_db()
    joined = member_of(room, user)
    if joined is None:  # removed in the same moment
        raise NotFound
    return joined


def knock(*, user: User, room_id: str, network: str, invite_token: str = "") -> Door:
    """What stands behind a code or a link, for the pages before the room; wrong ones are counted as by `join_room`."""
    try:
        return door_for(user, room_id, invite_token)
    except NotFound:
        _count_guess(f"room:{network}", CODE_GUESSES)
        raise


def _admit(user: User, room: Room, network: str, password: str, invite_token: str) -> Invitation:
    """By what right somebody without access comes in, or the reason why not."""
    require_not_removed(room, user)
    if invite_token:
        invitation = find_invitation(room, invite_token)
        if invitation is None:
            _count_guess(f"invite:{network}", CODE_GUESSES)
            raise NotFound(
                "invite_not_found", "This invitation is not valid any more. Ask the host for a new one."
            )
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        return invitation
    if room.room_password:
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        if not password:
            raise Denied("password_required", "This room has a password. Ask the host for it.")
        key = f"password:{room.room_id}:{network}"
        _count_guess(
            key, PASSWORD_GUESSES
        )  # counted before it is checked, so that parallel guesses count too
        if not check_password(password, room.room_password):
            raise Denied("wrong_password", "That is not the password of this room.")
        caches["strict"].delete(_guess_key(key))
        return Invitation(newcomer_role(room.room_type), None)
    if room.allow_link_access:
        return Invitation(newcomer_role(room.room_type), None)
    _count_guess(f"room:{network}", CODE_GUESSES)
    raise NotFound(
        "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
    )


def _guess_key(key: str) -> str:
    return f"guess:{key}:{int(time.time()) // GUESS_SECONDS}"


def _count_guess(key: str, allowed: int) -> None:
    name = _guess_key(key)
    cache = caches["strict"]
    try:
        cache.add(name, 0, GUESS_SECONDS * 2)
        count = cache.incr(name)
    except Exception:  # whatever the client library raises: without a counter nobody may guess
        raise Unavailable(retry_after=5) from None
    if count > allowed:
        raise TooMany(
            "too_many_guesses",
            "Too many tries. Wait a few minutes.",
            retry_after=GUESS_SECONDS - int(time.time()) % GUESS_SECONDS,
        )


def _take_seat(room_pk: int, user: User) -> Participant:
    """Inside a transaction: one row a person, one seat a row. Those who are there already pass `full` and `locked`."""
    room = lock_room(room_pk)
    now = timezone.now()
    role = Access.objects.filter(room=room, user=user).values_list("access_type", flat=True).first()
    if role is None:  # sent away after this began
        require_not_removed(room, user)
        raise NotFound
    if is_over(room, now):
        raise Gone("room_ended", ROOM_ENDED)
    participant = Participant.objects.filter(room=room, user=user).first()
    person = str(user.pk)
    seated = participant is not None and participant.is_active and _holds_seat(room, participant, now)
    if not seated and role != Role.OWNER:  # nobody locks the owner out of their own room
        if room.is_locked:
            raise Locked("room_locked", "The room is locked. Ask the host to let you in.")
        if len(_seats(room, now) - {person}) >= room.max_participants:
            raise Conflict("room_full", "The room is full. Ask the host to make space.")
    if participant is None:
        participant = Participant(room=room, user=user)
    participant.username = user.full_name or user.username
    participant.is_active, participant.left_at, participant.last_activity = True, None, now
    if not seated:
        participant.joined_at = now
    participant.save()
    touch_room(room, now)
    return participant


def _holds_seat(room: Room, participant: Participant, now: datetime) -> bool:
    return participant.person in _seats(room, now)


def _seats(room: Room, now: datetime) -> set[str]:
    """A live connection, or a join less than a minute old."""
    fresh = Participant.objects.filter(
        room=room, is_active=True, joined_at__gt=now - timedelta(seconds=settings.SEAT_SECONDS)
    )
    return {str(pk) for pk in fresh.values_list("user_id", flat=True)} | presence.connected_persons(
        room=room.pk
    )


def touch_room(room: Room, now: datetime) -> None:
    """`last_activity` is written at most once a minute."""
    if (now - room.last_activity).total_seconds() >= ACTIVITY_SECONDS or room.actual_start_time is None:
        start = room.actual_start_time or now
        Room.objects.filter(pk=room.pk).update(last_activity=now, actual_start_time=start)


def arrive(*, room: int, user: User, role: str) -> None:
    """A socket of theirs has come: seat them, and tell everyone unless they are there already."""
    with transaction.atomic():
        lock_room(room)
        participant = Participant.objects.filter(room_id=room, user=user).first()
        if participant is None:
            raise NotFound("not_joined", "Join the room first.")
        participant = _take_seat(room, user)
        if participant.join_number is not None:
            return
        payload: dict[str, Any] = {
            "userId": str(user.pk),
            "username": user.username,
            "fullName": user.full_name,
            "role": role,
            "isGuest": False,
            "joinedAt": stamp(participant.joined_at),
        }
        row = announce(
            room=room, type="join", payload=lambda seq: payload | {"joinNumber": seq}, actor=str(user.pk)
        )
        Participant.objects.filter(pk=participant.pk).update(join_number=row.seq)


def depart(*, room: int, person: str, reason: str) -> None:
    """They are gone: told once, however many noticed."""
    with transaction.atomic():
        participant = (
            Participant.objects.select_related("user").filter(room_id=room, user_id=user_pk(person)).first()
        )
        if participant is None:
            return
        there = Participant.objects.filter(pk=participant.pk, is_active=True)
        if (
            not there.update(is_active=False, left_at=timezone.now(), join_number=None)
            or participant.join_number is None
        ):
            return
        role = (
            Access.objects.filter(room_id=room, user_id=user_pk(person))
            .values_list("access_type", flat=True)
            .first()
        )
        username = participant.user.username if participant.user else participant.username
        announce(
            room=room,
            type="leave",
            payload={"userId": person, "username": username, "role": role or "", "reason": reason},
            actor=person,
        )


def leave_room(*, member: Member) -> None:
    """One's own leaving, from every tab."""
    with transaction.atomic():
        lock_room(member.room.pk)
        presence.forget_person(room=member.room.pk, person=member.person)
        revoke("access", f"{member.room.pk}:{member.person}")
        depart(room=member.room.pk, person=member.person, reason="left")


def remove_participant(*, member: Member, user_id: str) -> None:
    """Send somebody away: their sockets close everywhere, and they cannot come back until invited again by name."""
    member.require(Ability.REMOVE_PARTICIPANT)
    with transaction.atomic():
        room = lock_room(member.room.pk)
        access = Access.objects.filter(room=room, user_id=user_pk(user_id)).first()
        participant = Participant.objects.filter(room=room, user_id=user_pk(user_id)).first()
        if access is None and participant is None:
            raise NotFound("participant_not_found", "That person is not in this room.")
        if access is not None:
            require_removable(member.role, access.role)
            access.delete()
        if participant is not None:
            Participant.objects.filter(pk=participant.pk).update(removed_at=timezone.now())
        # Nor does anybody come in by what they have handed out.
        ShareInvitation.objects.filter(room=room, invited_by_id=user_pk(user_id), revoked_at=None).update(
            revoked_at=timezone.now()
        )
        presence.forget_person(room=room.pk, person=user_id)
        revoke("access", f"{room.pk}:{user_id}")
        depart(room=room.pk, person=user_id, reason="removed")


def tidy_seats() -> None:
    """Joins that no socket came for hold no seat and are not shown as present."""
    cutoff = timezone.now() - timedelta(seconds=settings.SEAT_SECONDS)
    Participant.objects.filter(is_active=True, join_number=None, joined_at__lt=cutoff).update(
        is_active=False, left_at=timezone.now()
    )


def keep_used_rooms_open() -> None:
    """A room with people in it is in use, even when nobody has come or gone for a day."""
    now = timezone.now()
    Room.objects.filter(
        pk__in=presence.rooms_in_use(),
        is_active=True,
        last_activity__lt=now - timedelta(seconds=ACTIVITY_SECONDS),
    ).update(last_activity=now)
