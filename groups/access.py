"""Fetch a group and authorise in one call: absent and not mine look alike."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from fusemeet.errors import Denied, NotFound
from groups.models import ClassGroup, GroupMember, GroupRole

OWNER = "OWNER"  # what the owner is called among the roles, who has no row among the members
HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Standing:
    """Somebody in a group: its owner, a teacher, or a student."""

    group: ClassGroup
    user: User
    role: str

    @property
    def owns(self) -> bool:
        return self.role == OWNER

    @property
    def manages(self) -> bool:
        """The owner and those who teach: they see addresses, and change who is in it."""
        return self.role in {OWNER, GroupRole.TEACHER}

    def require_manages(self) -> None:
        if not self.manages:
            raise Denied("forbidden", "Only the teachers of this group may do that.")

    def require_owns(self) -> None:
        if not self.owns:
            raise Denied("forbidden", "Only the owner of this group may do that.")


def standing_in(user: User, group_id: int) -> Standing:
    """Raises NotFound `group_not_found` for a group that does not exist or that `user` is not in."""
    found = (
        ClassGroup.objects.select_related("owner").filter(pk=group_id).first() if _is_id(group_id) else None
    )
    if found is not None:
        if found.owner_id == user.pk:
            return Standing(found, user, OWNER)
        role = GroupMember.objects.filter(group=found, user=user).values_list("role", flat=True).first()
        if role is not None:
            return Standing(found, user, role)
    raise unknown_group()


def group_for(user: User, group_id: int, manage: bool = False) -> ClassGroup:
    """The group; raises NotFound as `standing_in`, and with `manage` Denied for a student of it."""
    standing = standing_in(user, group_id)
    if manage:
        standing.require_manages()
    return standing.group


def groups_of(user: User, *, managed: bool = False) -> QuerySet[ClassGroup]:
    """Those that this user owns or is in; with `managed` only those that they may plan for."""
    mine = GroupMember.objects.filter(user=user)
    if managed:
        mine = mine.filter(role=GroupRole.TEACHER)
    return ClassGroup.objects.filter(Q(owner=user) | Q(pk__in=mine.values("group")))


def lock_group(pk: int) -> ClassGroup:
    """Inside a transaction, before anything of the group is changed: what is counted then stays so."""
    group = ClassGroup.objects.select_for_update().filter(pk=pk).first()
    if group is None:
        raise unknown_group()
    return group


def unknown_group() -> NotFound:
    return NotFound("group_not_found", "There is no such group, or you are not in it.")


def _is_id(value: int) -> bool:
    return 0 < value <= HIGHEST_ID
