"""Whoever asks for a group of somebody else hears exactly what they would hear of one that does not exist."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from groups.access import Standing
from groups.members import Newcomer, add_people
from groups.models import ClassGroup, GroupInvitation, GroupMember
from groups.services import create_group
from tests.security.doors import Door, doors
from tests.ws import access_token

pytestmark = pytest.mark.django_db
NOBODYS = 999_999_999
TOO_LARGE = 10**30
GROUP_DOORS = [door for door in doors() if "group_id" in door.parameters]
BODIES = {
    "PATCH api-group": {"name": "Mine now"},
    "POST api-group-members": {"emails": ["x@example.org"]},
    "PATCH api-group-member": {"role": "TEACHER"},
    "POST api-group-import": {"text": "x@example.org"},
}


def asked(client: Client, door: Door, **values: Any) -> tuple[int, str]:
    caches["strict"].clear()
    body = BODIES.get(f"{door.method} {door.name}", {})
    answer = client.generic(
        door.method, door.path(**values), json.dumps(body), content_type="application/json"
    )
    content = re.sub(r'(csrfmiddlewaretoken"? value="|nonce=")[^"]*', r"\1", answer.content.decode())
    return answer.status_code, content


def client_of(user: Any, door: Door) -> Client:
    if door.route.startswith("api/"):
        return Client(headers={"authorization": f"Bearer {access_token(user)}"})
    client = Client(headers={"accept": "text/html"})
    client.cookies["access"] = access_token(user)
    return client


def test_a_group_of_somebody_else_is_as_one_that_does_not_exist_on_every_address(
    group: ClassGroup, mine: Standing, enrol: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    sam = enrol("sam")
    add_people(standing=mine, newcomers=[Newcomer("asked@example.org", "STUDENT")])
    inner = {"user_id": sam.pk, "invitation_id": GroupInvitation.objects.get().pk}
    stranger = make_user(account_type="TEACHER")
    assert len(GROUP_DOORS) >= 15
    for door in GROUP_DOORS:
        values = {name: inner[name] for name in door.parameters - {"group_id"}}
        client = client_of(stranger, door)
        there = asked(client, door, group_id=group.pk, **values)
        for nowhere in (NOBODYS, TOO_LARGE):
            assert there == asked(client, door, group_id=nowhere, **values), str(door)
        assert there[0] in {404, 405}, f"{door}: {there}"
    assert GroupMember.objects.count() == 1 and GroupInvitation.objects.count() == 1
    group.refresh_from_db()
    assert group.name == "Algorithms"


def test_what_is_in_another_group_is_unknown_in_mine(
    group: ClassGroup, mine: Standing, enrol: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    """Through the doors of a group that I own, with ids of theirs."""
    sam = enrol("sam")
    add_people(standing=mine, newcomers=[Newcomer("asked@example.org", "STUDENT")])
    theirs = {"user_id": sam.pk, "invitation_id": GroupInvitation.objects.get().pk}
    stranger = make_user(account_type="TEACHER")
    own = create_group(owner=stranger, name="Own")
    tried = 0
    for door in GROUP_DOORS:
        for name in door.parameters - {"group_id"}:
            client = client_of(stranger, door)
            there = asked(client, door, group_id=own.pk, **{name: theirs[name]})
            for nowhere in (NOBODYS, TOO_LARGE):
                assert there == asked(client, door, group_id=own.pk, **{name: nowhere}), str(door)
            assert there[0] in {404, 405}, f"{door}: {there}"
            tried += 1
    assert tried >= 6
    assert GroupMember.objects.filter(group=group).count() == 1 and GroupInvitation.objects.count() == 1


def test_without_signing_in_there_are_no_groups(group: ClassGroup) -> None:
    for door in GROUP_DOORS:
        values = dict.fromkeys(door.parameters - {"group_id"}, 1)
        api = door.route.startswith("api/")
        client = Client(headers={"accept": "application/json" if api else "text/html"})
        answer = client.generic(door.method, door.path(group_id=group.pk, **values))
        expected = {401} if api else {302, 403, 405}
        assert answer.status_code in expected, f"{door}: {answer.status_code}"
