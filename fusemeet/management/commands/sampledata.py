"""`manage.py sampledata`: sample accounts and rooms of a development instance, made where missing, and printed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.sample import PASSWORD, create_sample_accounts
from groups.sample import make_sample_group
from questions.sample import ask_sample_questions
from rooms.access import is_over, room_for, rooms_of
from rooms.models import Room
from rooms.policy import Role, RoomType
from rooms.services import create_room
from rooms.sharing import give_access, room_link
from scheduling.sample import plan_sample_session
from whiteboard.sample import draw_sample


class Command(BaseCommand):
    help = "Make the sample accounts and rooms (development only) and print them."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("Sample accounts have a password that everybody knows: they need DEBUG=1")
        people = {user.username: user for user in create_sample_accounts()}
        interview = sample_room(
            people["ada"], people["cai"], "Interview: a queue from two stacks", RoomType.INTERVIEW
        )
        lesson = sample_room(
            people["tess"], people["sam"], "Class: loops and lists", RoomType.CLASSROOM, language="python"
        )
        ada, tess = people["ada"], people["tess"]
        draw_sample(room=interview.pk, user=str(ada.pk))
        ask_sample_questions(room=interview.pk, host=ada)
        group = make_sample_group(teacher=tess, student=people["sam"])
        plan_sample_session(
            member=room_for(ada, interview.room_id),
            title="Second interview",
            emails=[people["cai"].email],
        )
        plan_sample_session(
            member=room_for(tess, lesson.room_id), title="Loops and lists, part two", group_ids=[group.pk]
        )
        lines = ["", f"Sample accounts, each with the password {PASSWORD}"]
        lines += [f"  {name:<5} {user.get_account_type_display().lower()}" for name, user in people.items()]
        lines += ["Sample rooms", f"  {room_link(interview)}  ada, cai", f"  {room_link(lesson)}  tess, sam"]
        lines += ["Two people at one machine need two sets of cookies: one normal and one private window."]
        self.stdout.write("\n".join(lines))


def sample_room(
    owner: User, guest: User, name: str, room_type: RoomType, *, language: str = "javascript"
) -> Room:
    """An open room of that owner and kind, with access for the guest; a new one when the last was idle for long."""
    for room in rooms_of(owner).filter(interviewer=owner, room_type=room_type):
        if not is_over(room):
            return room
    room = create_room(owner=owner, name=name, room_type=room_type, language=language)
    role = Role.STUDENT if room_type == RoomType.CLASSROOM else Role.CANDIDATE
    give_access(member=room_for(owner, room.room_id), user=guest, role=role)
    return room
