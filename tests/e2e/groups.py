"""The groups' pages as they are looked at as a whole: the list, a class with its sessions, a list with mistakes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from groups.access import standing_in
from groups.members import Newcomer, add_people
from groups.models import ClassGroup, GroupMember
from groups.services import create_group
from rooms.access import room_for
from rooms.services import create_room
from scheduling.answers import answer_invite
from scheduling.models import Invite
from scheduling.planning import plan_sessions
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene

NAMES = [
    "Kim Vale",
    "Sam Reed",
    "Jörg Müßig",
    "Élodie Œuvrard",
    "Nia Okafor",
    "A Very Long Name That Goes On Reed",
]
LIST = """E-Mail;Name;Rolle
kim.vale@example.org;Kim Vale;Schülerin
sam@example.org;Sam Reed;
jörg@;Jörg Müßig;
elodie.oeuvrard@example.org;Élodie Œuvrard;chef
nia@example.org;Nia Okafor;Lehrerin
NIA@example.org;Nia Okafor;
"""


def a_class(teacher: User) -> ClassGroup:
    User.objects.filter(pk=teacher.pk).update(account_type="TEACHER")
    teacher.refresh_from_db()
    create_group(owner=teacher, name="Physics 8b")
    group = create_group(
        owner=teacher, name="Algorithms, autumn", description="Tuesdays and Thursdays, room 12."
    )
    now = timezone.now()
    for number, name in enumerate(NAMES):
        user = User.objects.create_user(
            f"pupil{number}", f"pupil{number}@example.org", account_type="STUDENT"
        )
        User.objects.filter(pk=user.pk).update(full_name=name, email_verified=True)
        role = "TEACHER" if number == 4 else "STUDENT"
        GroupMember.objects.create(group=group, user=user, role=role, joined_at=now - timedelta(days=number))
    asked = [
        Newcomer("new.student@example.org", "STUDENT", "Lou New"),
        Newcomer("late@example.org", "STUDENT"),
    ]
    add_people(standing=standing_in(teacher, group.pk), newcomers=asked)
    room = create_room(owner=teacher, name="Room 12", room_type="CLASSROOM", class_capacity_tier=50)
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    [session] = plan_sessions(
        member=room_for(teacher, room.room_id), title="Sorting by hand", start=start, end=start + timedelta(hours=1),
        timezone="UTC", emails=[], group_ids=[group.pk],
    )  # fmt: skip
    known = Invite.objects.filter(schedule=session).exclude(invitee_user=None)
    for invite, status in zip(known, ["ACCEPTED", "ACCEPTED", "MAYBE", "DECLINED"], strict=False):
        answer_invite(invite=invite, status=status)
    return group


def group_list(window: Window, room: Any) -> None:
    a_class(room.interviewer)
    window.goto("/groups/")
    window.page.get_by_role("link", name="Algorithms, autumn").wait_for()


def empty_list(window: Window, room: Any) -> None:
    window.goto("/groups/")
    window.page.get_by_text("You are in no group yet").wait_for()


def group(window: Window, room: Any) -> None:
    window.goto(f"/groups/{a_class(room.interviewer).pk}/")
    window.page.get_by_role("heading", name="Invited by mail").wait_for()


def add(window: Window, room: Any) -> None:
    window.goto(f"/groups/{a_class(room.interviewer).pk}/add/")
    window.page.get_by_role("button", name="Check the list").wait_for()


def mend(window: Window, room: Any) -> None:
    add(window, room)
    window.page.locator("textarea[name=text]").fill(LIST)
    window.page.get_by_role("button", name="Check the list").click()
    window.page.get_by_role("heading", name="What was found").wait_for()


def delete(window: Window, room: Any) -> None:
    window.goto(f"/groups/{a_class(room.interviewer).pk}/delete/")
    window.page.get_by_role("button", name="Delete the group").click()
    window.page.locator(".field-error").first.wait_for()


SCENES = [
    Scene("group-list", group_list),
    Scene("group-list-empty", empty_list),
    Scene("group-page", group),
    Scene("group-add", add),
    Scene("group-mend", mend),
    Scene("group-delete", delete),
]
