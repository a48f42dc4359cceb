"""What can be done with class groups: made by teachers, named anew, deleted. Their members are in members.py."""

from django.db import transaction

from accounts.models import AccountType, User
from accounts.throttle import count_or_refuse
from accounts.verification import require_verified
from fusemeet.errors import Denied, Invalid
from groups.access import Standing, lock_group
from groups.models import ClassGroup, GroupMember
from groups.news import tell_members, tell_person_of_group

NAME_LENGTH = 160
DESCRIPTION_LENGTH = 2000
MOST_GROUPS = 500


def create_group(*, owner: User, name: str, description: str = "") -> ClassGroup:
    """A group of `owner`'s. Raises Denied `role_required` or `email_not_verified`, Invalid, TooMany."""
    require_may_create(owner)
    name, description = clean_name(name), clean_description(description)
    count_or_refuse("group-change", str(owner.pk))
    with transaction.atomic():
        # With the account locked nobody makes two groups at once past the limit.
        User.objects.select_for_update().get(pk=owner.pk)
        if ClassGroup.objects.filter(owner=owner).count() >= MOST_GROUPS:
            raise Invalid("too_many_groups", f"You have {MOST_GROUPS} groups. Delete one that is over first.")
        group = ClassGroup.objects.create(owner=owner, name=name, group_description=description)
        tell_person_of_group(str(owner.pk), group, "created")
    return group


def require_may_create(user: User) -> None:
    if user.account_type != AccountType.TEACHER:
        raise Denied("role_required", "Only accounts of teachers can make class groups.")
    require_verified(user)


def update_group(
    *, standing: Standing, name: str | None = None, description: str | None = None
) -> ClassGroup:
    """Writes what is given (None leaves a value as it is). Raises Denied, Invalid."""
    standing.require_manages()
    with transaction.atomic():
        group = lock_group(standing.group.pk)
        if name is not None:
            group.name = clean_name(name)
        if description is not None:
            group.group_description = clean_description(description)
        group.save(update_fields=["name", "group_description", "updated_at"])
        tell_members(group, "changed")
    return group


def delete_group(*, standing: Standing) -> None:
    """The group with its members and invitations; sessions that were planned for it stay planned. Its owner's right."""
    standing.require_owns()
    with transaction.atomic():
        destroy_group(lock_group(standing.group.pk))


def destroy_group(group: ClassGroup) -> None:
    """Inside a transaction that has locked the group: everybody in it is told."""
    tell_members(group, "deleted")
    GroupMember.objects.filter(group=group).delete()
    group.delete()


def clean_name(name: str) -> str:
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not cleaned or len(cleaned) > NAME_LENGTH:
        raise Invalid(errors={"name": [f"Give the group a name of 1 to {NAME_LENGTH} characters."]})
    return cleaned


def clean_description(description: str) -> str:
    text = "".join(
        char for char in description.replace("\r\n", "\n") if char.isprintable() or char in "\n\t"
    ).strip()
    if len(text) > DESCRIPTION_LENGTH:
        raise Invalid(errors={"description": [f"Use at most {DESCRIPTION_LENGTH} characters."]})
    return text
