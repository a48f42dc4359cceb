"""Class groups over REST: who may make, see and change them, and what a student sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from groups.models import ClassGroup, GroupInvitation, GroupMember
from groups.services import create_group

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


def test_a_teacher_makes_a_group(api: Api, tess: Any) -> None:
    answer = api(tess).post(
        "/api/groups", {"name": "  Sorting \n lab ", "description": "Week 3"}, format="json"
    )
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["myRole"], made["memberCount"]) == ("Sorting lab", "OWNER", 0)
    assert made["teachers"] == [{"userId": str(tess.pk), "fullName": "Tess Okafor"}]
    assert api(tess).get(f"/api/groups/{made['id']}").json() == made


@pytest.mark.parametrize("account_type", ["INTERVIEWER", "CANDIDATE", "STUDENT"])
def test_nobody_else_makes_one(api: Api, make_user: Any, account_type: str) -> None:
    answer = api(make_user(account_type=account_type)).post("/api/groups", {"name": "Mine"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "role_required")
    assert not ClassGroup.objects.exists()


def test_a_teacher_without_a_confirmed_address_makes_none_and_adds_nobody(api: Api, make_user: Any) -> None:
    new = make_user(account_type="TEACHER", verified=False)
    answer = api(new).post("/api/groups", {"name": "Mine"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    group = ClassGroup.objects.create(owner=new, name="From before")
    answer = api(new).post(f"/api/groups/{group.pk}/members", {"emails": ["a@x.org"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    assert not GroupInvitation.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u0000", "x" * 161])
def test_a_group_has_a_name(api: Api, tess: Any, name: str) -> None:
    answer = api(tess).post("/api/groups", {"name": name}, format="json")
    assert answer.status_code == 400
    assert "name" in answer.json().get("errors", {"name": "bad_json"})


def test_each_sees_the_groups_that_they_are_in_and_no_other(
    api: Api, tess: Any, group: ClassGroup, enrol: Any, make_user: Any
) -> None:
    sam, stranger = enrol("sam"), make_user(account_type="TEACHER")
    create_group(owner=stranger, name="Not yours")
    listed = api(sam).get("/api/groups").json()["groups"]
    assert [(one["name"], one["myRole"], one["memberCount"]) for one in listed] == [
        ("Algorithms", "STUDENT", 1)
    ]
    assert [one["name"] for one in api(tess).get("/api/groups").json()["groups"]] == ["Algorithms"]
    assert [one["name"] for one in api(stranger).get("/api/groups").json()["groups"]] == ["Not yours"]


def test_a_student_sees_names_and_no_address_but_their_own(
    api: Api, group: ClassGroup, tess: Any, enrol: Any
) -> None:
    sam, kim = enrol("sam", full_name="Sam Reed"), enrol("kim", full_name="Kim Vale")
    GroupInvitation.objects.create(group=group, email="waiting@example.org")
    client = api(sam)
    seen = client.get(f"/api/groups/{group.pk}")
    assert seen.json()["invitationCount"] is None
    people = client.get(f"/api/groups/{group.pk}/members")
    assert {one["fullName"] for one in people.json()["members"]} == {"Sam Reed", "Kim Vale"}
    for answer in (seen, people):
        assert kim.email not in answer.content.decode()
        assert f'"{kim.username}"' not in answer.content.decode()
        assert "waiting@example.org" not in answer.content.decode()
    refused = client.get(f"/api/groups/{group.pk}/invitations")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    taught = api(tess).get(f"/api/groups/{group.pk}/members").json()["members"]
    assert {one["email"] for one in taught} == {sam.email, kim.email}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "", {"name": "Ours now"}),
        ("delete", "", {}),
        ("post", "/members", {"emails": ["x@example.org"]}),
        ("patch", "/members/{other}", {"role": "TEACHER"}),
        ("patch", "/members/{me}", {"role": "TEACHER"}),
        ("delete", "/members/{other}", {}),
        ("delete", "/invitations/{invitation}", {}),
        ("post", "/import", {"text": "x@example.org", "preview": True}),
        ("post", "/import", {"text": "x@example.org"}),
    ],
)
def test_a_student_changes_nothing(
    api: Api, group: ClassGroup, enrol: Any, method: str, path: str, body: dict[str, Any]
) -> None:
    me, other = enrol(), enrol()
    invitation = GroupInvitation.objects.create(group=group, email="w@example.org")
    address = f"/api/groups/{group.pk}" + path.format(me=me.pk, other=other.pk, invitation=invitation.pk)
    answer = getattr(api(me), method)(address, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    group.refresh_from_db()
    assert group.name == "Algorithms"
    assert GroupMember.objects.filter(group=group, role="STUDENT").count() == 2
    assert GroupInvitation.objects.count() == 1


def test_a_teacher_of_the_group_manages_it_but_only_its_owner_deletes_it(
    api: Api, group: ClassGroup, tess: Any, enrol: Any
) -> None:
    ivo, sam = enrol("ivo", role="TEACHER"), enrol("sam")
    client, path = api(ivo), f"/api/groups/{group.pk}"
    assert client.patch(path, {"name": "Algorithms II"}, format="json").json()["name"] == "Algorithms II"
    assert (
        client.patch(f"{path}/members/{sam.pk}", {"role": "TEACHER"}, format="json").json()["role"]
        == "TEACHER"
    )
    assert client.delete(f"{path}/members/{sam.pk}").status_code == 204
    refused = client.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert api(tess).delete(path).status_code == 204
    assert not ClassGroup.objects.exists() and not GroupMember.objects.exists()
    assert client.get(path).status_code == 404


def test_everybody_but_the_owner_may_leave(api: Api, group: ClassGroup, tess: Any, enrol: Any) -> None:
    sam = enrol("sam")
    assert api(sam).delete(f"/api/groups/{group.pk}/members/{sam.pk}").status_code == 204
    assert api(sam).get(f"/api/groups/{group.pk}").status_code == 404
    refused = api(tess).delete(f"/api/groups/{group.pk}/members/{tess.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "owner_stays")


def test_somebody_of_another_group_of_mine_is_added_by_user_name(
    api: Api, group: ClassGroup, tess: Any, enrol: Any
) -> None:
    sam, other = enrol("sam"), create_group(owner=tess, name="Databases")
    path = f"/api/groups/{other.pk}/members"
    done = api(tess).post(path, {"username": "SAM", "role": "TEACHER"}, format="json").json()
    assert [(one["userId"], one["role"]) for one in done["members"]] == [(str(sam.pk), "TEACHER")]
    again = api(tess).post(path, {"username": "sam", "role": "STUDENT"}, format="json").json()
    assert again == {"members": [], "invitations": [], "already": 1}
    found = GroupMember.objects.get(user=sam, group=other)
    assert found.role == "TEACHER", "adding again changes no role"


def test_a_user_name_is_no_way_to_a_strangers_address(
    api: Api, group: ClassGroup, tess: Any, make_user: Any
) -> None:
    sam, vera = make_user("sam"), make_user("vera", account_type="TEACHER")
    theirs = create_group(owner=vera, name="Elsewhere")
    GroupMember.objects.create(group=theirs, user=sam, role="STUDENT", joined_at=timezone.now())
    GroupMember.objects.create(group=theirs, user=tess, role="STUDENT", joined_at=timezone.now())
    path = f"/api/groups/{group.pk}/members"
    answers = [api(tess).post(path, {"username": name}, format="json") for name in ("sam", "nobody")]
    for refused in answers:
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["username"])
        assert sam.email not in refused.content.decode()
    assert answers[0].json() == answers[1].json(), "nor tells it who is there"


def test_an_address_that_an_account_only_claims_is_invited_and_not_added(
    api: Api, group: ClassGroup, tess: Any, make_user: Any
) -> None:
    make_user("eve", email="victim@example.org", verified=False)
    path = f"/api/groups/{group.pk}/members"
    done = api(tess).post(path, {"emails": ["victim@example.org"]}, format="json").json()
    assert done["members"] == [] and len(done["invitations"]) == 1


def test_of_several_addresses_a_wrong_one_adds_nobody(api: Api, group: ClassGroup, tess: Any) -> None:
    path = f"/api/groups/{group.pk}/members"
    answer = api(tess).post(path, {"emails": ["good@example.org", "bad@"]}, format="json")
    assert answer.status_code == 400 and "emails" in answer.json()["errors"]
    assert not GroupInvitation.objects.exists()


def test_the_list_takes_as_many_queries_for_two_hundred_groups_as_for_two(
    api: Api, tess: Any, django_assert_num_queries: Any
) -> None:
    client = api(tess)
    for count in (2, 198):
        ClassGroup.objects.bulk_create(ClassGroup(owner=tess, name=f"Group {n}") for n in range(count))
        # The session and its account, then the list.
        with django_assert_num_queries(2):
            answer = client.get("/api/groups?limit=200").json()
    assert len(answer["groups"]) == 200 and answer["next"] is None


def test_a_group_of_five_hundred_takes_as_many_queries_as_one_of_two(
    api: Api, tess: Any, group: ClassGroup, make_user: Any, django_assert_num_queries: Any
) -> None:
    from accounts.models import User

    client = api(tess)
    for count in (2, 498):
        users = User.objects.bulk_create(
            User(username=f"u{count}-{n}", email=f"u{count}-{n}@example.org") for n in range(count)
        )
        users = list(User.objects.filter(username__startswith=f"u{count}-"))
        now = timezone.now()
        GroupMember.objects.bulk_create(GroupMember(group=group, user=user, joined_at=now) for user in users)
        with django_assert_num_queries(3):  # session, group, members with their accounts
            people = client.get(f"/api/groups/{group.pk}/members?limit=200").json()
        with django_assert_num_queries(5):  # session, group, members, invitations, teachers
            seen = client.get(f"/api/groups/{group.pk}").json()
    assert len(people["members"]) == 200 and people["next"]
    assert seen["memberCount"] == 500
