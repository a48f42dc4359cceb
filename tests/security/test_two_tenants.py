"""A5: whoever asks for what belongs to another room hears exactly what they would hear of one that does not exist."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from rest_framework.test import APIClient

from accounts.sessions import open_session, read_access
from interviews.models import Note
from playback.links import create_link
from questions.models import Question
from rooms.access import Member, room_for
from rooms.admission import join_room
from rooms.grants import give_grant
from rooms.models import Access, Room, ShareInvitation
from rooms.services import new_room_id
from rooms.sharing import share_room
from tests.live import Live
from tests.security.asks import ASKS, LEFT_OUT, Ask, door_of
from tests.security.cast import NON_MEMBER, Cast
from tests.security.doors import Door, doors
from tests.whiteboard.images import an_image
from tests.ws import Refused, RoomClient, SocketClosed, access_token
from whiteboard.images import save_image

UNKNOWN_ID = 999_999_999
# Addresses with an id in them that is not a room's or is of nobody in particular, and where they are tried.
ELSEWHERE = {
    "dev-mail-one": "development only: tests/accounts/test_dev_mail.py",
    "api-playback-log": "the name of a document, no id: tests/playback/test_rest.py",
    **dict.fromkeys(
        ("api-playback-shared", "api-playback-shared-log", "api-playback-shared-image", "playback-shared"),
        "a link is its own key: tests/playback/test_links.py, test_leaks.py",
    ),
    **dict.fromkeys(
        ("api-invite", "api-invite-respond", "session-invitation", "calendar-feed"),
        "a link is its own key: tests/scheduling/test_answers.py, test_invitation_pages.py, test_feed.py",
    ),
}


@dataclass
class Neighbours:
    """Two rooms that share nothing: `mine` with its owner, who asks, and `theirs`, which nobody comes into by code."""

    owner: Any
    mine: Room
    theirs: Room
    member: Any
    grant: int
    invitation: int

    @property
    def host(self) -> Member:
        """Of the other room."""
        return room_for(self.theirs.interviewer, self.theirs.room_id)

    @property
    def cast(self) -> Cast:
        people = {"other": self.member, "other_host": self.theirs.interviewer, NON_MEMBER: self.owner}
        return Cast(self.theirs, people)


@pytest.fixture
def neighbours(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Neighbours:
    owner, member = make_user(), make_user(account_type="CANDIDATE")
    mine, theirs = make_room(owner=owner), make_room(allow_link_access=True)
    for user in (theirs.interviewer, member):
        join_room(who=user, room_id=theirs.room_id, network="test")
    Room.objects.filter(pk=theirs.pk).update(allow_link_access=False)
    theirs.refresh_from_db()
    host = room_for(theirs.interviewer, theirs.room_id)
    grant = give_grant(member=host, user_id=str(member.pk), ability="microphone")
    join_room(who=owner, room_id=mine.room_id, network="test")
    share_room(member=host, identifier="", invite_type="LINK", max_uses=3)
    invitation = ShareInvitation.objects.get(room=theirs)
    return Neighbours(owner, mine, theirs, member, grant.pk, invitation.pk)


def asked(client: APIClient, method: str, path: str, body: dict[str, Any]) -> tuple[int, str, bytes]:
    """Status, type and body of the answer; what a page mints anew each time is taken out of it."""
    caches["strict"].clear()
    html = {"HTTP_ACCEPT": "text/html,*/*"}
    answer = client.generic(method, path, json.dumps(body), content_type="application/json", **html)
    content = re.sub(rb'(csrfmiddlewaretoken"? value="|nonce=")[^"]*', rb"\1", answer.content)
    return answer.status_code, answer.headers.get("Content-Type", ""), content


def in_browser(user: Any) -> APIClient:
    client = APIClient()
    client.cookies["access"] = access_token(user)
    return client


@pytest.mark.django_db
def test_a5_another_room_is_as_one_that_does_not_exist_on_every_address(neighbours: Neighbours) -> None:
    """Walked from the URL conf: with the id of a room closed to me, and with one that nobody has."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(neighbours.owner)}")
    browser = in_browser(neighbours.owner)
    bodies: dict[tuple[str, str], list[Ask]] = {}
    for ask in [*ASKS, MADE_UP]:
        bodies.setdefault((ask.door, ask.method), []).append(ask)
    tried, nobody = 0, new_room_id()
    for door in (door for door in doors() if "room_id" in door.parameters):
        for ask in bodies.get((door.name, door.method), [Ask(door.name, door.method, "")]):
            values = dict.fromkeys(door.parameters - {"room_id"}, neighbours.grant) | ask.values(
                neighbours.cast
            )
            body, by = ask.body(neighbours.cast), client if door.route.startswith("api/") else browser
            body = {} if ask.form else body
            there = asked(by, door.method, door.path(**values, room_id=neighbours.theirs.room_id), body)
            nowhere = asked(by, door.method, door.path(**values, room_id=nobody), body)
            assert there == nowhere, f"{door}, {ask.what}"
            assert there[0] in ({404} if door.route.startswith("api/") else {403, 404, 405}), (
                f"{door}: {there[0]}"
            )
            tried += 1
    assert tried >= len(ASKS)


MADE_UP = Ask("api-room-join", "POST", "with a made-up link", body=lambda cast: {"inviteToken": "x" * 22})
INNER: list[tuple[Ask, str]] = [
    (Ask("api-room-grant", "DELETE", "another room's exception"), "grant_id"),
    (Ask("api-room-invitation", "DELETE", "another room's invitation"), "invitation_id"),
    (Ask("api-room-remove", "POST", "somebody of another room"), "user_id"),
    (Ask("api-room-board-image", "GET", "an image of another room's board"), "file_id"),
    (Ask("api-playback-image", "GET", "an image of another room's recording"), "file_id"),
    (Ask("api-room-question", "DELETE", "a question of another room"), "question_id"),
    (Ask("api-room-question-keep", "POST", "a question of another room, to keep"), "question_id"),
    (Ask("api-playback-link", "DELETE", "a link to another room's recording"), "link_id"),
    (Ask("api-note", "DELETE", "a note on another room's candidate"), "note_id"),
]
NAMED = [
    Ask("api-room-owner", "POST", "handed over to somebody of another room"),
    Ask("api-room-grants", "POST", "an exception for somebody of another room"),
]


@pytest.mark.django_db
def test_a5_what_is_in_another_room_is_unknown_in_mine(neighbours: Neighbours) -> None:
    """Through my own room's doors, where I may do everything, with ids of theirs."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(neighbours.owner)}")
    room_doors = doors("api/rooms/<str:room_id>")
    theirs: dict[str, Any] = {
        "grant_id": neighbours.grant,
        "invitation_id": neighbours.invitation,
        "user_id": neighbours.member.pk,
        "file_id": save_image(member=neighbours.host, data=an_image()).file_id,
        "link_id": create_link(member=neighbours.host).pk,
        "note_id": Note.objects.create(room=neighbours.theirs, author=neighbours.owner, text="Calm").pk,
        "question_id": Question.objects.create(room=neighbours.theirs, question="Why?", is_visible=True).pk,
    }
    for ask, name in INNER:
        door = door_of(ask, room_doors)
        answers = [
            asked(client, door.method, door.path(room_id=neighbours.mine.room_id, **{name: value}), {})
            for value in (theirs[name], UNKNOWN_ID)
        ]
        assert answers[0] == answers[1] and answers[0][0] == 404, ask.what
    for ask in NAMED:
        door = door_of(ask, room_doors)
        answers = [
            asked(
                client,
                door.method,
                door.path(room_id=neighbours.mine.room_id),
                {"userId": str(value), "ability": "microphone"},
            )
            for value in (neighbours.member.pk, UNKNOWN_ID)
        ]
        assert answers[0] == answers[1] and answers[0][0] in {400, 404}, ask.what
    assert Access.objects.filter(room=neighbours.theirs, user=neighbours.member).exists()


def test_a5_every_id_in_an_address_is_tried_by_somebody_it_does_not_belong_to() -> None:
    """A new kind of id in the URL conf must be given to a neighbour above, or be listed with where it is tried."""
    # Those of groups and sessions are tried in tests/groups and tests/scheduling, test_two_tenants.py, on each address.
    inner = {name for _, name in INNER} | {"room_id", "session_id", "group_id", "schedule_id", "invite_id"}

    def is_tried(door: Door) -> bool:
        return door.parameters <= inner or door.name in ELSEWHERE or (door.name, door.method) in LEFT_OUT

    untried = [str(door) for door in doors() if door.parameters and not is_tried(door)]
    assert not untried, f"ids in addresses that no stranger was tried on: {untried}"


@pytest.mark.django_db
def test_a5_the_session_of_somebody_else_is_unknown(neighbours: Neighbours) -> None:
    theirs = open_session(user=neighbours.member, device="a browser", address="192.0.2.1")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(neighbours.owner)}")
    browser, tried = in_browser(neighbours.owner), 0
    for door in (door for door in doors() if "session_id" in door.parameters):
        by = client if door.route.startswith("api/") else browser
        answers = [
            asked(by, door.method, door.path(session_id=sid), {}) for sid in (theirs.session_id, "0" * 32)
        ]
        assert answers[0] == answers[1], str(door)
        tried += 1
    assert tried
    assert read_access(theirs.access).user == neighbours.member, "and goes on"


def test_a5_over_the_socket_another_rooms_people_tabs_and_rows_are_unknown(
    live: Live, neighbours: Neighbours
) -> None:
    theirs, mine = neighbours.theirs.room_id, neighbours.mine.room_id
    with (
        RoomClient.enter(live, mine, neighbours.owner, media=True) as me,
        RoomClient.enter(live, theirs, neighbours.member, media=True, process=1) as them,
    ):
        them.send("chat", message="said in the other room")
        them.drain()
        for name, payload in (
            ("private", {"message": "psst"}),
            ("offer", {"sdp": "v=0", "pair": "p"}),
            ("answer", {"sdp": "v=0", "pair": "p"}),
            ("negotiation-needed", {"pair": "p"}),
            ("ice-candidate", {"candidate": None, "pair": "p"}),
        ):
            errors = []
            for to in (str(neighbours.member.pk), them.peer, str(UNKNOWN_ID), "a-peer-of-nobody"):
                with pytest.raises(Refused) as refused:
                    me.send(name, to=to, **payload)
                errors.append({key: refused.value.event[key] for key in ("type", "code", "message")})
            assert all(error == errors[0] for error in errors), name
        me.send("catch-up", since=0)
        me.expect("head")
        assert "said in the other room" not in json.dumps(me.events)
        assert them.drain() == []
    refusals = []
    for room_id in (theirs, new_room_id()):
        client = RoomClient.connect(live, room_id, neighbours.owner, welcome=False)
        code = client.wait_closed()
        refusals.append((code, [{**event, "timestamp": 0} for event in client.events]))
    assert refusals[0] == refusals[1]


def test_a5_a_ticket_of_my_room_does_not_open_another(live: Live, neighbours: Neighbours) -> None:
    token = access_token(neighbours.owner)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    ticket = client.post(f"/api/rooms/{neighbours.mine.room_id}/ws-ticket").json()["ticket"]
    from websockets.exceptions import InvalidStatus

    with pytest.raises((InvalidStatus, SocketClosed)):
        RoomClient.connect(
            live, neighbours.theirs.room_id, path=f"/ws/rooms/{neighbours.theirs.room_id}/?ticket={ticket}"
        )
