"""Whoever asks for a session of somebody else hears exactly what they would hear of one that does not exist."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from scheduling.models import Invite, Schedule
from tests.scheduling.test_rest import asked as a_plan
from tests.security.doors import Door, doors
from tests.ws import access_token

pytestmark = pytest.mark.django_db
NOBODYS = 999_999_999
TOO_LARGE = 10**30
SESSION_DOORS = [door for door in doors() if "schedule_id" in door.parameters]


def asked(client: Client, door: Door, **values: Any) -> tuple[int, str, str]:
    """Status, where to, and the body without what a page mints anew each time."""
    caches["strict"].clear()
    rest = door.route.startswith("api/")
    body = json.dumps(a_plan()) if rest else "x=1"
    kind = "application/json" if rest else "application/x-www-form-urlencoded"
    answer = client.generic(door.method, door.path(**values), body, content_type=kind)
    content = re.sub(r'(csrfmiddlewaretoken"? value="|nonce=")[^"]*', r"\1", answer.content.decode())
    said = re.sub(r"/sessions/\d+", "/sessions/", content)
    return answer.status_code, answer.headers.get("Location", ""), said


def client_of(user: Any, door: Door) -> Client:
    if door.route.startswith("api/"):
        return Client(headers={"authorization": f"Bearer {access_token(user)}"})
    client = Client(headers={"accept": "text/html"})
    client.cookies["access"] = access_token(user)
    return client


def test_a_session_of_somebody_else_is_as_one_that_does_not_exist_on_every_address(
    plan: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    (session,) = plan("kit@example.org", repeat_count=1)
    inner = {"invite_id": session.invites.get().pk}
    before = Schedule.objects.values().get(), Invite.objects.values().get()
    stranger = make_user()
    assert len(SESSION_DOORS) >= 5
    for door in SESSION_DOORS:
        values = {name: inner[name] for name in door.parameters - {"schedule_id"}}
        client = client_of(stranger, door)
        there = asked(client, door, schedule_id=session.pk, **values)
        for pk in (NOBODYS, TOO_LARGE):
            assert asked(client, door, schedule_id=pk, **values) == there, str(door)
        assert there[0] in ({404} if door.route.startswith("api/") else {404, 405}), f"{door}: {there[0]}"
    assert (Schedule.objects.values().get(), Invite.objects.values().get()) == before


def test_an_invitation_of_another_session_is_unknown_in_mine(
    plan: Callable[..., Any], host: Any, make_room: Callable[..., Any]
) -> None:
    (mine,) = plan("kit@example.org")
    (theirs,) = plan("kit@example.org", at=make_room())
    client = Client(headers={"authorization": f"Bearer {access_token(host)}"})
    paths = [f"/api/schedules/{mine.pk}/invites/{pk}" for pk in (theirs.invites.get().pk, NOBODYS)]
    answers = [client.delete(path) for path in paths]
    assert [one.status_code for one in answers] == [404, 404] and answers[0].json() == answers[1].json()
    assert Invite.objects.filter(withdrawn_at=None).count() == 2
