"""The groups' pages, without script: making one, a list that is checked and mended, roles, leaving, deleting."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from groups.models import ClassGroup, GroupInvitation, GroupMember

pytestmark = pytest.mark.django_db
Visit = Callable[..., Client]
# Session, group, how many people, their rows, how many are invited: five; and what other apps show on the page.
MOST_QUERIES = 12


def textarea(page: str) -> str:
    found = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def fields(page: str) -> dict[str, str]:
    """The fields of wrong lines, as a browser would send them back."""
    found = {}
    for tag in re.findall(r"<input[^>]+>", page):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and name[1].startswith(("line-", "was-", "now-")):
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def test_a_teacher_makes_a_group_and_is_led_to_its_people(visit: Visit, tess: Any) -> None:
    client = visit(tess)
    assert "Make your first group" in client.get("/groups/").content.decode()
    made = client.post("/groups/new/", {"name": "Graphs", "description": ""})
    group = ClassGroup.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/groups/{group.pk}/add/")
    again = client.post("/groups/new/", {"name": "", "description": "kept"}).content.decode()
    assert "Give the group a name." in again and "kept" in again


@pytest.mark.parametrize("account_type", ["STUDENT", "INTERVIEWER", "CANDIDATE"])
def test_who_is_no_teacher_is_told_so_and_offered_no_group(
    visit: Visit, make_user: Any, account_type: str
) -> None:
    client = visit(make_user(account_type=account_type))
    listed = client.get("/groups/").content.decode()
    assert "You are in no group yet" in listed and "/groups/new/" not in listed
    answer = client.post("/groups/new/", {"name": "Mine"})
    assert answer.status_code == 403 and "Only accounts of teachers" in answer.content.decode()
    assert not ClassGroup.objects.exists()


def test_a_list_is_checked_mended_line_by_line_and_added(visit: Visit, tess: Any, group: ClassGroup) -> None:
    client, path = visit(tess), f"/groups/{group.pk}/add/"
    file = SimpleUploadedFile(
        "class.csv", "E-Mail;Name\nj@example.org;Jörg\nkim@;Kim\n;Lost\n".encode("latin-1")
    )
    seen = client.post(path, {"file": file, "role": "STUDENT", "do": "check"}).content.decode()
    assert "1 new" in seen and "2 wrong" in seen
    assert "“kim@” is not a complete email address" in seen
    assert textarea(seen) == "E-Mail;Name\nj@example.org;Jörg\nkim@;Kim\n;Lost\n", (
        "the file is in the page now"
    )
    sent = fields(seen) | {"now-1": "kim@example.org;Kim"}
    refused = client.post(
        path, {"text": textarea(seen), "role": "STUDENT", "do": "add"} | sent
    ).content.decode()
    assert "2 new" in refused and "1 wrong" in refused and "kim@example.org;Kim" in textarea(refused)
    assert not GroupInvitation.objects.exists(), "with a wrong line nobody is added"
    sent = fields(refused) | {"now-1": "lou@example.org;Lost"}
    good = client.post(
        path, {"text": textarea(refused), "role": "STUDENT", "do": "check"} | sent
    ).content.decode()
    assert "Add 3 people" in good and not fields(good)
    done = client.post(path, {"text": textarea(good), "role": "STUDENT", "do": "add"}, follow=True)
    assert "3 invited by mail." in done.content.decode()
    names = dict(GroupInvitation.objects.values_list("email", "full_name"))
    assert names == {"j@example.org": "Jörg", "kim@example.org": "Kim", "lou@example.org": "Lost"}


def test_the_good_ones_can_be_added_without_the_wrong_ones(
    visit: Visit, tess: Any, group: ClassGroup
) -> None:
    client, path = visit(tess), f"/groups/{group.pk}/add/"
    typed = {"text": "a@example.org\nnonsense\n", "role": "TEACHER"}
    seen = client.post(path, typed | {"do": "check"}).content.decode()
    assert "Add the 1 good one" in seen and textarea(seen) == "a@example.org\nnonsense\n"
    client.post(path, typed | {"do": "add-good"})
    assert list(GroupInvitation.objects.values_list("email", "role")) == [("a@example.org", "TEACHER")]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "That is not a list of addresses."),
        (b"PK\x03\x04" + bytes(50), "That is a spreadsheet. Save it as CSV"),
        (b"", "There is no address in that."),
        (b"email;name\n", "nobody below them"),
        (
            ("\n".join(f"s{n}@example.org" for n in range(501))).encode(),
            "it would have 501. Nobody was added.",
        ),
    ],
)
def test_a_file_that_cannot_be_added_is_answered_in_words(
    visit: Visit, tess: Any, group: ClassGroup, file: bytes, says: str
) -> None:
    sent = {"file": SimpleUploadedFile("class.csv", file), "role": "STUDENT", "do": "add"}
    answer = visit(tess).post(f"/groups/{group.pk}/add/", sent)
    assert answer.status_code == 200 and says in unescape(answer.content.decode())
    assert not GroupInvitation.objects.exists()


def test_what_was_typed_is_still_there_when_a_file_is_refused(
    visit: Visit, tess: Any, group: ClassGroup
) -> None:
    sent = {"text": "a@example.org", "file": SimpleUploadedFile("a.csv", b"b@example.org"), "role": "STUDENT"}
    seen = visit(tess).post(f"/groups/{group.pk}/add/", sent).content.decode()
    assert "not both at once" in seen and textarea(seen) == "a@example.org"


def test_roles_are_changed_and_people_removed_by_the_buttons_of_their_rows(
    visit: Visit, tess: Any, group: ClassGroup, enrol: Any
) -> None:
    sam, client = enrol("sam", full_name="Sam Reed"), visit(tess)
    shown = client.get(f"/groups/{group.pk}/").content.decode()
    assert "Sam Reed" in shown and sam.email in shown
    raised = client.post(f"/groups/{group.pk}/members/{sam.pk}/role/?role=TEACHER", follow=True)
    assert "Sam Reed is a teacher now." in raised.content.decode()
    assert GroupMember.objects.get().role == "TEACHER"
    client.post(f"/groups/{group.pk}/members/{sam.pk}/remove/")
    assert not GroupMember.objects.exists()
    invitation = GroupInvitation.objects.create(group=group, email="w@example.org")
    client.post(f"/groups/{group.pk}/invitations/{invitation.pk}/remove/")
    assert not GroupInvitation.objects.exists()


def test_a_student_sees_people_without_addresses_or_buttons_and_can_leave(
    visit: Visit, group: ClassGroup, enrol: Any
) -> None:
    sam, kim = enrol("sam"), enrol("kim", full_name="Kim Vale")
    client = visit(sam)
    shown = client.get(f"/groups/{group.pk}/").content.decode()
    assert "Kim Vale" in shown and kim.email not in shown and "Make teacher" not in shown
    for path in ("add", "edit", "delete"):
        assert client.get(f"/groups/{group.pk}/{path}/").status_code == 403
    assert "Leave Algorithms?" in client.get(f"/groups/{group.pk}/leave/").content.decode()
    assert client.post(f"/groups/{group.pk}/leave/")["Location"] == "/groups/"
    assert client.get(f"/groups/{group.pk}/").status_code == 404


def test_a_group_is_deleted_only_when_its_name_was_typed(visit: Visit, tess: Any, group: ClassGroup) -> None:
    client, path = visit(tess), f"/groups/{group.pk}/delete/"
    assert "Type Algorithms to delete this group." in client.post(path, {"name": "yes"}).content.decode()
    assert ClassGroup.objects.exists()
    assert client.post(path, {"name": "algorithms"})["Location"] == "/groups/"
    assert not ClassGroup.objects.exists()


def test_the_pages_take_as_many_queries_for_many_as_for_few(
    visit: Visit,
    tess: Any,
    group: ClassGroup,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client, taken = visit(tess), []
    for count in (2, 197):
        ClassGroup.objects.bulk_create(ClassGroup(owner=tess, name=f"Group {n}") for n in range(count))
        with django_assert_num_queries(3):  # session, how many, the rows
            client.get("/groups/")
    for count in (2, 498):
        names = [f"u{count}-{n}" for n in range(count)]
        User.objects.bulk_create(User(username=name, email=f"{name}@example.org") for name in names)
        users = User.objects.filter(username__startswith=f"u{count}-")
        now = timezone.now()
        GroupMember.objects.bulk_create(GroupMember(group=group, user=user, joined_at=now) for user in users)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            shown = client.get(f"/groups/{group.pk}/").content.decode()
        taken.append(len(asked))
    assert taken[0] == taken[1]
    assert "500 of 500" in shown and "Page 1 of 5" in shown
