"""A process that is told to end says so to everyone in its rooms, and ends in time."""

import time
from collections.abc import Iterator

import pytest

from tests.live import Live, Server
from tests.signaling.test_delivery import say, who_never_reads
from tests.ws import RoomClient

DRAIN_SECONDS = 10


@pytest.fixture
def own(transactional_db: None) -> Iterator[Live]:
    """A process that no other test needs."""
    server = Server()
    server.start()
    yield Live([server])
    server.discard()


def test_everyone_hears_reconnect_and_then_1012(own: Live, make_room, make_user) -> None:
    room, ada = make_room(), make_user("ada")
    inside = RoomClient.enter(own, room.room_id, room.interviewer)
    me = RoomClient.connect(own, "", ada, path="/ws/me/")
    started = time.monotonic()
    own[0].process.terminate()  # type: ignore[union-attr]
    for client in (inside, me):
        assert client.expect("reconnect")["message"]
        assert client.wait_closed() == 1012
    own[0].process.wait(DRAIN_SECONDS)  # type: ignore[union-attr]
    assert time.monotonic() - started < DRAIN_SECONDS
    assert "Traceback" not in own[0].log()


def test_who_does_not_read_does_not_hold_up_the_end(own: Live, make_room, make_user, api) -> None:
    room, cai = make_room(), make_user("cai", account_type="CANDIDATE")
    assert api(cai).post(f"/api/rooms/{room.room_id}/join", {}).status_code == 200
    reader = RoomClient.enter(own, room.room_id, room.interviewer)
    with who_never_reads(own, room, cai):
        reader.expect("join")
        for number in range(520):  # more than the kernel's buffers take, less than ends it for being slow
            say(room, room.interviewer, f"{number} " + "x" * 9_900)
        reader.expect("chat", message=f"519 {'x' * 9_900}", within=30)
        started = time.monotonic()
        own[0].stop()
        assert time.monotonic() - started < DRAIN_SECONDS
    reader.expect("reconnect")
    assert reader.wait_closed() == 1012
