"""What open pages hear of groups on each person's own socket: `group` {action, groupId, name}; they then look again."""

from groups.models import ClassGroup, GroupMember
from signaling.publish import tell_person


def tell_person_of_group(person: str, group: ClassGroup, action: str, **more: str) -> None:
    """`action`: created, added, role, removed, changed, members or deleted."""
    tell_person(
        person=person,
        type="group",
        payload={"action": action, "groupId": group.pk, "name": group.name, **more},
    )


def tell_members(group: ClassGroup, action: str) -> None:
    for person in _people(group):
        tell_person_of_group(str(person), group, action)


def tell_managers(group: ClassGroup) -> None:
    """Who is in it has changed; students hear only of themselves."""
    teachers = GroupMember.objects.filter(group=group, role="TEACHER").values_list("user_id", flat=True)
    for person in {group.owner_id, *teachers}:
        tell_person_of_group(str(person), group, "members")


def _people(group: ClassGroup) -> set[int]:
    return {group.owner_id, *GroupMember.objects.filter(group=group).values_list("user_id", flat=True)}
