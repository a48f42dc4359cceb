"""One person's exceptions to a room's switches, for a time or until taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fusemeet.errors import Invalid, NotFound
from rooms.access import Member
from rooms.models import Grant
from rooms.people import role_in
from rooms.person_ids import columns_of
from rooms.policy import HOSTS, TABLE, Ability, Cell
from rooms.presentation import stamp
from signaling.revocation import revoke


def list_grants(*, member: Member) -> list[dict[str, Any]]:
    member.require(Ability.MANAGE_PERMISSIONS)
    now = timezone.now()
    return [
        grant_info(grant)
        for grant in Grant.objects.filter(Q(until=None) | Q(until__gt=now), room=member.room)
    ]


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
        one: dict[str, Any] = {"room": member.room, "ability": ability, **columns_of(user_id)}
        grant, _ = Grant.objects.update_or_create(
            **one, defaults={"allowed": allowed, "until": until, "granted_by": member.user}
        )
        revoke("access", f"{member.room.pk}:{user_id}")
    return grant


def take_back_grant(*, member: Member, grant_id: int) -> None:
    member.require(Ability.MANAGE_PERMISSIONS)
    with transaction.atomic():
        grant = Grant.objects.filter(room=member.room, pk=grant_id).first()
        if grant is None:
            raise NotFound("grant_not_found", "There is no such exception.")
        grant.delete()
        revoke("access", f"{member.room.pk}:{grant.person}")


def grant_info(grant: Grant) -> dict[str, Any]:
    return {
        "id": grant.pk,
        "userId": grant.person,
        "ability": grant.ability,
        "allowed": grant.allowed,
        "until": stamp(grant.until),
    }
