"""What students may send: changed live by hosts, and enforced by the server on everything that says they send."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.access import room_for
from rooms.admission import join_room
from rooms.models import Room
from signaling.models import Connection, JournalEvent
from tests.rooms.visits import code_of, path
from tests.ws import Refused, RoomClient

SOON = 3.0  # a second, and slack for a busy machine
ALL = {"allowMicrophone": True, "allowCamera": True, "allowScreenShare": True}
NONE = dict.fromkeys(ALL, False)
ON = {"audio": True, "video": True, "screen": True}
KINDS = ("audio", "video", "video", "audio")


def call(*directions):
    """A session description with these directions, in the order microphone, camera, screen, its sound."""
    sections = [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na={direction}\r\n"
        for kind, direction in zip(KINDS, directions, strict=True)
    ]
    return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" + "".join(sections)


LISTENING, SENDING = call(*["recvonly"] * 4), call(*["sendrecv"] * 4)


@pytest.fixture
def teacher(make_user):
    return make_user("ada", account_type="TEACHER")


@pytest.fixture
def student(make_user):
    return make_user("cai", account_type="STUDENT")


@pytest.fixture
def room(make_room, teacher):
    return make_room(owner=teacher, room_type="CLASSROOM")


@pytest.mark.django_db
def test_everybody_there_reads_them_and_hosts_change_what_they_name(api, room, teacher, student):
    join_room(who=student, room_id=room.room_id, network="test")
    door = path(room, "/media-permissions")
    assert api(student).get(door).json() == NONE
    assert code_of(api(student).post(door, {"allowMicrophone": True}, format="json")) == (403, "forbidden")
    changed = api(teacher).post(door, {"allowMicrophone": True}, format="json")
    assert changed.json() == NONE | {"allowMicrophone": True}
    assert api(student).get(door).json() == changed.json()
    room.refresh_from_db()
    assert room.switches == {"allowMicrophone": True}
    api(teacher).post(door, {"allowMicrophone": False}, format="json")
    room.refresh_from_db()
    assert room.switches == {}, "as a classroom is by default"
    for wrong in ({}, {"allowChat": False}, {"allowCamera": "perhaps"}):
        assert api(teacher).post(door, wrong, format="json").status_code == 400
    assert code_of(api().get(door)) == (401, "not_signed_in")


@pytest.mark.django_db
def test_by_whichever_door_it_is_told_in_both_ways(api, room, teacher):
    host = api(teacher)
    host.post(path(room, "/media-permissions"), {"allowCamera": True}, format="json")
    host.patch(path(room), {"allowCamera": False}, format="json")
    host.patch(path(room), {"allowChat": False}, format="json")
    rows = list(JournalEvent.objects.filter(room=room.pk).order_by("seq").values_list("type", "payload"))
    assert [type for type, _ in rows] == [
        *("classroom-permissions", "room"),
        *("classroom-permissions", "room"),
        "room",
    ]
    assert [rows[at][1]["allowCamera"] for at in (0, 2)] == [True, False]
    assert rows[0][1]["updatedBy"] == str(teacher.pk) and rows[1][1]["permissions"]["allowCamera"] is True


def test_rights_come_and_go_live_and_what_was_on_goes_off_everywhere(live, room, teacher, student, make_user):
    other = make_user("dora", account_type="STUDENT")
    with (
        RoomClient.enter(live, room.room_id, teacher) as host,
        RoomClient.enter(live, room.room_id, student, media=True, process=1) as client,
        RoomClient.enter(live, room.room_id, other, process=1) as watcher,
    ):
        for description in ("offer", "answer"):
            with pytest.raises(Refused, match="media_not_allowed"):
                client.send(description, to=str(teacher.pk), sdp=SENDING, pair="p")
        with pytest.raises(Refused, match="forbidden"):
            client.send("media-state", **ON)

        host.send("classroom-permissions", **ALL)
        assert watcher.expect("classroom-permissions", within=SOON)["allowScreenShare"]
        client.expect("abilities", within=SOON)
        client.send("media-state", **ON)
        for one in (host, watcher):
            one.expect("media-state", userId=str(student.pk), audio=True, video=True, screen=True)

        host.send("classroom-permissions", allowCamera=False, allowScreenShare=False)
        for one in (host, watcher, client):
            one.expect(
                "media-state", within=SOON, userId=str(student.pk), audio=True, video=False, screen=False
            )
        assert "camera" not in client.expect("abilities")["abilities"]
        with pytest.raises(Refused, match="media_not_allowed"):
            client.send("offer", to=str(teacher.pk), sdp=SENDING, pair="p")
        row = Connection.objects.get(person=str(student.pk))
        assert (row.audio, row.video, row.screen) == (True, False, False)

        # What they may not send any more is not on again because their tab comes back.
        client.cut()
        Room.objects.filter(pk=room.pk).update(switches={})
        with RoomClient.connect(live, room.room_id, token=client.token, peer=client.peer, media=True) as back:
            me = next(one for one in back.welcome["participants"] if one["userId"] == str(student.pk))
            assert (me["audio"], me["video"], me["screen"]) == (False, False, False)


def test_one_may_speak_for_a_time_and_hosts_see_who_may(live, room, teacher, student, api):
    host_api = api(teacher)
    with (
        RoomClient.enter(live, room.room_id, teacher, media=True) as host,
        RoomClient.enter(live, room.room_id, student, media=True, process=1) as client,
    ):
        assert host.welcome["grants"] == [] and client.welcome["grants"] == []
        until = (timezone.now() + timedelta(seconds=4)).isoformat()
        grant = {"userId": str(student.pk), "ability": "microphone", "until": until}
        assert host_api.post(path(room, "/grants"), grant, format="json").status_code == 201
        [told] = host.expect("grants", within=SOON)["grants"]
        assert (told["userId"], told["ability"], told["allowed"]) == (str(student.pk), "microphone", True)
        client.expect("abilities", within=SOON)
        speaking = call("sendrecv", *["recvonly"] * 3)
        client.send("offer", to=str(teacher.pk), sdp=speaking, pair="p")
        assert host.expect("offer")["sdp"] == speaking
        client.send("media-state", audio=True, video=False, screen=False)
        host.expect("media-state", userId=str(student.pk), audio=True)
        host.drain(0.1)  # of their coming
        # Its time runs out.
        host.expect("media-state", within=8, userId=str(student.pk), audio=False)
        with pytest.raises(Refused, match="media_not_allowed"):
            client.send("offer", to=str(teacher.pk), sdp=speaking, pair="p")
        client.send("offer", to=str(teacher.pk), sdp=LISTENING, pair="p")
        client.hears_nothing("grants")


def test_locking_the_chat_is_live(live, room, teacher, student, api):
    with (
        RoomClient.enter(live, room.room_id, teacher) as host,
        RoomClient.enter(live, room.room_id, student, process=1) as client,
    ):
        client.send("chat", message="before")
        assert api(teacher).patch(path(room), {"allowChat": False}, format="json").status_code == 200
        assert "chat" not in client.expect("abilities", within=SOON)["abilities"]
        with pytest.raises(Refused, match="forbidden"):
            client.send("chat", message="after")
        host.send("chat", message="from the teacher")
        assert client.expect("chat", message="from the teacher")
        client.send("private", to=str(teacher.pk), message="to a host still")


@pytest.mark.django_db
def test_a_tier_holds_and_is_raised_live(make_user, room, teacher, api):
    """Ten students and those who teach them."""
    for number in range(10):
        join_room(who=make_user(f"s{number}", account_type="STUDENT"), room_id=room.room_id, network="test")
    join_room(who=teacher, room_id=room.room_id, network="test")
    late = api(make_user("late", account_type="STUDENT"))
    assert code_of(late.post(path(room, "/join"), {})) == (409, "room_full")
    raised = api(teacher).patch(path(room), {"maxParticipants": 50}, format="json").json()
    assert (raised["maxParticipants"], raised["classCapacityTier"]) == (50, 50)
    assert late.post(path(room, "/join"), {}).status_code == 200
    assert api(teacher).patch(path(room), {"maxParticipants": 11}, format="json").status_code == 400
    assert room_for(teacher, room.room_id)
