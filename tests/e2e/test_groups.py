"""A class of its people: made of lists that are mended line by line, seen live by its students, invited as a whole."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from groups.models import ClassGroup, GroupInvitation, GroupMember
from rooms.models import Room
from scheduling.models import Invite
from tests.e2e.browser import Window

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_teacher_makes_a_class_of_lists_and_a_student_sees_their_own_group_only(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    ada = make_user("ada", full_name="Ada Park", account_type="TEACHER")
    kim = make_user("kim", full_name="Kim Vale", account_type="STUDENT")
    lee = make_user("lee", account_type="STUDENT")
    make_room(owner=ada, room_type="CLASSROOM", name="Room 12")
    teacher, student = window(user=ada), window(user=kim)
    teacher.allow("htmx:(sendAbort|afterRequest)")
    page, theirs = teacher.page, student.page
    student.goto("/groups/")
    theirs.get_by_text("You are in no group yet").wait_for()

    teacher.goto("/groups/")
    page.get_by_role("link", name="Make your first group").click()
    page.get_by_role("button", name="Make the group").click()
    expect(page.get_by_text("Give the group a name.")).to_be_visible()
    page.get_by_label("Name").fill("Algorithms")
    page.get_by_role("button", name="Make the group").click()

    # Pasted: somebody with an account, a slip, and somebody new. Nobody is added before all of it is looked at.
    page.get_by_role("textbox", name="Addresses").fill(f"Kim Vale <{kim.email}>\nnew@\nlou@example.org")
    page.get_by_role("button", name="Check the list").click()
    found = page.get_by_role("region", name="What was found")
    expect(found).to_contain_text("2 new")
    expect(found).to_contain_text("1 wrong")
    assert not GroupMember.objects.exists() and not GroupInvitation.objects.exists()
    expect(page.get_by_label("Line 2")).to_be_focused()
    page.get_by_label("Line 2").fill("new@example.org")
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Add 3 people").click()
    invited = page.get_by_role("table", name="Invited by mail")
    expect(invited.get_by_role("row")).to_have_count(3)  # with the line of names
    expect(page.get_by_role("row", name=re.compile("Kim Vale.*Student"))).to_be_visible()

    # The student's page shows it by itself, without anybody's address, and nothing to press but to leave.
    group = ClassGroup.objects.get()
    other = ClassGroup.objects.create(owner=ada, name="Not Kim's")
    theirs.get_by_role("link", name="Algorithms").click()
    expect(theirs.get_by_text("A group of Ada Park. You are a student.")).to_be_visible()
    assert "@" not in theirs.get_by_role("main").inner_text()
    expect(theirs.get_by_role("main").get_by_role("button")).to_have_count(0)
    student.allow("404")
    student.goto(f"/groups/{other.pk}/")
    expect(theirs.get_by_text("Not Kim's")).to_have_count(0)

    # As a spreadsheet in Germany saves it.
    table = f"E-Mail;Name;Rolle\n{lee.email};Lee Größe;\n".encode("latin-1")
    page.get_by_role("link", name="Add people").click()
    page.get_by_label("Or a file").set_input_files(
        {"name": "class.csv", "mimeType": "text/csv", "buffer": table}
    )
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("cell", name="Lee Größe")).to_be_visible()
    page.get_by_role("button", name="Add 1 person").click()
    expect(page.get_by_role("row", name=re.compile("Lee"))).to_be_visible()
    student.goto(f"/groups/{group.pk}/")
    expect(theirs.get_by_role("row", name=re.compile("Lee"))).to_be_visible()

    # The whole class is invited at once, and Kim may answer.
    page.get_by_role("link", name="Plan a session").first.click()
    page.get_by_label("Title").fill("Sorting by hand")
    expect(page.get_by_role("checkbox", name="Algorithms")).to_be_checked()
    page.get_by_label("Notes").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("4 people will be invited")
    page.get_by_role("button", name="Schedule").click()
    page.wait_for_url(re.compile(r"/sessions/\d+/"))
    assert Invite.objects.filter(invitee_user__in=[kim, lee]).count() == 2
    student.goto(f"/groups/{group.pk}/")
    expect(theirs.get_by_role("link", name="Sorting by hand")).to_be_visible()

    # Taken out, the student has no way back to it.
    teacher.goto(f"/groups/{group.pk}/")
    page.get_by_role("button", name="Remove Kim Vale").click()
    expect(page.get_by_text("They are not in the group any more.")).to_be_visible()
    student.goto(f"/groups/{group.pk}/")
    expect(theirs.get_by_text("Algorithms")).to_have_count(0)
    student.goto("/groups/")
    expect(theirs.get_by_text("You are in no group yet")).to_be_visible()
