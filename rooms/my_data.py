"""What rooms put into a person's archive: their rooms, where they were, what they said and did there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.my_data import my_data
from rooms.models import Access, ChatMessage, Grant, LobbyEntry, Participant, Room, ShareInvitation
from signaling.documents.models import SharedDocument
from signaling.documents.stored_rows import share_of
from signaling.models import JournalEvent

# What was said is in chat.json, with its words.
SAID = ("chat", "private")


@my_data("rooms.json", "The rooms that you own.")
def rooms(user: User) -> Iterator[dict[str, Any]]:
    for room in Room.objects.filter(interviewer=user).order_by("id").iterator():
        yield {
            "roomId": room.room_id,
            "roomName": room.room_name,
            "roomType": room.room_type,
            "description": room.description,
            "hasPassword": bool(room.room_password),
            "maxParticipants": room.max_participants,
            "settings": room.permissions,
            "language": room.current_language,
            "code": room.current_code,
            "isActive": room.is_active,
            "createdAt": room.created_at,
            "lastActivity": room.last_activity,
        }


@my_data("access.json", "The rooms that are open to you, and as what.")
def access(user: User) -> Iterator[dict[str, Any]]:
    for row in Access.objects.filter(user=user).select_related("room").order_by("id").iterator():
        yield {
            "roomId": row.room.room_id,
            "roomName": row.room.room_name,
            "role": row.access_type,
            "since": row.granted_at,
        }


@my_data("participations.json", "When you were last in which room, and under what name.")
def participations(user: User) -> Iterator[dict[str, Any]]:
    for row in Participant.objects.filter(user=user).select_related("room").order_by("id").iterator():
        yield {
            "roomId": row.room.room_id,
            "roomName": row.room.room_name,
            "username": row.username,
            "firstSeenAt": row.created_at,
            "joinedAt": row.joined_at,
            "leftAt": row.left_at,
            "removedAt": row.removed_at,
        }


@my_data("chat.json", "What you wrote, and what was written to you alone.")
def chat(user: User) -> Iterator[dict[str, Any]]:
    me = str(user.pk)
    names = dict(rooms_of(user).values_list("pk", "room_id"))
    mine = ChatMessage.objects.filter(Q(person=me) | Q(recipient=me), room__in=names).order_by("room", "seq")
    rows = mine.values_list("room_id", "created_at", "person", "username", "recipient", "message")
    for room, at, person, username, recipient, message in rows.iterator(chunk_size=2000):
        yield {
            "roomId": names[room],
            "at": at,
            "from": person,
            "fromName": username,
            "to": recipient or None,
            "message": message,
        }


@my_data("edits.json", "How much you wrote in the code and drew on the board of which room, and when.")
def edits(user: User) -> Iterator[dict[str, Any]]:
    """Sums, not the edits: those are of use only together with everybody else's."""
    names = dict(rooms_of(user).values_list("pk", "room_id"))
    documents = SharedDocument.objects.filter(room__in=names)
    for document in documents.only("room", "kind").order_by("room", "kind"):
        edits, first, last = share_of(document.pk, str(user.pk))
        if edits:
            yield {
                "roomId": names[document.room],
                "document": document.kind,
                "edits": edits,
                "firstAt": _moment(first),
                "lastAt": _moment(last),
            }


@my_data("events.json", "What else you did in rooms: coming, going, changes for everybody.")
def events(user: User) -> Iterator[dict[str, Any]]:
    names = dict(rooms_of(user).values_list("pk", "room_id"))
    mine = JournalEvent.objects.filter(room__in=names, actor=str(user.pk)).exclude(type__in=SAID)
    rows = mine.order_by("room", "seq").values_list("room", "type", "created_at")
    for room, kind, at in rows.iterator(chunk_size=2000):
        yield {"roomId": names[room], "event": kind, "at": at}


@my_data("share-invitations.json", "The invitations to rooms that you gave out, without their links.")
def share_invitations(user: User) -> Iterator[dict[str, Any]]:
    for row in ShareInvitation.objects.filter(invited_by=user).select_related("room").order_by("id"):
        yield {
            "roomId": row.room.room_id,
            "email": row.email or None,
            "role": row.role,
            "uses": row.uses,
            "maxUses": row.max_uses,
            "createdAt": row.created_at,
            "expiresAt": row.expires_at,
            "revokedAt": row.revoked_at,
        }


@my_data("grants.json", "What a host allowed or forbade you in a room, apart from the others.")
def grants(user: User) -> Iterator[dict[str, Any]]:
    for row in Grant.objects.filter(user=user).select_related("room").order_by("id"):
        yield {
            "roomId": row.room.room_id,
            "ability": row.ability,
            "allowed": row.allowed,
            "until": row.until,
        }


@my_data("lobby.json", "Where you asked to be let in, and what came of it.")
def lobby(user: User) -> Iterator[dict[str, Any]]:
    for row in LobbyEntry.objects.filter(user=user).select_related("room").order_by("id"):
        yield {
            "roomId": row.room.room_id,
            "state": row.state,
            "askedAt": row.asked_at,
            "decidedAt": row.decided_at,
        }


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)


def rooms_of(user: User) -> QuerySet[Room]:
    """Where they ever were: chat, journal and documents are found by room, not by person."""
    return Room.objects.filter(Q(participants__user=user) | Q(interviewer=user)).distinct()
