"""A list into a group: looked at first, then written as a whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from groups.access import Standing
from groups.importing import import_people, preview_import
from groups.members import MOST_PEOPLE
from groups.models import ClassGroup, GroupInvitation, GroupMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(make_user: Callable[..., Any]) -> Any:
    return make_user("sam", account_type="STUDENT", email="sam@example.org", full_name="Sam Reed")


def nobody_came(group: ClassGroup) -> bool:
    return not GroupMember.objects.filter(group=group).exists() and not GroupInvitation.objects.exists()


def addresses(count: int) -> str:
    return "\n".join(f"s{number}@example.org" for number in range(count))


LIST = """email;name;role
sam@example.org;Sam;student
NEW@Example.ORG;Nia New;
new@example.org;Nia again;
tess@example.org;Tess;teacher
broken@;;
old@example.org;Olu Old;
"""


def test_a_preview_says_of_each_line_what_would_become_of_it_and_writes_nothing(
    mine: Standing, group: ClassGroup, sam: Any
) -> None:
    GroupInvitation.objects.create(group=group, email="Old@example.org", role="STUDENT")
    before = timezone.now()
    preview = preview_import(standing=mine, text=LIST)
    assert [(line.entry.line, line.state.value, line.message) for line in preview.lines] == [
        (2, "ok", ""),
        (3, "ok", ""),
        (4, "duplicate", "The same address is on line 3; it counts once."),
        (5, "member", "Owns this group."),
        (6, "invalid", "“broken@” is not a complete email address, such as name@example.org."),
        (7, "invited", "Is invited already."),
    ]
    assert preview.counts == {"ok": 2, "member": 1, "invited": 1, "duplicate": 1, "invalid": 1}
    assert not GroupMember.objects.exists()
    assert not GroupInvitation.objects.filter(created_at__gt=before).exists()


def test_a_preview_does_not_tell_which_addresses_have_accounts(mine: Standing, sam: Any) -> None:
    known, unknown = preview_import(standing=mine, text="sam@example.org\nxam@example.org").lines
    assert (known.state, known.message) == (unknown.state, unknown.message)


def test_with_a_wrong_line_nobody_is_added_and_the_others_are_when_it_is_skipped(
    api: Callable[..., APIClient], tess: Any, group: ClassGroup, sam: Any
) -> None:
    path = f"/api/groups/{group.pk}/import"
    refused = api(tess).post(path, {"text": LIST}, format="json")
    assert refused.status_code == 400
    assert refused.json()["code"] == "lines_invalid"
    assert refused.json()["errors"]["lines"][0].startswith("Line 6: “broken@” is not")
    assert nobody_came(group)
    done = api(tess).post(path, {"text": LIST, "skipInvalid": True}, format="json").json()
    assert [one["email"] for one in done["added"]["members"]] == ["sam@example.org"]
    assert [one["email"] for one in done["added"]["invitations"]] == ["NEW@example.org", "old@example.org"]
    assert GroupInvitation.objects.get(email="new@example.org").full_name == "Nia New"
    again = api(tess).post(path, {"text": LIST, "skipInvalid": True}, format="json").json()
    assert again["counts"]["ok"] == 0
    assert again["added"] == {"members": [], "invitations": [], "already": 0}


def test_a_file_of_a_form_is_read_as_a_text_is(
    api: Callable[..., APIClient], tess: Any, group: ClassGroup
) -> None:
    path = f"/api/groups/{group.pk}/import"
    file = SimpleUploadedFile("class.csv", "E-Mail;Name\nj@example.org;Jörg\n".encode("latin-1"))
    seen = api(tess).post(path, {"file": file, "preview": "true"}, format="multipart").json()
    assert seen["lines"] == [
        {
            "line": 2,
            "text": "j@example.org;Jörg",
            "email": "j@example.org",
            "fullName": "Jörg",
            "role": "STUDENT",
            "state": "ok",
            "message": "",
        }
    ]
    assert seen["added"] is None and nobody_came(group)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"text": "a@x.org", "role": "OWNER"}, "invalid"),
        ({"text": ""}, "empty"),
        ({"text": "email,name\n"}, "empty"),
        ({"text": "a@x.org\n" * 2001}, "too_many_lines"),
        ({"text": "a@x.org, " * 2001}, "too_many_lines"),
        ({"text": "bin\u0001ary@x.org"}, "not_text"),
        ({"file": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))}, "not_text"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + bytes(99))}, "not_text"),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "empty"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 300_000)}, "too_large"),
    ],
)
def test_what_is_no_list_is_refused_and_leaves_nothing(
    api: Callable[..., APIClient], tess: Any, group: ClassGroup, body: dict[str, Any], code: str
) -> None:
    form = "multipart" if "file" in body else "json"
    answer = api(tess).post(f"/api/groups/{group.pk}/import", body, format=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"]
    assert nobody_came(group)


def test_five_hundred_people_fit_into_a_group_and_one_more_does_not(
    api: Callable[..., APIClient], tess: Any, group: ClassGroup, mine: Standing
) -> None:
    path = f"/api/groups/{group.pk}/import"
    preview = preview_import(standing=mine, text=addresses(MOST_PEOPLE + 1))
    assert preview.problem is not None and preview.problem.code == "group_full"
    refused = api(tess).post(path, {"text": addresses(MOST_PEOPLE + 1)}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "group_full")
    assert nobody_came(group)
    _, added = import_people(standing=mine, text=addresses(MOST_PEOPLE))
    assert len(added.invitations) == MOST_PEOPLE
    answer = api(tess).post(f"/api/groups/{group.pk}/members", {"emails": ["one@more.org"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "group_full")
    assert GroupInvitation.objects.count() == MOST_PEOPLE


def test_a_preview_takes_as_many_queries_for_five_hundred_lines_as_for_five(
    mine: Standing, django_assert_num_queries: Any
) -> None:
    for count in (5, 499):
        with django_assert_num_queries(3):
            preview_import(standing=mine, text=addresses(count))
