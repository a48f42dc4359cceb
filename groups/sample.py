"""A class group for a development instance."""

from accounts.models import User
from groups.access import standing_in
from groups.members import Newcomer, add_people
from groups.models import ClassGroup, GroupRole
from groups.services import create_group

NAME = "Programming for beginners"


def make_sample_group(*, teacher: User, student: User) -> ClassGroup:
    """The teacher's group of that name with the student in it, made where there is none."""
    group = ClassGroup.objects.filter(owner=teacher, name=NAME).first()
    if group is None:
        group = create_group(owner=teacher, name=NAME, description="Tuesdays and Thursdays, with a laptop.")
        add_people(
            standing=standing_in(teacher, group.pk), newcomers=[Newcomer(student.email, GroupRole.STUDENT)]
        )
    return group
