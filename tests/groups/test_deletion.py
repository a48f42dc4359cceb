"""What becomes of groups when an account ends, and what of them is in somebody's archive."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.deletion import erase_account
from accounts.my_data import parts
from groups.access import Standing
from groups.members import Newcomer, add_people
from groups.models import ClassGroup, GroupInvitation, GroupMember

pytestmark = pytest.mark.django_db


def archive(user: Any, name: str) -> list[dict[str, Any]]:
    [part] = [part for part in parts() if part.file == name]
    return list(part.read(user))  # type: ignore[arg-type]


def test_a_group_goes_to_the_teacher_who_has_been_in_it_the_longest(
    group: ClassGroup, tess: Any, enrol: Callable[..., Any]
) -> None:
    enrol("sam")
    enrol("unproved", role="TEACHER", verified=False)
    later, first = enrol("later", role="TEACHER"), enrol("first", role="TEACHER")
    GroupMember.objects.filter(user=first).update(joined_at=timezone.now() - timedelta(days=9))
    erase_account(user=tess)
    group.refresh_from_db()
    assert group.owner == first
    members = GroupMember.objects.filter(group=group).values_list("user__username", flat=True)
    assert set(members) == {"sam", "unproved", later.username}, "the owner has no row among the members"


def test_a_group_that_nobody_else_teaches_is_deleted(
    group: ClassGroup, tess: Any, enrol: Callable[..., Any]
) -> None:
    sam = enrol("sam")
    erase_account(user=tess)
    assert not ClassGroup.objects.exists()
    sam.refresh_from_db()


def test_a_member_leaves_and_what_waits_for_the_address_goes(
    group: ClassGroup, mine: Standing, enrol: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    sam = enrol("sam")
    other = ClassGroup.objects.create(owner=make_user(), name="Other")
    GroupInvitation.objects.create(group=other, email=sam.email.upper(), role="STUDENT")
    kept = GroupInvitation.objects.create(group=other, email="kept@example.org", invited_by=sam)
    erase_account(user=sam)
    assert not GroupMember.objects.exists()
    assert list(GroupInvitation.objects.values_list("email", "invited_by")) == [(kept.email, None)]


def test_an_account_that_only_claims_an_address_takes_nothing_from_its_owner(
    group: ClassGroup, make_user: Callable[..., Any]
) -> None:
    GroupInvitation.objects.create(group=group, email="victim@example.org", role="STUDENT")
    erase_account(user=make_user("eve", email="victim@example.org", verified=False))
    assert GroupInvitation.objects.exists()


def test_the_archive_has_the_groups_that_are_theirs_and_no_address_of_a_student(
    group: ClassGroup, mine: Standing, tess: Any, enrol: Callable[..., Any]
) -> None:
    sam = enrol("sam")
    add_people(standing=mine, newcomers=[Newcomer("asked@example.org", "STUDENT")])
    [owned] = archive(tess, "groups.json")
    assert (owned["name"], owned["members"], owned["invited"]) == ("Algorithms", 1, ["asked@example.org"])
    assert archive(sam, "groups.json") == []
    assert [(one["name"], one["role"]) for one in archive(sam, "group-memberships.json")] == [
        ("Algorithms", "STUDENT")
    ]
    assert sam.email not in json.dumps(archive(tess, "groups.json"), default=str)
