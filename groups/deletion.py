"""What becomes of groups when somebody's account is deleted: theirs go to another teacher, or go; others they leave."""

from accounts.deletion import deletion_step
from accounts.models import User
from fusemeet.errors import NotFound
from groups.access import groups_of, lock_group
from groups.lines import same_address
from groups.models import ClassGroup, GroupInvitation, GroupMember, GroupRole
from groups.news import tell_managers, tell_members
from groups.services import destroy_group


@deletion_step
def leave_every_group(user: User) -> None:
    """One group after the other, in the order of their keys, so that two deletions do not wait for each other."""
    for pk in groups_of(user).order_by("pk").values_list("pk", flat=True):
        try:
            group = lock_group(pk)
        except NotFound:  # its owner deleted it at this moment
            continue
        GroupMember.objects.filter(group=group, user=user).delete()
        if group.owner_id == user.pk:
            hand_on(group)
        else:
            tell_managers(group)
    if user.email_verified:  # until then the address may be somebody else's, and so is what waits for it
        for invitation in GroupInvitation.objects.filter(email=user.email):
            if same_address(invitation.email, user.email):
                invitation.delete()


def hand_on(group: ClassGroup) -> None:
    """To the teacher who has been in it the longest and can be reached; with nobody left to teach it is deleted."""
    teachers = GroupMember.objects.filter(
        group=group, role=GroupRole.TEACHER, user__is_active=True, user__email_verified=True
    )
    heir = teachers.select_related("user").order_by("joined_at", "pk").first()
    if heir is None:
        destroy_group(group)
        return
    group.owner = heir.user
    group.save(update_fields=["owner", "updated_at"])
    heir.delete()
    tell_members(group, "changed")
