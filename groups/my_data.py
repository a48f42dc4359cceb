"""What groups put into a person's archive: the groups that they own, and those that they are in."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from groups.models import ClassGroup, GroupInvitation, GroupMember


@my_data("groups.json", "The class groups that you own, with the addresses that you invited.")
def groups(user: User) -> Iterator[dict[str, Any]]:
    for row in ClassGroup.objects.filter(owner=user).order_by("id").iterator():
        invited = GroupInvitation.objects.filter(group=row, invited_by=user).order_by("id")
        yield {
            "id": row.pk,
            "name": row.name,
            "description": row.group_description,
            "createdAt": row.created_at,
            "members": GroupMember.objects.filter(group=row).count(),
            "invited": list(invited.values_list("email", flat=True)),
        }


@my_data("group-memberships.json", "The class groups that you are in, and as what.")
def memberships(user: User) -> Iterator[dict[str, Any]]:
    mine = GroupMember.objects.filter(user=user).select_related("group")
    for row in mine.order_by("id").iterator():
        yield {"id": row.group_id, "name": row.group.name, "role": row.role, "since": row.joined_at}
