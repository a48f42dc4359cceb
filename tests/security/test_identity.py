"""A1, A2, A6 to A9: nobody is who they say they are, and no proof opens a door of another kind."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from rest_framework.test import APIClient
from websockets.exceptions import InvalidStatus

from accounts.models import UserSession
from accounts.sessions import open_session
from rooms.guests import admit_guest
from rooms.models import ChatMessage, Participant, Room
from rooms.services import new_room_id
from signaling import registry
from signaling.hooks import Identity
from signaling.models import Connection, JournalEvent
from signaling.tickets import issue_ticket
from tests.live import Live
from tests.signaling.test_matrix import SAMPLES, SILENT, TOLD_AS, sample_for
from tests.ws import Refused, RoomClient, SocketClosed, access_token

FORGED = {
    "sender_id": "1",
    "senderId": "1",
    "by": "1",
    "fromPeer": "p",
    "isHost": True,
    "seq": 1,
    "clientId": "x",
}
# The second one is no host, and hears nothing of these.
FOR_HOSTS = TOLD_AS.keys() | {"question"}
SENDERS = ("userId", "from", "by", "updatedBy")
IDENTITY = {"userId": "999999", "from": "999999", "username": "mallory", "role": "OWNER"}


@pytest.fixture
def pair(live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Any:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(owner=ada)
    with (
        RoomClient.enter(live, room.room_id, ada, media=True, documents="") as first,
        RoomClient.enter(live, room.room_id, cai, media=True, documents="", process=1) as second,
    ):
        first.expect("join", userId=str(cai.pk))
        for client in (first, second):
            client.drain()
        yield first, second, room


def test_a1_a_forged_sender_is_refused_or_ignored_in_every_event(pair: Any, live: Live) -> None:
    first, second, room = pair
    for number, name in enumerate(sorted(set(SAMPLES) - {"leave"})):
        own = set(registry.events[name].payload.__struct_encode_fields__)
        if number % 12 == 11:  # a socket with many bad frames within seconds is closed
            first.close()
            how: dict[str, Any] = {"token": first.token, "peer": first.peer, "media": True, "documents": ""}
            first = RoomClient.connect(live, room.room_id, first.user, **how)
            second.drain()  # it came back
        payload = sample_for(name, room, str(second.user.pk))
        one = sorted(FORGED)[number % len(FORGED)]
        for forged in ({one: FORGED[one]}, FORGED):
            with pytest.raises(Refused, match="bad_field"):
                first.send(name, **payload, **forged)
        first.send(name, **payload, **{key: value for key, value in IDENTITY.items() if key not in own})
        if name not in SILENT | FOR_HOSTS:
            heard = second.expect(name)
            assert str(first.user.pk) in [heard.get(key) for key in SENDERS], name
            assert "mallory" not in json.dumps(heard)
            second.hears_nothing(name, within=0.02)


def test_a1_what_is_stored_has_the_sockets_person(pair: Any) -> None:
    first, _, room = pair
    first.send("chat", message="mine", **IDENTITY)
    assert ChatMessage.objects.get(room=room).person == str(first.user.pk)
    assert JournalEvent.objects.get(room=room.pk, type="chat").actor == str(first.user.pk)


def test_a2_a_doubled_key_is_refused_and_a_clients_own_json_is_never_passed_on(pair: Any) -> None:
    first, second, _ = pair
    for frame in (
        '{"type":"chat","type":"leave","message":"x"}',
        '{"type":"leave","type":"chat","message":"x"}',
        '{"type":"chat","message":"a","message":"b"}',
        '{"type":"chat","message":"x","ty\\u0070e":"leave"}',
    ):
        first.send_raw(frame)
        first.expect_error("bad_json")
    second.hears_nothing("chat")
    first.send_raw('{ "message" : "\\u0061\\/" ,\n "type":"chat" }')
    raw = second.socket.recv(timeout=5)
    assert '"message":"a/"' in raw and "\\u0061" not in raw


def test_a6_a_wrong_proof_with_somebodys_ids_leaves_them_alone(pair: Any, live: Live) -> None:
    first, second, room = pair
    before = list(Connection.objects.order_by("pk").values("pk", "person", "peer"))
    for headers in ({"Authorization": "Bearer nonsense"}, {"Cookie": "access=nonsense"}, {}):
        with pytest.raises((InvalidStatus, SocketClosed)):
            RoomClient.connect(
                live,
                room.room_id,
                headers=headers,
                path=f"/ws/rooms/{room.room_id}/?peer={second.peer}&userId={second.user.pk}&media=1",
            )
    anybody = APIClient()
    for what in ("leave", f"participants/{second.user.pk}/remove"):
        answer = anybody.post(f"/api/rooms/{room.room_id}/{what}", {"userId": str(second.user.pk)})
        assert answer.status_code == 401
    second.send("ping")
    first.hears_nothing("leave")
    first.hears_nothing("presence")
    assert list(Connection.objects.order_by("pk").values("pk", "person", "peer")) == before
    assert Participant.objects.get(room=room, user=second.user).is_active


def test_a7_the_rooms_password_is_in_no_answer_and_no_frame(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    secret = f"sesame-{secrets.token_hex(8)}"
    room = make_room(password=secret)
    cai = make_user(account_type="CANDIDATE")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(room.interviewer)}")
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(cai)}")
    path = f"/api/rooms/{room.room_id}"
    said = [other.post(f"{path}/join", {}), other.post(f"{path}/join", {"password": "guess"})]
    said.append(other.post(f"{path}/join", {"password": secret}))
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as host,
        RoomClient.enter(live, room.room_id, cai, password=secret) as guest,
    ):
        said += [each.get(where) for each in (client, other) for where in (path, "/api/rooms/active")]
        said.append(client.patch(path, {"password": secret + "-new"}))
        said.append(client.post(f"{path}/share", {"inviteType": "LINK"}))
        guest.expect("room")
        frames = [host.welcome, guest.welcome, *host.drain(), *guest.drain()]
    said.append(client.get(f"/rooms/{room.room_id}/"))
    kept = Room.objects.get(pk=room.pk).room_password
    everything = json.dumps(frames) + "".join(answer.content.decode() for answer in said)
    assert secret not in everything and kept not in everything and room.room_password not in everything
    assert "argon2" not in everything


@pytest.mark.django_db
def test_a8_nothing_is_made_by_asking_for_it_and_what_opens_a_room_cannot_be_guessed(
    api: Callable[..., APIClient], make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    client, nowhere = api(make_user()), new_room_id()
    for method, path in (
        ("get", f"/api/rooms/{nowhere}"),
        ("post", f"/api/rooms/{nowhere}/join"),
        ("post", f"/api/rooms/{nowhere}/open"),
        ("patch", f"/api/rooms/{nowhere}"),
    ):
        assert getattr(client, method)(path, {"roomName": "x"}).status_code == 404
    assert not Room.objects.exists()
    rooms = [make_room() for _ in range(5)]
    assert len({room.room_id for room in rooms}) == len({room.invite_link_token for room in rooms}) == 5
    for room in rooms:
        assert len(room.room_id.replace("-", "")) == 10
        assert len(str(room.invite_link_token)) == 22, "128 bits in six to a letter"


@pytest.mark.django_db
def test_a9_no_proof_opens_a_door_of_another_kind(
    make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    """Every secret that the site hands out, at every door that takes one."""
    ada = make_user("ada")
    room = make_room(owner=ada)
    pair = open_session(user=ada, device="a browser", address="192.0.2.1")
    identity = Identity(str(ada.pk), pair.session_id, pair.access_expires)
    pass_ = admit_guest(
        room_id=room.room_id, name="Gil", invite_token=str(room.invite_link_token), network="test"
    )
    proofs = {
        "access": pair.access,
        "refresh": pair.refresh,
        "guest": pass_.token,
        "invitation": str(room.invite_link_token),
        "ticket": issue_ticket(room_id=room.room_id, identity=identity),
        "signed": signing.dumps(
            {"user": ada.pk, "email": ada.email}, salt="accounts.verify-email", compress=True
        ),
        "session": pair.session_id,
        "nothing": "",
    }

    def bearer(path: str) -> Callable[[str], int]:
        return lambda proof: APIClient().get(path, HTTP_AUTHORIZATION=f"Bearer {proof}").status_code

    def cookie(name: str) -> Callable[[str], int]:
        def ask(proof: str) -> int:
            client = APIClient()
            client.cookies[name] = proof
            return client.get(f"/api/rooms/{room.room_id}").status_code

        return ask

    def post(path: str, key: str, **more: str) -> Callable[[str], int]:
        return lambda proof: APIClient().post(path, {key: proof, **more}).status_code

    guest_door = f"/api/rooms/{room.room_id}/guest"
    doors: dict[str, tuple[Callable[[str], int], set[str]]] = {
        "account": (bearer("/api/auth/profile"), {"access"}),
        "room": (bearer(f"/api/rooms/{room.room_id}"), {"access", "guest"}),
        "access cookie": (cookie("access"), {"access"}),
        "guest cookie": (cookie("guest"), {"guest"}),
        "refresh": (post("/api/auth/refresh-token", "refreshToken"), {"refresh"}),
        "guest's way in": (post(guest_door, "inviteToken", username="Eve"), {"invitation"}),
        "reset": (post("/api/auth/reset-password", "token", newPassword="a long enough sentence"), set()),
        "second factor": (post("/api/auth/two-factor", "challenge", code="123456"), set()),
    }
    for door, (ask, good) in doors.items():
        opened = {name for name, proof in proofs.items() if ask(proof) < 300}
        assert opened == good, door
    assert UserSession.objects.get(pk=pair.session_id).revoked_at is None
