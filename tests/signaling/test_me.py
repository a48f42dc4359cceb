"""A person's own socket: a snapshot first, then their news, and nobody else's."""

import pytest
from websockets.exceptions import InvalidStatus

from tests.ws import RoomClient


def mine(live, user, **how):
    return RoomClient.connect(live, "", user, path="/ws/me/", **how)


def test_the_snapshot_names_the_person_and_their_rooms(live, make_room):
    room = make_room()
    with mine(live, room.interviewer) as client:
        assert client.welcome["you"]["userId"] == str(room.interviewer.pk)
        assert [one["roomId"] for one in client.welcome["rooms"]] == [room.room_id]


def test_who_is_invited_hears_it_at_once_and_nobody_else(live, make_room, make_user):
    import httpx

    room, cai, eve = make_room(), make_user("cai", account_type="CANDIDATE"), make_user("eve")
    with (
        mine(live, cai, process=1) as invited,
        mine(live, eve) as other,
        mine(live, room.interviewer) as host,
    ):
        answer = httpx.post(
            f"{live.http()}/api/rooms/{room.room_id}/share",
            json={"identifier": "cai", "inviteType": "CANDIDATE"},
            headers={"Authorization": f"Bearer {host.token}"},
            timeout=20,
        )
        assert answer.status_code == 200
        news = invited.expect("invited")
        assert news["roomId"] == room.room_id
        assert news["role"] == "CANDIDATE"
        other.hears_nothing("invited")


def test_only_ping_is_taken_here(live, make_user):
    with mine(live, make_user()) as client:
        client.send("ping")
        client.expect("pong")
        client.send_raw('{"type":"chat","message":"x","id":"1"}')
        assert client.expect("error")["code"] == "unknown_type"
        client.send_binary(b"\x00\x00")
        assert client.expect("error")


def test_nobody_without_a_session_gets_in(live):
    with pytest.raises(InvalidStatus):
        mine(live, None)
