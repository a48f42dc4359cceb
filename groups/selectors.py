"""What is read of groups, in a fixed number of queries whatever their size."""

from accounts.models import User
from groups.models import ClassGroup, GroupInvitation, GroupMember, GroupRole

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
