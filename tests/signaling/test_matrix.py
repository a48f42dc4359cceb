"""Every event of the catalogue tried by every role in both kinds of room, and by those who have no business there."""

from contextlib import ExitStack

import pytest
from django.utils import timezone

from rooms.models import Access, LobbyEntry, Room
from rooms.passes import make_pass
from rooms.policy import Role, abilities_of, default_switches, newcomer_role
from signaling import registry
from tests.ws import Refused, RoomClient, SocketClosed

SAMPLES = {
    "ping": {},
    "catch-up": {"since": 0},
    "chat": {"message": "hello"},
    "private": {"message": "psst"},
    "typing": {"isTyping": True},
    "media-state": {"audio": False, "video": False, "screen": False},
    "speaking": {"isSpeaking": True},
    "hand": {"raised": True},
    "reaction": {"emoji": "🎉"},
    "cursor": {"line": 1, "column": 1},
    "language": {"language": "python"},
    "code-patch": {"patch": "@@ -0,0 +1 @@\n+x\n", "version": 0},
    "code-change": {"content": "y", "version": 0},
    "code-mode": {"content": False},
    "offer": {"sdp": "v=0", "pair": "p"},
    "answer": {"sdp": "v=0", "pair": "p"},
    "negotiation-needed": {"pair": "p"},
    "ice-candidate": {"candidate": None, "pair": "p"},
    "question": {"action": "CREATE", "question": {"question": "Why?", "difficulty": "EASY", "category": "G"}},
    "whiteboard-action": {
        "action": "add",
        "data": {"id": "a", "type": "rectangle", "x": 1, "y": 2, "width": 30, "height": 40},
    },
    "whiteboard-clear": {},
    "whiteboard-page": {"pageId": "first"},
    "whiteboard-pages": {"action": "rename", "pageId": "first", "title": "Start"},
    "whiteboard-visibility": {"visible": True},
    "timer": {"action": "start", "seconds": 60},
    "classroom-permissions": {"allowScreenShare": True},
    "mute": {},
    "lower-hand": {},
    "admit": {"userId": "1"},
    "refuse": {"userId": "1"},
    "admit-all": {},
    "leave": {},
}
GUEST = "GUEST"  # no role of the table: a newcomer's, without an account
ADDRESSED = {"private", "offer", "answer", "negotiation-needed", "ice-candidate"}
# What becomes of who waits is told to hosts by an event of another name.
TOLD_AS = {"admit": "lobby", "refuse": "lobby", "admit-all": "lobby"}
SILENT = {"ping", "catch-up", "code-mode"}  # nobody else hears these
MEDIA = {"audio": "microphone", "video": "camera", "screen": "screen_share"}


def sample_for(name, room, to="1"):
    """A payload that this room takes: addressed to `to`, about somebody who waits, changing no switch."""
    if name in ADDRESSED:
        return SAMPLES[name] | {"to": to}
    if name == "classroom-permissions":
        return {"allowScreenShare": Room.objects.get(pk=room.pk).permissions["allowScreenShare"]}
    return SAMPLES[name] | ({"userId": somebody_waiting(room)} if name in {"admit", "refuse"} else {})


def somebody_waiting(room):
    """A guest who stands in the lobby; their id."""
    guest, _ = make_pass(room=room, name="Gus", role=newcomer_role(room.room_type), invitation=None)
    LobbyEntry.objects.create(room=room, guest=guest, asked_at=timezone.now())
    return f"g{guest.pk}"


def test_every_event_has_a_sample_here():
    assert set(SAMPLES) == set(registry.events)


@pytest.mark.parametrize("room_type", ["INTERVIEW", "CLASSROOM"])
@pytest.mark.parametrize("role", [*Role, GUEST])
def test_a_role_may_send_exactly_what_the_table_says(live, make_room, make_user, room_type, role):
    watcher_user = make_user("watcher")
    room = make_room(room_type=room_type)
    Access.objects.create(room=room, user=watcher_user, access_type=Role.TEACHER, granted_at=timezone.now())
    if role not in {Role.OWNER, GUEST}:
        actor = make_user("actor", account_type="CANDIDATE")
        Access.objects.create(room=room, user=actor, access_type=role, granted_at=timezone.now())
    in_the_table = newcomer_role(room_type) if role == GUEST else role
    abilities = abilities_of(in_the_table, default_switches(room_type))
    with ExitStack() as stack:
        watcher = stack.enter_context(
            RoomClient.enter(live, room.room_id, watcher_user, media=True, documents="", process=1)
        )
        if role == GUEST:
            entered = RoomClient.enter_as_guest(live, room, media=True)
        else:
            person = room.interviewer if role is Role.OWNER else actor
            entered = RoomClient.enter(live, room.room_id, person, media=True)
        client = stack.enter_context(entered)
        assert set(client.welcome["abilities"]) == abilities
        me = client.welcome["you"]
        assert (me["role"], me["isGuest"]) == (in_the_table, role == GUEST)
        watcher.expect("join", userId=me["userId"], isGuest=role == GUEST)
        watcher.drain()
        somebody_waiting(room)  # for `admit-all`
        for name in SAMPLES:
            if name == "leave":
                continue
            event = registry.events[name]
            payload = sample_for(name, room, str(watcher_user.pk))
            if event.ability is None or event.ability in abilities:
                client.send(name, **payload)
                if name not in SILENT:
                    watcher.expect(TOLD_AS.get(name, name))
            else:
                before = client.welcome["seq"]
                with pytest.raises(Refused, match="forbidden"):
                    client.send(name, **payload)
                watcher.hears_nothing(TOLD_AS.get(name, name), within=0.15)
                assert before is not None
        for kind, ability in MEDIA.items():
            state = SAMPLES["media-state"] | {kind: True}
            if ability in abilities:
                client.send("media-state", **state)
                watcher.expect("media-state", **{kind: True})
            else:
                with pytest.raises(Refused, match="forbidden"):
                    client.send("media-state", **state)
                watcher.hears_nothing("media-state", within=0.15, **{kind: True})
        client.tell("leave")
        watcher.expect("leave", userId=me["userId"], role=in_the_table)


@pytest.mark.parametrize(
    ("who", "code"), [("non-member", 4404), ("removed", 4403), ("not joined", 4404), ("signed out", None)]
)
def test_those_without_a_place_get_nothing_but_the_reason(live, make_room, make_user, api, who, code):
    room = make_room()
    person = make_user("outsider", account_type="CANDIDATE")
    if who in {"removed", "not joined"}:
        Access.objects.create(room=room, user=person, access_type=Role.CANDIDATE, granted_at=timezone.now())
    if who == "removed":
        api(person).post(f"/api/rooms/{room.room_id}/join", {})
        assert (
            api(room.interviewer)
            .post(f"/api/rooms/{room.room_id}/participants/{person.pk}/remove")
            .status_code
            == 200
        )
    if who == "signed out":
        from websockets.exceptions import InvalidStatus

        with pytest.raises(InvalidStatus):
            RoomClient.connect(live, room.room_id)
        return
    with RoomClient.enter(live, room.room_id, room.interviewer) as host:
        client = RoomClient.connect(live, room.room_id, person, welcome=False)
        assert client.wait_closed() == code
        assert [event["type"] for event in client.events] == ["error"]
        host.hears_nothing("join")


def test_what_a_host_takes_back_ends_at_once_on_every_process(live, make_room, make_user, api):
    """Switch, grant, role: the open socket of another process is told within a second and refused from then on."""
    room = make_room()
    person = make_user("candidate", account_type="CANDIDATE")
    host = api(room.interviewer)
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as watcher,
        RoomClient.enter(live, room.room_id, person, process=1) as client,
    ):
        client.send("language", language="python")
        watcher.expect("language")
        assert host.patch(f"/api/rooms/{room.room_id}", {"allowEditCode": False}).status_code == 200
        told = client.expect("abilities", within=1.5)
        assert "edit_code" not in told["abilities"]
        assert client.expect("room")["permissions"]["allowEditCode"] is False
        with pytest.raises(Refused, match="forbidden"):
            client.send("language", language="java")
        watcher.hears_nothing("language")
        grant = host.post(
            f"/api/rooms/{room.room_id}/grants", {"userId": str(person.pk), "ability": "edit_code"}
        )
        assert grant.status_code == 201
        assert "edit_code" in client.expect("abilities", within=1.5)["abilities"]
        client.send("language", language="go")
        host.delete(f"/api/rooms/{room.room_id}/grants/{grant.json()['id']}")
        assert "edit_code" not in client.expect("abilities", within=1.5)["abilities"]


def test_a_removed_person_is_told_closed_and_stays_out_until_invited_again(live, make_room, make_user, api):
    room = make_room()
    person = make_user("candidate", account_type="CANDIDATE")
    host = api(room.interviewer)
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as watcher,
        RoomClient.enter(live, room.room_id, person, process=1) as client,
    ):
        assert host.post(f"/api/rooms/{room.room_id}/participants/{person.pk}/remove").status_code == 200
        assert client.expect("removed", within=1.5)
        assert client.wait_closed(1.5) == 4403
        assert watcher.expect("leave")["reason"] == "removed"
        watcher.send("chat", message="after")
        assert not [event for event in client.events if event["type"] == "chat"]
        token = client.token
        with pytest.raises(SocketClosed) as closed:
            RoomClient.connect(live, room.room_id, token=token)
        assert closed.value.code == 4403
        link = host.get(f"/api/rooms/{room.room_id}").json()["inviteLink"].split("invite=")[1]
        for body in ({}, {"inviteToken": link}):
            answer = api(person).post(f"/api/rooms/{room.room_id}/join", body)
            assert (answer.status_code, answer.json()["code"]) == (403, "removed")
        assert api(person).get(f"/api/rooms/{room.room_id}").status_code == 403
        host.post(
            f"/api/rooms/{room.room_id}/share", {"identifier": person.username, "inviteType": "CANDIDATE"}
        )
        RoomClient.enter(live, room.room_id, person).close()


@pytest.mark.parametrize("how", ["end", "delete"])
def test_when_a_room_ends_everyone_is_told_and_disconnected(live, make_room, make_user, api, how):
    room = make_room()
    with RoomClient.enter(live, room.room_id, make_user(account_type="CANDIDATE"), process=1) as client:
        host = api(room.interviewer)
        path = f"/api/rooms/{room.room_id}"
        answer = host.post(f"{path}/end") if how == "end" else host.delete(path)
        assert answer.status_code == (200 if how == "end" else 204)
        assert client.expect("room-ended")["reason"] == {"end": "ended", "delete": "deleted"}[how]
        assert client.wait_closed(2) == 4404
    assert host.post(f"{path}/join", {}).status_code == (410 if how == "end" else 404)


def test_signing_out_closes_that_sessions_sockets_on_every_process(live, make_room, api):
    room = make_room()
    with (
        RoomClient.enter(live, room.room_id, room.interviewer, process=1) as client,
        RoomClient.enter(live, room.room_id, room.interviewer) as other_session,
    ):
        from rest_framework.test import APIClient

        signed_in = APIClient()
        signed_in.credentials(HTTP_AUTHORIZATION=f"Bearer {client.token}")
        assert signed_in.post("/api/auth/logout").status_code == 200
        assert client.wait_closed(1.5) == 4401
        other_session.send("ping")
