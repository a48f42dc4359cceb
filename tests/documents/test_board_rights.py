"""Who may not see the board gets nothing of it and puts nothing into it, on any process, from the next second on."""

import time
from collections.abc import Callable
from typing import Any, Self

import pytest

from signaling.documents import roots
from signaling.documents.frames import MessageKind, SyncKind, refused_frame
from signaling.documents.lane import DocumentLane
from signaling.documents.varint import read_bytes, read_uint, write_bytes
from tests.documents.boards import BoardDoc
from tests.documents.network import Process
from tests.documents.yjs import FakeSocket, Someone, awareness_update, until, update_frame
from tests.live import Live
from tests.ws import RoomClient
from whiteboard.visibility import set_visibility

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30.0  # a machine under load is slow, not wrong
TAKEN_AWAY_SECONDS = 1.0
BOARD = b"\x01"


def on_board(frame: bytes) -> bytes:
    """A frame made for the code, for the board."""
    return BOARD + frame[1:]


class Drawer:
    """Somebody in the room with the board open, over a real socket."""

    def __init__(self, live: Live, room: Any, user: Any, process: int, client: int) -> None:
        self.socket = RoomClient.enter(
            live, room.room_id, user, process=process, invite=room.invite_link_token
        )
        self.copy = BoardDoc(client)
        self.client = client
        self.told: list[tuple[int, bytes]] = []
        self.refused: list[tuple[int, str]] = []
        self.saved = self.sent = 0

    def come_in(self) -> Self:
        self.told.clear()
        self.socket.send_binary(BOARD + b"\x00\x00" + write_bytes(self.copy.doc.get_state()))
        return self

    def draw(self, key: str, value: dict[str, Any]) -> None:
        self.sent += 1
        self.socket.send_binary(on_board(update_frame(self.copy.put("first", {key: value}))))

    def point(self, clock: int) -> None:
        self.socket.send_binary(on_board(awareness_update(self.client, clock, '{"pointer": [1, 2]}')))

    def hear(self, seconds: float = 0.05) -> None:
        self.socket._pump(seconds, "the board")
        frames, self.socket.frames = self.socket.frames, []
        for frame in frames:
            assert frame[0] == 1
            kind, at = read_uint(frame, 1)
            if kind == MessageKind.REFUSED:
                number, at = read_uint(frame, at)
                self.refused.append((number, read_bytes(frame, at)[0].decode()))
            elif kind == MessageKind.SAVED:
                self.saved, at = read_uint(frame, at)
            else:
                self.told.append((kind, frame))
                if kind == MessageKind.SYNC and frame[at] != SyncKind.STEP_1:
                    self.copy.apply(read_bytes(frame, at + 1)[0])

    def until(self, true: Callable[[], Any], *others: "Drawer") -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, (self.copy.keys(), self.told, self.refused)
            for drawer in (self, *others):
                drawer.hear()

    def x(self, element: str) -> Any:
        return self.copy.keys()["first"].get(f"{element}/place", {}).get("x")

    def pointers(self) -> int:
        return sum(kind == MessageKind.AWARENESS for kind, _ in self.told)


def test_a_hidden_board_is_closed_in_both_directions_on_every_process(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    host, candidate = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(host)
    ada = Drawer(live, room, host, 0, 11).come_in()
    cai = Drawer(live, room, candidate, 1, 22).come_in()
    ada.draw("a/place", {"x": 1})
    cai.until(lambda: cai.x("a") == 1, ada)
    cai.draw("b/place", {"x": 2})
    ada.until(lambda: ada.x("b") == 2, cai)

    set_visibility(room=room.pk, person=str(host.pk), visible=False)
    time.sleep(TAKEN_AWAY_SECONDS)
    cai.hear()
    cai.told.clear()
    ada.told.clear()
    ada.draw("a/place", {"x": 10})
    ada.point(1)
    cai.draw("b/place", {"x": 20})
    cai.point(1)
    cai.come_in()
    cai.socket.send_binary(BOARD + bytes((MessageKind.QUERY_AWARENESS,)))
    cai.until(lambda: len(cai.refused) == 2, ada)
    ada.until(lambda: ada.saved == ada.sent, cai)
    cai.hear(0.5)
    ada.hear(0.5)
    assert cai.refused == [(2, "read_only"), (0, "forbidden")]
    assert (cai.told, cai.x("a")) == ([], 1)
    assert (ada.x("b"), ada.pointers()) == (2, 0)

    set_visibility(room=room.pk, person=str(host.pk), visible=True)
    time.sleep(TAKEN_AWAY_SECONDS)
    cai.copy = BoardDoc(33)
    cai.client = 33
    cai.come_in()
    cai.until(lambda: (cai.x("a"), cai.x("b")) == (10, 2), ada)
    cai.draw("b/place", {"x": 3})
    ada.until(lambda: ada.x("b") == 3, cai)


async def test_who_no_longer_sees_the_board_is_no_longer_shown_on_it(room: int, process: Process) -> None:
    ada, cai = (FakeSocket(room, Someone(who), frozenset({"see_board", "draw"})) for who in "12")
    lanes = [DocumentLane(socket, engine=process.engine) for socket in (ada, cai)]
    for client, lane in enumerate(lanes, 1):
        await lane.receive(on_board(awareness_update(client, 1, '{"pointer": [1, 2]}')))
    await until(lambda: any(b"pointer" in frame for frame in ada.frames))
    ada.frames.clear()
    cai.abilities = frozenset()
    cai.frames.clear()
    await lanes[0].receive(on_board(awareness_update(1, 2, '{"pointer": [3, 4]}')))
    await until(lambda: any(frame.endswith(b"null") for frame in ada.frames))
    assert cai.frames == []


async def test_who_may_see_and_not_draw_gets_everything_and_changes_nothing(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset({"first"}))
    ada = FakeSocket(room, Someone("1"), frozenset({"see_board", "draw"}))
    cai = FakeSocket(room, Someone("2"), frozenset({"see_board"}))
    lanes = [DocumentLane(socket, engine=process.engine) for socket in (ada, cai)]
    copies = [BoardDoc(11), BoardDoc(22)]
    for lane in lanes:
        await lane.receive(BOARD + b"\x00\x00\x01\x00")
    await lanes[0].receive(on_board(update_frame(copies[0].put("first", {"a/place": {"x": 1}}))))
    await until(lambda: any(b"a/place" in frame for frame in cai.frames))
    cai.frames.clear()
    ada.frames.clear()
    await lanes[1].receive(on_board(update_frame(copies[1].put("first", {"b/place": {"x": 1}}))))
    assert cai.frames == [refused_frame("board", 1, "read_only")]
    assert ada.frames == []
