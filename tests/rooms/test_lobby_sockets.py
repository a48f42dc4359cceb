"""Waiting on a real socket: told that one waits, told nothing else, and in within a second, from any process."""

import json

import pytest
from django.db import transaction
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from rooms import lobby, services
from rooms.access import room_for
from rooms.models import Access, LobbyEntry, Participant, Room
from rooms.policy import Role
from signaling.models import Connection, DocumentConnection, Revocation
from signaling.revocation import revoke
from tests.rooms.visits import bearer, knock, path
from tests.ws import Refused, RoomClient, SocketClosed, access_token, join

SOON = 3.0  # a second, and slack for a busy machine


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def cai(make_user):
    return make_user("cai", account_type="CANDIDATE")


@pytest.fixture
def room(make_room, ada):
    room = make_room(owner=ada, name="Algebra", description="Bring a pen")
    Room.objects.filter(pk=room.pk).update(switches={"lobby": True})
    return room


def wait_outside(live, room, person=None, *, token="", **how):
    """Join, open the socket, and hear that one waits."""
    token = token or access_token(person)
    if person is not None:
        assert join(live, room.room_id, token).status_code == 202
    client = RoomClient.connect(live, room.room_id, person, token=token, welcome=False, **how)
    told = client.expect("waiting")
    assert set(told) == {"type", "timestamp", "roomId", "roomName", "since", "message"}
    return client


def heard_types(client):
    return {event["type"] for event in client.drain(0.2)}


def test_who_waits_hears_nothing_says_nothing_and_is_let_in_on_the_same_socket(live, room, ada, cai):
    with RoomClient.enter(live, room.room_id, ada) as host:
        outside = wait_outside(live, room, cai, process=1, media=True)
        asked = host.expect("lobby")
        assert (asked["userId"], asked["state"], asked["isGuest"]) == (str(cai.pk), "WAITING", False)
        host.send("chat", message="about the others")
        host.send("reaction", emoji="🎉")
        host.send("language", language="python")
        for name, payload in (("chat", {"message": "x"}), ("catch-up", {"since": 0}), ("hand", {"raised": True}),
                              ("offer", {"to": str(ada.pk), "sdp": "v=0", "pair": "p"})):  # fmt: skip
            with pytest.raises(Refused, match="waiting"):
                outside.send(name, **payload)
        outside.send_binary(b"\x00\x00\x00\x00")
        outside.send("ping")
        assert heard_types(outside) == {"pong"} and not outside.frames
        assert heard_types(host) == {"chat", "reaction", "language"}
        with pytest.raises(SocketClosed) as refused:
            RoomClient.connect(
                live, room.room_id, token=outside.token, path=f"/ws/rooms/{room.room_id}/documents/code"
            )
        assert refused.value.code == 4403
        assert not Connection.objects.filter(person=str(cai.pk)).exists()

        host.send("admit", userId=str(cai.pk))
        welcome = outside.expect("welcome", within=SOON)
        assert welcome["chat"][0]["message"] == "about the others" and welcome["lobby"] == []
        assert host.expect("lobby")["state"] == "ADMITTED"
        assert host.expect("join")["userId"] == str(cai.pk)
        outside.send("chat", message="here I am")
        assert host.expect("chat")["message"] == "here I am"
        assert not DocumentConnection.objects.exists()
        outside.close()
    with RoomClient.connect(live, room.room_id, cai, token=outside.token) as again:
        assert again.welcome["you"]["userId"] == str(cai.pk), "it holds"


def test_without_any_hint_the_poll_lets_them_in(live, room, cai):
    """As when the channel layer is lost: only the rows of the database say it, from another process."""
    with wait_outside(live, room, cai) as outside:
        with transaction.atomic():
            LobbyEntry.objects.update(state="ADMITTED", decided_at=timezone.now())
            revoke("access", f"{room.pk}:{cai.pk}")
        assert outside.expect("welcome", within=SOON)["you"]["userId"] == str(cai.pk)
    assert Revocation.objects.exists()


def test_the_same_person_in_two_tabs_and_a_guest_come_in_together(live, room, ada, cai):
    guest = knock(room).json()["guestToken"]
    with (
        RoomClient.enter(live, room.room_id, ada) as host,
        wait_outside(live, room, cai) as first,
        wait_outside(live, room, cai, token=access_token(cai), process=1) as second,
        wait_outside(live, room, token=guest, process=1) as gil,
    ):
        assert [one["username"] for one in host.welcome["lobby"]] == ["Gil"]
        assert host.expect("lobby")["userId"] == str(cai.pk)
        first.tell("leave")
        assert first.wait_closed() == 1000
        third = wait_outside(live, room, cai)
        host.hears_nothing("lobby", state="LEFT")
        host.send("admit-all")
        for client in (second, third, gil):
            client.expect("welcome", within=SOON)
        assert [host.expect("join")["isGuest"] for _ in range(2)].count(True) == 1
        third.close()


def test_who_is_refused_hears_it_and_is_closed(live, room, ada, cai):
    with (
        RoomClient.enter(live, room.room_id, ada) as host,
        wait_outside(live, room, cai, process=1) as outside,
    ):
        host.expect("lobby", state="WAITING")
        host.send("refuse", userId=str(cai.pk))
        assert "minute" in outside.expect("refused", within=SOON)["message"]
        assert outside.wait_closed() == 4403
        assert host.expect("lobby", state="REFUSED")["by"] == str(ada.pk)
        again = RoomClient.connect(live, room.room_id, token=outside.token, welcome=False)
        assert again.expect_error("refused") and again.wait_closed() == 4403
        assert join(live, room.room_id, outside.token).json()["code"] == "refused"
        host.hears_nothing("lobby", state="WAITING")


def test_leaving_by_the_last_tab_takes_them_off_the_list(live, room, ada, cai, api):
    with RoomClient.enter(live, room.room_id, ada) as host:
        outside = wait_outside(live, room, cai)
        outside.tell("leave")
        assert outside.wait_closed() == 1000
        assert host.expect("lobby", state="LEFT")
        with pytest.raises(Refused, match="not_waiting"):
            host.send("admit", userId=str(cai.pk))
        outside = wait_outside(live, room, cai, process=1)
        assert bearer(outside.token).post(path(room, "/leave"), {}).status_code == 200
        assert outside.wait_closed(SOON) == 1000


def test_full_locked_out_ended_removed_and_signed_out(live, room, ada, cai, make_user, api):
    Room.objects.filter(pk=room.pk).update(max_participants=1)
    owner = api(ada)
    with RoomClient.enter(live, room.room_id, ada) as host:
        with wait_outside(live, room, cai) as outside:
            with pytest.raises(Refused, match="room_full"):
                host.send("admit", userId=str(cai.pk))
            with pytest.raises(Refused, match="room_full"):
                host.send("admit-all")
            outside.hears_nothing("welcome")
            assert owner.post(path(room, f"/participants/{cai.pk}/remove")).status_code == 200
            assert outside.expect("removed", within=SOON) and outside.wait_closed() == 4403
            assert host.expect("lobby", state="LEFT")
        dora = make_user("dora", account_type="CANDIDATE")
        with wait_outside(live, room, dora) as outside:
            assert bearer(outside.token).post("/api/auth/logout").status_code == 200
            assert outside.wait_closed(SOON) == 4401
        with wait_outside(live, room, dora) as outside:
            assert owner.post(path(room, "/end")).status_code == 200
            assert outside.expect("room-ended", within=SOON)["reason"] == "ended"
            assert outside.wait_closed() == 4404
            assert "Bring a pen" not in json.dumps(outside.events)


def test_when_the_lobby_is_switched_off_or_they_become_a_host_they_come_in(
    live, room, ada, cai, make_user, api
):
    dora = make_user("dora")
    with (
        RoomClient.enter(live, room.room_id, ada) as host,
        wait_outside(live, room, dora, process=1) as teacher,
    ):
        share = {"identifier": dora.username, "inviteType": "INTERVIEWER"}
        assert api(ada).post(path(room, "/share"), share).status_code == 200
        welcome = teacher.expect("welcome", within=SOON)
        assert welcome["role"] == "INTERVIEWER"
        host.expect("lobby", userId=str(dora.pk), state="ADMITTED")
        with wait_outside(live, room, cai, process=1) as outside:
            assert teacher.expect("lobby", userId=str(cai.pk))["state"] == "WAITING"
            services.update_room(member=room_for(ada, room.room_id), changes={"lobby": False})
            assert outside.expect("welcome", within=SOON)
            assert host.expect("lobby", userId=str(cai.pk), state="ADMITTED")


def test_a_new_host_gets_the_list(live, room, ada, cai, make_user, api):
    student = make_user("dora")
    Access.objects.create(room=room, user=student, access_type=Role.CANDIDATE, granted_at=timezone.now())
    LobbyEntry.objects.create(room=room, user=student, state="ADMITTED", asked_at=timezone.now())
    with RoomClient.enter(live, room.room_id, student) as client, wait_outside(live, room, cai):
        client.hears_nothing("lobby")
        share = {"identifier": student.username, "inviteType": "INTERVIEWER"}
        assert api(ada).post(path(room, "/share"), share).status_code == 200
        assert [one["userId"] for one in client.expect("lobby-list", within=SOON)["waiting"]] == [str(cai.pk)]
        client.send("admit", userId=str(cai.pk))


def test_two_hosts_at_once_let_somebody_in_once(live, room, ada, cai, make_user):
    tom = make_user("tom")
    Access.objects.create(room=room, user=tom, access_type=Role.INTERVIEWER, granted_at=timezone.now())
    with (
        RoomClient.enter(live, room.room_id, ada) as first,
        RoomClient.enter(live, room.room_id, tom, process=1) as second,
        wait_outside(live, room, cai) as outside,
    ):
        asked = [(host, host.tell("admit", userId=str(cai.pk))) for host in (first, second)]
        for host, id in asked:
            host.expect("ack", id=id)
        outside.expect("welcome", within=SOON)
        for host in (first, second):
            told = [event for event in host.drain() if event["type"] == "lobby"]
            assert [event["state"] for event in told] == ["WAITING", "ADMITTED"]


def test_a_restart_of_the_server_leaves_them_waiting(live, room, ada, cai):
    outside = wait_outside(live, room, cai)
    since = LobbyEntry.objects.get().asked_at
    live.restart()
    with pytest.raises(SocketClosed):
        outside.expect("welcome")
    again = RoomClient.connect(live, room.room_id, token=outside.token, peer=outside.peer, welcome=False)
    assert again.expect("waiting")["since"] == since.isoformat().replace("+00:00", "Z")
    lobby.admit(room=room.pk, by=str(ada.pk), user_id=str(cai.pk))
    assert again.expect("welcome", within=SOON)
    assert Participant.objects.filter(room=room, user=cai, is_active=True).count() == 1
    again.close()


def test_a_stranger_does_not_even_wait(live, room):
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, room.room_id)
