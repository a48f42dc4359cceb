"""Who is in a group: added by address or user name, given another role, removed, gone by themselves."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.throttle import count_or_refuse
from accounts.verification import require_verified
from fusemeet.errors import Conflict, Invalid, NotFound, TooMany
from groups.access import HIGHEST_ID, Standing, groups_of, lock_group
from groups.joining import settle_invitations
from groups.lines import key_of, same_address
from groups.models import ClassGroup, GroupInvitation, GroupMember, GroupRole
from groups.news import tell_managers, tell_person_of_group
from mailing.outbox import queue

MOST_PEOPLE = 500
ADDED, INVITED = "groups.added", "groups.invited"  # the mails


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be added, by a checked address."""

    email: str
    role: str
    full_name: str = ""


@dataclass
class Added:
    """What came of adding: new members, new invitations, and how many were there already."""

    members: list[GroupMember] = field(default_factory=list)
    invitations: list[GroupInvitation] = field(default_factory=list)
    already: int = 0


def add_people(*, standing: Standing, newcomers: list[Newcomer]) -> Added:
    """Verified accounts become members at once and are told; other addresses are invited by mail. All, or nobody.

    Whoever is in the group or invited already stays as they are. Raises Denied, Conflict `group_full`, TooMany.
    """
    _require_may_add(standing)
    wanted = {key_of(one.email): one for one in reversed(newcomers)}
    accounts = accounts_by_key([one.email for one in wanted.values()])
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        there = People.of(group)
        added = Added()
        for key in reversed(wanted):
            one, user = wanted[key], accounts.get(key)
            if user is not None and not same_address(user.email, one.email):
                user = None
            if there.has(key, user):
                added.already += 1
            elif user is not None:
                added.members.append(_new_member(group, user, one.role))
            else:
                added.invitations.append(_new_invitation(group, one, standing.user))
        new = len(added.members) + len(added.invitations)
        require_room_for(there.count + new)
        if new:
            GroupMember.objects.bulk_create(added.members)
            GroupInvitation.objects.bulk_create(added.invitations)
            # MySQL does not tell the keys of rows that were inserted together.
            added.members = _again(GroupMember, group, "user_id", added.members)
            added.invitations = _again(GroupInvitation, group, "email", added.invitations)
            _tell_added(standing, group, added)
    return added


def add_by_username(*, standing: Standing, username: str, role: str) -> Added:
    """Somebody of another group that one teaches. Who teaches sees addresses, and a user name, which everybody in a
    room sees, must not be the way to a stranger's.

    Raises Invalid when nobody there has this user name, and what `add_people` raises.
    """
    _require_may_add(standing)
    known = GroupMember.objects.filter(group__in=groups_of(standing.user, managed=True))
    member = (
        known.filter(user__username=username.strip(), user__is_active=True).select_related("user").first()
    )
    if member is None:
        words = "There is nobody in your groups with this user name. Use their email address instead."
        raise Invalid(errors={"username": [words]})
    user = member.user
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        there = People.of(group)
        if there.has(key_of(user.email) if user.email_verified else "", user):
            return Added(already=1)
        require_room_for(there.count + 1)
        member = _new_member(group, user, role)
        member.save()
        added = Added(members=[member])
        _tell_added(standing, group, added)
    return added


@dataclass(frozen=True)
class People:
    """Who is in a group already: keys of accounts (the owner's too) and of addresses."""

    users: frozenset[int]
    emails: frozenset[str]
    count: int

    @classmethod
    def of(cls, group: ClassGroup) -> "People":
        members = list(GroupMember.objects.filter(group=group).values_list("user_id", flat=True))
        invited = list(GroupInvitation.objects.filter(group=group).values_list("email", flat=True))
        emails = frozenset(key_of(email) for email in invited)
        return cls(frozenset({group.owner_id, *members}), emails, len(members) + len(invited))

    def has(self, key: str, user: User | None) -> bool:
        return key in self.emails or (user is not None and user.pk in self.users)


def accounts_by_key(emails: list[str]) -> dict[str, User]:
    """The accounts whose owners have proved one of these addresses; below what SQLite takes as parameters a query."""
    found = {}
    exact = {email.lower() for email in emails}
    wanted = list(exact)
    for at in range(0, len(wanted), 500):
        for user in User.objects.filter(email__in=wanted[at : at + 500], email_verified=True):
            if user.email.lower() in exact:  # MySQL takes `ä` for `a`
                found[key_of(user.email)] = user
    return found


def set_role(*, standing: Standing, user_id: int, role: str) -> GroupMember:
    """Raises Denied, NotFound `member_not_found`; the owner teaches anyway and has no other role."""
    standing.require_manages()
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        member = _member(group, user_id)
        if member.role != role:
            member.role = GroupRole(role).value
            member.save(update_fields=["role", "updated_at"])
            tell_person_of_group(str(member.user_id), group, "role", role=member.role)
            tell_managers(group)
    return member


def remove_member(*, standing: Standing, user_id: int) -> None:
    """Taken out by those who teach, or gone by oneself. Raises Denied, NotFound, Conflict for the owner."""
    leaving = user_id == standing.user.pk
    if not leaving:
        standing.require_manages()
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        if user_id == group.owner_id:
            raise Conflict("owner_stays", "The owner of a group cannot leave it. Delete the group instead.")
        member = _member(group, user_id)
        member.delete()
        tell_person_of_group(str(user_id), group, "removed")
        tell_managers(group)


def withdraw_invitation(*, standing: Standing, invitation_id: int) -> None:
    """The address does not become a member any more. Raises Denied, NotFound `invitation_not_found`."""
    standing.require_manages()
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        mine = GroupInvitation.objects.filter(group=group, pk=min(invitation_id, HIGHEST_ID))
        if not mine.delete()[0]:
            raise NotFound("invitation_not_found", "There is no such invitation.")
        tell_managers(group)


def require_room_for(people: int) -> None:
    if people > MOST_PEOPLE:
        words = (
            f"A group has {MOST_PEOPLE} people at most; with these it would have {people}. Nobody was added."
        )
        raise Conflict("group_full", words)


def _require_may_add(standing: Standing) -> None:
    standing.require_manages()
    require_verified(standing.user)
    count_or_refuse("group-change", str(standing.user.pk))


def _member(group: ClassGroup, user_id: int) -> GroupMember:
    found = None
    if user_id <= HIGHEST_ID:
        found = GroupMember.objects.select_related("user").filter(group=group, user_id=user_id).first()
    if found is None:
        raise NotFound("member_not_found", "They are not in this group.")
    return found


def _new_member(group: ClassGroup, user: User, role: str) -> GroupMember:
    return GroupMember(group=group, user=user, role=GroupRole(role).value, joined_at=timezone.now())


def _new_invitation(group: ClassGroup, one: Newcomer, by: User) -> GroupInvitation:
    email = User.objects.normalize_email(one.email)
    return GroupInvitation(
        group=group, email=email, full_name=one.full_name, role=GroupRole(one.role).value, invited_by=by
    )


def _again(model: Any, group: ClassGroup, key: str, rows: list[Any]) -> list[Any]:
    """The rows as the database has them, in the same order; two queries at most for a whole group."""
    places = {getattr(row, key): place for place, row in enumerate(rows)}
    found = []
    keys = list(places)
    for at in range(0, len(keys), 500):
        found += model.objects.filter(group=group, **{f"{key}__in": keys[at : at + 500]})
    return sorted(found, key=lambda row: places[getattr(row, key)])


def _tell_added(standing: Standing, group: ClassGroup, added: Added) -> None:
    by = standing.user.pk
    mails: list[tuple[str, str, dict[str, Any]]] = [
        (one.user.email, ADDED, {"user": one.user_id}) for one in _with_users(added.members)
    ]
    mails += [(one.email, INVITED, {"invitation": one.pk, "email": one.email}) for one in added.invitations]
    count_or_refuse("group-mail", str(by), len(mails))
    for email, kind, args in mails:
        if _may_mail(email):
            queue(kind, group=group.pk, by=by, **args)
    invited = [one.email for one in added.invitations]
    if invited:
        transaction.on_commit(lambda: settle_invitations(invited), robust=True)
    for member in added.members:
        tell_person_of_group(str(member.user_id), group, "added", role=member.role)
    tell_managers(group)


def _with_users(members: list[GroupMember]) -> list[GroupMember]:
    users = User.objects.in_bulk([member.user_id for member in members])
    for member in members:
        member.user = users[member.user_id]
    return members


def _may_mail(email: str) -> bool:
    """Whether somebody may get another mail of this kind now; past that they are added without one."""
    try:
        count_or_refuse("group-mail-address", key_of(email))
    except TooMany:
        return False
    return True
