"""What is read of groups, in a fixed number of queries whatever their size."""

from typing import Any

from django.db.models import Case, CharField, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from groups.access import OWNER, Standing, groups_of
from groups.models import ClassGroup, GroupInvitation, GroupMember, GroupRole
from groups.presentation import group_info

Invitee = tuple[str, User | None, str]


def invitees_of(group: ClassGroup) -> list[Invitee]:
    """`(address, account or None, TEACHER or STUDENT)` of everybody who learns or teaches in it, the owner first.

    Three queries. Whoever plans a session is among them too and leaves themselves out. An account that is blocked,
    or whose address nobody has proved to be its own, is not among them: a mail would go to a stranger.
    """
    found: list[Invitee] = []
    owner = User.objects.filter(pk=group.owner_id, is_active=True, email_verified=True).first()
    if owner is not None:
        found.append((owner.email, owner, GroupRole.TEACHER.value))
    members = GroupMember.objects.filter(group=group, user__is_active=True, user__email_verified=True)
    found += [(row.user.email, row.user, row.role) for row in members.select_related("user").order_by("id")]
    taken = {email.casefold() for email, _, _ in found}
    invited = GroupInvitation.objects.filter(group=group).order_by("id").values_list("email", "role")
    found += [(email, None, role) for email, role in invited if email.casefold() not in taken]
    return found


def group_rows(user: User) -> QuerySet[ClassGroup]:
    """The groups of this user for a list, each with `member_count` and `my_role`; one query, whatever their number."""
    mine = GroupMember.objects.filter(group=OuterRef("pk"), user=user).values("role")[:1]
    members = GroupMember.objects.filter(group=OuterRef("pk")).order_by().values("group")
    counted = members.annotate(number=Count("pk")).values("number")
    return (
        groups_of(user)
        .select_related("owner")
        .annotate(
            member_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            my_role=Case(
                When(owner=user, then=Value(OWNER)), default=Subquery(mine), output_field=CharField()
            ),
        )
    )


def group_response(standing: Standing) -> dict[str, Any]:
    group = standing.group
    members = GroupMember.objects.filter(group=group)
    invitations = GroupInvitation.objects.filter(group=group).count() if standing.manages else 0
    teachers = [
        group.owner,
        *(one.user for one in members.filter(role=GroupRole.TEACHER).select_related("user").order_by("id")),
    ]
    return group_info(standing, members=members.count(), invitations=invitations, teachers=teachers)
