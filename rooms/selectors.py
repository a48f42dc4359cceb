"""What REST and pages show of rooms, read in as few queries as possible."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from rooms.access import Member, open_rooms_of, sessions_after
from rooms.held_back import held_back_from
from rooms.models import Access, Participant, Room
from rooms.people import roles_of
from rooms.policy import Ability, Role
from rooms.presentation import participant_info, participants_of, room_info, stamp
from rooms.sharing import Share, room_link
from signaling import presence
from signaling.models import Connection

Known = Mapping[int, datetime] | None
MAX_ROOMS = 200
ACTIVE_SECONDS = 1


def room_response(member: Member) -> dict[str, Any]:
    """`RoomResponse`; the invite link for those who may share it."""
    people = participants_of(member.room, presence.present(member.room.pk))
    return _response(member.room, member.role, people, Ability.SHARE in member.abilities)


def _response(
    room: Room, role: str, people: list[dict[str, Any]], may_share: bool, known: Known = None
) -> dict[str, Any]:
    body = {
        **room_info(room, known=known),
        "myRole": str(role),
        "participants": people,
        "participantCount": len(people),
    }
    if may_share and room.allow_link_access and room.invite_link_token:
        body["inviteLink"] = room_link(room, room.invite_link_token)
    return body


def _outside(room: Room, role: str, known: Known) -> dict[str, Any]:
    """The same of a room whose host has not let them in: nothing of what is in it."""
    return _response(room, role, [], False, known) | {"description": ""}


def participants_response(member: Member) -> dict[str, Any]:
    people = participants_of(member.room, presence.present(member.room.pk))
    return {"participants": people, "count": len(people)}


def active_rooms(user: User) -> dict[str, Any]:
    """The rooms this user may enter, from a copy of at most a second for clients that ask again and again.

    No longer, because a right that ended must not be seen for longer than that, whatever becomes of the cache.
    """
    copy: dict[str, Any] | None = cache.get(_active_key(user))
    if copy is None:
        copy = _read_active_rooms(user)
        cache.set(_active_key(user), copy, ACTIVE_SECONDS)
    return copy


def forget_active_rooms(user: User) -> None:
    cache.delete(_active_key(user))


def _active_key(user: User) -> str:
    # With the time of registration: another database behind the same cache has other people by the same number.
    return f"user:rooms:{user.pk}:{user.created_at.timestamp()}"


def _read_active_rooms(user: User) -> dict[str, Any]:
    """In a fixed number of queries."""
    rooms = list(open_rooms_of(user)[:MAX_ROOMS])
    keys = [room.pk for room in rooms]
    mine = dict(Access.objects.filter(room__in=keys, user=user).values_list("room_id", "access_type"))
    rows = list(
        Participant.objects.filter(room__in=keys, is_active=True)
        .select_related("user", "guest")
        .order_by("joined_at")
    )
    roles = roles_of(rows)
    people: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        people[row.room_id].append(participant_info(row, roles.get((row.room_id, row.person), ""), None))
    outside = held_back_from(rooms, mine, user)
    known = sessions_after(rooms)
    bodies = [
        _outside(room, mine[room.pk], known)
        if room.pk in outside
        else _response(room, mine[room.pk], people[room.pk], mine[room.pk] == Role.OWNER, known)
        for room in rooms
    ]
    total = sum(body["participantCount"] for body in bodies)
    return {"rooms": bodies, "count": len(bodies), "totalParticipants": total}


def room_health() -> dict[str, Any]:
    since = timezone.now() - settings.ROOM_IDLE_LIFETIME
    return {
        "status": "UP",
        "activeRooms": Room.objects.filter(is_active=True, last_activity__gt=since).count(),
        "totalParticipants": Connection.objects.values("room", "person").distinct().count(),
    }


def share_response(share: Share) -> dict[str, Any]:
    return {
        "shareLink": share.link,
        "inviteToken": share.token,
        "expiresAt": stamp(share.expires_at),
        "accessType": share.access_type,
    }
