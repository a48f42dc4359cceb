"""What can be done with rooms. Every door comes here, and what changes is told here."""

import secrets
import string
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import ROLE_INTERVIEWER, User
from accounts.verification import require_verified
from fusemeet.errors import Denied, Invalid, Problem
from rooms.access import Member, is_over, lock_room
from rooms.languages import language_ids
from rooms.lobby import close_lobby, switch_lobby
from rooms.models import TIERS, Access, Participant, Room
from rooms.operators import destroy_room
from rooms.passes import end_passes
from rooms.permissions import MEDIA_SWITCHES, tell_media_permissions, tell_room, turn_switches
from rooms.person_ids import user_pk
from rooms.policy import SWITCHES, Ability, Role, RoomType
from rooms.steps import tell_handover
from signaling import journal, presence
from signaling.documents.services import create_documents
from signaling.documents.services import set_language as set_document_language
from signaling.publish import announce
from signaling.revocation import revoke

INTERVIEW_SIZE = (2, 12)
EDITABLE = {
    "roomName": "room_name",
    "description": "description",
    "maxParticipants": "max_participants",
    "allowLinkAccess": "allow_link_access",
    "recordingEnabled": "recording_enabled",
}


def new_room_id() -> str:
    """A name to say aloud (`abc-defg-hij`, 47 random bits), no secret."""
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))
    return f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"


def create_room(
    *,
    owner: User,
    name: str,
    room_type: str,
    max_participants: int | None = None,
    password: str = "",
    description: str = "",
    class_capacity_tier: int | None = None,
    allow_link_access: bool = True,
    language: str = "javascript",
) -> Room:
    """A room of `owner`'s. Raises Denied `role_required` or `email_not_verified`, Invalid for a size it cannot have."""
    require_may_create(owner)
    if room_type not in set(RoomType):
        raise Invalid(errors={"roomType": ["Choose INTERVIEW or CLASSROOM."]})
    size, tier = _size(room_type, max_participants, class_capacity_tier)
    now = timezone.now()
    fields: dict[str, Any] = {
        "room_type": room_type,
        "room_name": clean_name(name),
        "description": description.strip(),
        "interviewer": owner,
        "room_password": make_password(password) if password else "",
        "max_participants": size,
        "class_capacity_tier": tier,
        "allow_link_access": allow_link_access,
        "current_language": language,
        "last_activity": now,
    }
    for _ in range(5):
        try:
            with transaction.atomic():
                room = Room.objects.create(
                    room_id=new_room_id(), invite_link_token=secrets.token_urlsafe(16), **fields
                )
                Access.objects.create(
                    room=room, user=owner, access_type=Role.OWNER, invited_by=owner, granted_at=now
                )
                create_documents(room=room.pk, language=language)
                journal.create_journal(room=room.pk)
                return room
        except IntegrityError:  # the name was taken: one chance in 10^14 a room
            continue
    raise Problem("unavailable", "No room could be made. Please try again.")


def require_may_create(user: User) -> None:
    if ROLE_INTERVIEWER not in user.roles:
        raise Denied("role_required", "Only interviewers and teachers can create rooms.")
    require_verified(user)


def clean_name(name: str) -> str:
    cleaned = " ".join("".join(char for char in name if char.isprintable()).split())
    if not cleaned or len(cleaned) > 100:
        raise Invalid(errors={"roomName": ["Give the room a name of 1 to 100 characters."]})
    return cleaned


def _size(room_type: str, max_participants: int | None, tier: int | None) -> tuple[int, int | None]:
    if room_type == RoomType.CLASSROOM:
        tier = tier if tier is not None else (max_participants if max_participants in TIERS else TIERS[0])
        if tier not in TIERS:
            raise Invalid(errors={"classCapacityTier": ["A classroom is for 10, 50 or 100."]})
        return tier, tier
    size = 5 if max_participants is None else max_participants
    low, high = INTERVIEW_SIZE
    if not low <= size <= high:
        raise Invalid(errors={"maxParticipants": [f"An interview room is for {low} to {high} people."]})
    return size, None


def update_room(*, member: Member, changes: dict[str, Any]) -> Room:
    """Change what `changes` names (the keys of PATCH). Lock needs one right, everything else another."""
    _require_change_rights(member, changes)
    # Slow on purpose, and therefore before the room is locked for everybody.
    encoded = make_password(changes["password"]) if changes.get("password") else ""
    with transaction.atomic():
        room = lock_room(member.room.pk)
        for key, value in changes.items():
            if key == "isLocked":
                room.is_locked = value
            elif key == "password":
                room.room_password = encoded
            elif key == "roomName":
                room.room_name = clean_name(value)
            elif key == "maxParticipants":
                room.max_participants, room.class_capacity_tier = _size(
                    room.room_type, value, value if _tiered(room) else None
                )
            elif key in EDITABLE:
                setattr(room, EDITABLE[key], value)
            elif key in SWITCHES:
                turn_switches(room, {key: value})
            else:
                raise Invalid(errors={key: ["This cannot be changed here."]})
        room.save()
        if SWITCHES & changes.keys():
            revoke("access", f"{room.pk}:*")
        if "lobby" in changes and changes["lobby"] != member.room.permissions["lobby"]:
            switch_lobby(room=room, on=changes["lobby"], by=member.person)
        if set(MEDIA_SWITCHES) & changes.keys():
            tell_media_permissions(room=room, by=member.person)
        tell_room(room)
    return room


def _tiered(room: Room) -> bool:
    return room.room_type == RoomType.CLASSROOM


def _require_change_rights(member: Member, changes: dict[str, Any]) -> None:
    for key in changes:
        if key == "isLocked":
            member.require(Ability.LOCK)
        elif key in {"allowHostInvite", "allowHostSettings"}:
            member.require(Ability.DELETE)  # what the other hosts may do is the owner's alone
        elif key in SWITCHES:
            member.require(Ability.MANAGE_PERMISSIONS)
        else:
            member.require(Ability.SETTINGS)


def end_room(*, member: Member) -> None:
    """End it for everybody in it; what was recorded stays."""
    member.require(Ability.END)
    close_room(room=member.room, by=member.person)


def close_room(*, room: Room, by: str) -> None:
    """What ending does, whoever decided it: a host, an operator or the clock. An ended room is left alone."""
    with transaction.atomic():
        room = lock_room(room.pk)
        if not room.is_active:
            return
        now = timezone.now()
        room.is_active, room.actual_end_time = False, now
        room.save(update_fields=["is_active", "actual_end_time", "updated_at"])
        Participant.objects.filter(room=room, is_active=True).update(
            is_active=False, left_at=now, join_number=None
        )
        end_passes(room=room)
        close_lobby(room=room)
        presence.forget_room(room=room.pk)
        revoke("access", f"{room.pk}:*")
        announce(room=room.pk, type="room-ended", payload={"reason": "ended", "by": by})


def open_room(*, member: Member) -> Room:
    """Open an ended or expired room again; its owner's right."""
    member.require(Ability.DELETE)
    with transaction.atomic():
        room = lock_room(member.room.pk)
        if is_over(room):
            open_again(room=room)
    return room


def open_again(*, room: Room) -> None:
    """With the room locked: its code, its chat and its people are as they were; who waits has to ask again."""
    room.is_active, room.actual_end_time, room.last_activity = True, None, timezone.now()
    room.save()
    close_lobby(room=room, opened_again=True)
    tell_room(room)


def delete_room(*, member: Member) -> None:
    """Everyone in it is told and disconnected, and its recording goes too."""
    member.require(Ability.DELETE)
    destroy_room(room=member.room)


def hand_over_room(*, member: Member, user_id: str) -> Room:
    """Make another member with an account the owner; the owner becomes a host of the room's kind."""
    member.require(Ability.HAND_OVER)
    with transaction.atomic():
        room = lock_room(member.room.pk)
        if not Access.objects.filter(room=room, user=member.user, access_type=Role.OWNER).exists():
            raise Denied("forbidden", "Your role in this room does not allow that.")  # handed over meanwhile
        access = Access.objects.select_related("user").filter(room=room, user_id=user_pk(user_id)).first()
        if access is None or access.user == member.user:
            raise Invalid("not_a_member", "Choose somebody else who has access to this room.")
        require_may_create(access.user)
        host = Role.TEACHER if room.room_type == RoomType.CLASSROOM else Role.INTERVIEWER
        Access.objects.filter(room=room, user=member.user).update(access_type=host)
        Access.objects.filter(pk=access.pk).update(access_type=Role.OWNER)
        room.interviewer = access.user
        room.save(update_fields=["interviewer", "updated_at"])
        for person in (member.person, user_id):
            revoke("access", f"{room.pk}:{person}")
        tell_handover(room, access.user)
        tell_room(room)
    return room


def set_language(*, room: int, person: str, language: str, client_id: str | None = None) -> int:
    """The editor's language for everybody. Returns the event's seq."""
    if language not in language_ids():
        raise Invalid("unknown_language", "The editor does not know this language.")
    with transaction.atomic():
        lock_room(room)
        journal.lock(room)
        if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
            return repeat.seq
        Room.objects.filter(pk=room).update(current_language=language)
        set_document_language(room=room, language=language)
        return announce(
            room=room,
            type="language",
            payload={"userId": person, "language": language},
            actor=person,
            client_id=client_id,
        ).seq
