"""An address that was invited becomes a member, with the account that has proved it to be its own.

It is looked for after both commits, the proof's and the invitation's, so that of the two that happen at one moment the
later one finds the other's; neither holds a lock on the account while it waits for a group. What a process did not
live to settle is settled by a job.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.proven import address_proven_step
from fusemeet.errors import NotFound
from groups.access import lock_group
from groups.lines import same_address
from groups.models import GroupInvitation, GroupMember
from groups.news import tell_managers, tell_person_of_group


@address_proven_step
def join_invited_groups(user: User) -> None:
    transaction.on_commit(lambda: settle_invitations([user.email]), robust=True)


def settle_invitations(emails: Iterable[str]) -> int:
    """Those of these addresses (500 at most) that belong to accounts by now become members; returns how many did."""
    # In another case, and on MySQL with other marks on the letters: `_join` looks more closely.
    accounts = User.objects.filter(email__in=list(emails), email_verified=True, is_active=True)
    settled = 0
    for user in accounts:
        groups = GroupInvitation.objects.filter(email=user.email).order_by("group_id")
        for group in groups.values_list("group_id", flat=True):
            settled += _join(user, group)
    return settled


def waiting_addresses(most: int) -> list[str]:
    """Invited addresses that are proved already, which a process that died has left behind."""
    proved = User.objects.filter(email_verified=True, is_active=True).values("email")
    found = GroupInvitation.objects.filter(email__in=proved).order_by("id")
    return list(found.values_list("email", flat=True)[:most])


@transaction.atomic
def _join(user: User, group_pk: int) -> bool:
    try:
        group = lock_group(group_pk)
    except NotFound:  # deleted at this moment
        return False
    invitation = GroupInvitation.objects.filter(group=group, email=user.email).first()
    if invitation is None or not same_address(invitation.email, user.email):
        return False
    if not User.objects.filter(pk=user.pk).exists():  # gone at this moment
        return False
    invitation.delete()
    if group.owner_id == user.pk:
        return False
    member, new = GroupMember.objects.get_or_create(
        group=group, user=user, defaults={"role": invitation.role, "joined_at": timezone.now()}
    )
    if new:
        tell_person_of_group(str(user.pk), group, "added", role=member.role)
    tell_managers(group)
    return new
