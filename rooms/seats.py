"""Seats in a room: who holds one, who is told of a coming and of a going."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fusemeet.errors import Conflict, Gone, Locked, NotFound
from rooms.access import ROOM_ENDED, is_over, lock_room, require_not_removed
from rooms.models import Access, LobbyEntry, Participant, Room
from rooms.people import Someone, role_in
from rooms.person_ids import columns_of, person_id
from rooms.policy import HOSTS, Role, RoomType
from rooms.presentation import stamp
from signaling import presence
from signaling.publish import announce

ACTIVITY_SECONDS = 60
LOCKED = "The room is locked. Ask the host to let you in."


def take_seat(room_pk: int, who: Someone, *, admitted: bool = False) -> Participant:
    """Inside a transaction: one row a person, one seat a row. Those who are there already pass `full` and `locked`.

    So do people whom a host has just let in (`admitted`) pass `locked`.
    """
    room = lock_room(room_pk)
    now = timezone.now()
    role = role_in(room.pk, who.id)
    if role is None:  # sent away after this began
        require_not_removed(room, who)
        raise NotFound
    if is_over(room, now):
        raise Gone("room_ended", ROOM_ENDED)
    participant = Participant.objects.filter(room=room, **who.columns).first()
    seated = participant is not None and participant.is_active and who.id in _seats(room, now)
    if not seated and role != Role.OWNER:  # nobody locks the owner out of their own room
        if room.is_locked and not admitted:
            raise Locked("room_locked", LOCKED)
        if _is_full(room, who, role, now):
            raise Conflict("room_full", "The room is full. Ask the host to make space.")
    if participant is None:
        participant = Participant(room=room, **who.columns)
    participant.username = who.full_name or who.username
    participant.is_active, participant.left_at, participant.last_activity = True, None, now
    if not seated:
        participant.joined_at = now
    participant.save()
    touch_room(room, now)
    return participant


def _is_full(room: Room, who: Someone, role: Role, now: datetime) -> bool:
    """A classroom's size is that of its class: whoever teaches takes no pupil's seat."""
    taken = _seats(room, now) - {who.id}
    if room.room_type == RoomType.CLASSROOM:
        if role in HOSTS:
            return False
        hosts = Access.objects.filter(room=room, access_type__in=HOSTS)
        taken -= {person_id(user=user) for user in hosts.values_list("user_id", flat=True)}
    return len(taken) >= room.max_participants


def _seats(room: Room, now: datetime) -> set[str]:
    """A live connection, or a join less than a minute old."""
    fresh = Participant.objects.filter(
        room=room, is_active=True, joined_at__gt=now - timedelta(seconds=settings.SEAT_SECONDS)
    )
    joined = {person_id(user=user, guest=guest) for user, guest in fresh.values_list("user_id", "guest_id")}
    return joined | presence.connected_persons(room=room.pk)


def touch_room(room: Room, now: datetime) -> None:
    """`last_activity` is written at most once a minute."""
    if (now - room.last_activity).total_seconds() >= ACTIVITY_SECONDS or room.actual_start_time is None:
        start = room.actual_start_time or now
        Room.objects.filter(pk=room.pk).update(last_activity=now, actual_start_time=start)


def arrive(*, room: int, who: Someone, role: str) -> None:
    """A socket of theirs has come: seat them, and tell everyone unless they are there already."""
    with transaction.atomic():
        lock_room(room)
        require_has_come(room, who)
        participant = take_seat(room, who)
        if participant.join_number is not None:
            return
        payload: dict[str, Any] = {
            "userId": who.id,
            "username": who.username,
            "fullName": who.full_name,
            "role": role,
            "isGuest": who.is_guest,
            "pictureUrl": (who.user.picture_path or None) if who.user else None,
            "joinedAt": stamp(participant.joined_at),
        }
        row = announce(
            room=room, type="join", payload=lambda seq: payload | {"joinNumber": seq}, actor=who.id
        )
        Participant.objects.filter(pk=participant.pk).update(join_number=row.seq)


def require_has_come(room: int, who: Someone) -> None:
    """Raises NotFound `not_joined` for who has neither joined nor asked in the lobby."""
    if any(
        rows.filter(room=room, **who.columns).exists() for rows in (Participant.objects, LobbyEntry.objects)
    ):
        return
    raise NotFound("not_joined", "Join the room first.")


def depart(*, room: int, person: str, reason: str) -> None:
    """They are gone: told once, however many noticed."""
    with transaction.atomic():
        mine = Participant.objects.filter(room_id=room, **columns_of(person))
        participant = mine.select_related("user").first()
        if participant is None:
            return
        there = Participant.objects.filter(pk=participant.pk, is_active=True)
        if (
            not there.update(is_active=False, left_at=timezone.now(), join_number=None)
            or participant.join_number is None
        ):
            return
        username = participant.user.username if participant.user else participant.username
        announce(
            room=room,
            type="leave",
            payload={
                "userId": person,
                "username": username,
                "role": role_in(room, person) or "",
                "reason": reason,
            },
            actor=person,
        )


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
