"""One person's exceptions to a room's switches, for a time or until taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fusemeet.errors import Invalid, NotFound
from rooms.access import Member, lock_room
from rooms.models import Grant
from rooms.people import role_in
from rooms.person_ids import columns_of
from rooms.policy import HOSTS, TABLE, Ability, Cell
from rooms.presentation import stamp
from signaling import journal
from signaling.hooks import Entry
from signaling.publish import announce
from signaling.revocation import revoke


def list_grants(*, member: Member) -> list[dict[str, Any]]:
    member.require(Ability.MANAGE_PERMISSIONS)
    return _all_grants(member.room.pk)


def grants_of(entry: Entry) -> list[dict[str, Any]]:
    """For the welcome of who manages them."""
    return _all_grants(entry.room) if Ability.MANAGE_PERMISSIONS in entry.abilities else []


def _all_grants(room: int) -> list[dict[str, Any]]:
    lasting = Q(until=None) | Q(until__gt=timezone.now())
    return [grant_info(grant) for grant in Grant.objects.filter(lasting, room=room).order_by("id")]


def _tell(room: int, person: str, by: str) -> None:
    """With the change: to the person what they may do now, to hosts who has which exceptions."""
    revoke("access", f"{room}:{person}")
    announce(
        room=room, type="grants", payload={"grants": _all_grants(room)}, audience=journal.HOSTS, actor=by
    )


def give_grant(
    *, member: Member, user_id: str, ability: str, allowed: bool = True, until: datetime | None = None
) -> Grant:
    """Open (or close, with `allowed=False`) one thing for one person; a second one of that ability replaces it."""
    member.require(Ability.MANAGE_PERMISSIONS)
    role = role_in(member.room.pk, user_id)
    if role is None:
        raise NotFound("participant_not_found", "That person is not in this room.")
    if TABLE[Ability(ability)].cell(role) is not Cell.SWITCH:
        raise Invalid(errors={"ability": ["For this person's role that is fixed."]})
    if role in HOSTS:
        member.require(Ability.DELETE)  # what the other hosts may do is the owner's alone
    if until is not None and until <= timezone.now():
        raise Invalid(errors={"until": ["Choose a time that lies ahead."]})
    with transaction.atomic():
        lock_room(member.room.pk)
        one: dict[str, Any] = {"room": member.room, "ability": ability, **columns_of(user_id)}
        grant, _ = Grant.objects.update_or_create(
            **one, defaults={"allowed": allowed, "until": until, "granted_by": member.user}
        )
        _tell(member.room.pk, user_id, member.person)
    return grant


def take_back_grant(*, member: Member, grant_id: int) -> None:
    member.require(Ability.MANAGE_PERMISSIONS)
    with transaction.atomic():
        lock_room(member.room.pk)
        grant = Grant.objects.filter(room=member.room, pk=grant_id).first()
        if grant is None:
            raise NotFound("grant_not_found", "There is no such exception.")
        grant.delete()
        _tell(member.room.pk, grant.person, member.person)


def grant_info(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.pk,
        "userId": grant.person,
        "ability": grant.ability,
        "allowed": grant.allowed,
        "until": stamp(grant.until),
    }
