"""Who hears of the board: those who may see it at this moment, told by name where that is not everybody."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from rooms.models import Access, Grant, Guest, Room
from rooms.person_ids import person_id
from rooms.policy import BOARD_VISIBLE, HOSTS, Ability
from signaling import journal
from signaling.publish import announce

# What the column of an audience holds.
MOST_CHARACTERS = 255


def announce_board(
    *, room: Room, type: str, payload: dict[str, Any], actor: str, client_id: str | None = None
) -> int:
    """Say it to those who may see the board now, and never to anybody else later. Returns the `seq` that hosts hear.

    A room whose hosts made exceptions for single persons gets a row for the hosts and rows for those persons; each of
    them hears it once.
    """
    first, *others = audiences(room)
    row = announce(room=room.pk, type=type, payload=payload, audience=first, actor=actor, client_id=client_id)
    for audience in others:
        announce(room=room.pk, type=type, payload=payload, audience=audience, actor=actor)
    return row.seq


def audiences(room: Room) -> list[str]:
    """The audiences that together are those who may see the board; the first has the hosts in it."""
    visible = room.permissions[BOARD_VISIBLE]
    excepted = _excepted(room, allowed=not visible)
    if not excepted:
        return [journal.ALL if visible else journal.HOSTS]
    others = _others(room)
    return [journal.HOSTS, *_in_columns(others - excepted if visible else others & excepted)]


def _excepted(room: Room, *, allowed: bool) -> set[str]:
    lasting = Q(until=None) | Q(until__gt=timezone.now())
    grants = Grant.objects.filter(lasting, room=room, ability=Ability.SEE_BOARD.value, allowed=allowed)
    return {person_id(user=user, guest=guest) for user, guest in grants.values_list("user_id", "guest_id")}


def _others(room: Room) -> set[str]:
    """Everybody who may come in and is no host."""
    accounts = Access.objects.filter(room=room).exclude(access_type__in=HOSTS)
    guests = Guest.objects.filter(room=room, revoked_at=None)
    return {person_id(user=user) for user in accounts.values_list("user_id", flat=True)} | {
        person_id(guest=guest) for guest in guests.values_list("pk", flat=True)
    }


def _in_columns(people: set[str]) -> list[str]:
    """The persons as audiences that each fit their column."""
    columns: list[str] = []
    for person in sorted(people):
        if columns and len(columns[-1]) + 1 + len(person) <= MOST_CHARACTERS:
            columns[-1] += f",{person}"
        else:
            columns.append(person)
    return columns
