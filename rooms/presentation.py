"""How rooms and people look on the wire: the one place that knows their keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rooms.access import expires_at, is_over
from rooms.models import Participant, Room
from rooms.people import roles_of
from signaling.hooks import Present


def stamp(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def room_info(room: Room, *, known: Mapping[int, datetime] | None = None) -> dict[str, Any]:
    """What every member may know of a room; the keys of `RoomResponse` that do not depend on who asks.

    `known` is as `rooms.access.expires_at` takes it.
    """
    owner = room.interviewer
    return {
        "roomId": room.room_id,
        "roomName": room.room_name,
        "roomType": room.room_type,
        "description": room.description,
        "ownerId": str(owner.pk) if owner else None,
        "ownerName": owner.get_full_name() if owner else None,
        "isActive": room.is_active,
        "status": "EXPIRED" if is_over(room, known=known) else "ACTIVE",
        "expiresAt": stamp(expires_at(room, known=known)),
        "isLocked": room.is_locked,
        "hasPassword": bool(room.room_password),
        "allowLinkAccess": room.allow_link_access,
        "maxParticipants": room.max_participants,
        "classCapacityTier": room.class_capacity_tier,
        "currentLanguage": room.current_language,
        "recordingEnabled": room.recording_enabled,
        "scheduledStartTime": stamp(room.scheduled_start_time),
        "scheduledEndTime": stamp(room.scheduled_end_time),
        "createdAt": stamp(room.created_at),
        "lastActivity": stamp(room.last_activity),
    }


def participant_info(participant: Participant, role: str, present: Present | None) -> dict[str, Any]:
    user = participant.user
    return {
        "userId": participant.person,
        "username": user.username if user else participant.username,
        "fullName": user.full_name if user else participant.username,
        "role": role,
        "isGuest": participant.guest_id is not None,
        "pictureUrl": (user.picture_path or None) if user else None,
        "isActive": participant.is_active,
        "joinedAt": stamp(participant.joined_at),
        "audio": bool(present and present.audio),
        "video": bool(present and present.video),
        "screen": bool(present and present.screen),
        "hand": bool(present and present.hand_raised_at),
        "handRaisedAt": stamp(present.hand_raised_at) if present else None,
        "joinNumber": participant.join_number,
        "peerId": present.peer if present else None,
        "connected": bool(present and present.connected),
    }


def participants_of(room: Room, present: list[Present]) -> list[dict[str, Any]]:
    """Who is in the room now, in the order of their coming; two queries, whatever their number."""
    by_person = {one.person: one for one in present}
    rows = list(
        Participant.objects.filter(room=room, is_active=True)
        .select_related("user", "guest")
        .order_by("joined_at", "id")
    )
    roles = roles_of(rows)
    return [
        participant_info(row, roles.get((row.room_id, row.person), ""), by_person.get(row.person))
        for row in rows
    ]
