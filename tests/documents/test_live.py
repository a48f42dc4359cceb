"""The document lane on the real server: sockets, processes, kills."""

import time
from collections.abc import Callable
from typing import Any, Self

import pytest
from pycrdt import Doc, Text

from signaling.documents import services
from signaling.documents.frames import MessageKind, SyncKind
from signaling.documents.varint import read_bytes, read_uint, write_bytes
from tests.documents.yjs import awareness_update, update_frame
from tests.live import Live
from tests.ws import RoomClient, SocketClosed

PATIENCE = 30.0  # a machine under load is slow, not wrong


class Editor:
    """A person with the code open; goes on with the same copy after a cut."""

    def __init__(self, live: Live, room: Any, user: Any) -> None:
        self.live, self.room, self.user = live, room, user
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get("code", type=Text)
        self.sent = self.saved = 0
        self.refused: list[str] = []
        self.epoch: int | None = None
        self.awareness: list[bytes] = []

    def __str__(self) -> str:
        return str(self.text)

    def come_in(self, process: int = 0) -> Self:
        self.sent = self.saved = 0
        self.epoch = None
        self.socket = RoomClient.enter(
            self.live, self.room.room_id, self.user, process=process, invite=self.room.invite_link_token
        )
        self.socket.send_binary(bytes((0, 0, 0)) + write_bytes(self.doc.get_state()))
        self.until(lambda: self.epoch is not None)
        return self

    def type(self, index: int, text: str) -> None:
        known = self.doc.get_state()
        self.text.insert(index, text)
        self.send(self.doc.get_update(known))

    def send(self, update: bytes, sync: SyncKind = SyncKind.UPDATE) -> None:
        self.sent += update != b"\x00\x00"
        self.socket.send_binary(update_frame(update, sync))

    def until(self, true: Callable[[], bool], *others: "Editor") -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, f"{[str(each) for each in (self, *others)]}"
            for editor in (self, *others):
                editor.socket._pump(0.02, "documents")
                for frame in editor.socket.frames:
                    editor._take(frame)
                editor.socket.frames.clear()

    def _take(self, frame: bytes) -> None:
        kind, at = read_uint(frame, 1)
        if kind == MessageKind.SYNC:
            data, _ = read_bytes(frame, at + 1)
            if frame[at] == SyncKind.STEP_1:
                self.send(self.doc.get_update(data), SyncKind.STEP_2)
            else:
                self.doc.apply_update(data)
        elif kind == MessageKind.SAVED:
            self.saved = read_uint(frame, at)[0]
        elif kind == MessageKind.REFUSED:
            self.refused.append(read_bytes(frame, read_uint(frame, at)[1])[0].decode())
        elif kind == MessageKind.EPOCH:
            self.epoch = read_uint(frame, at)[0]
        elif kind == MessageKind.AWARENESS:
            self.awareness.append(frame)


def agree(first: Editor, second: Editor) -> str:
    first.until(
        lambda: str(first) == str(second) and first.saved == first.sent and second.saved == second.sent,
        second,
    )
    return str(first)


def two_people(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> tuple[Any, Editor, Editor]:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    return room, Editor(live, room, ada), Editor(live, room, cai)


def test_two_people_type_at_once(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    room, ada, cai = two_people(live, make_user, make_room)
    ada.come_in(0)
    cai.come_in(1)
    for number in range(10):
        ada.type(0, f"a{number} ")
        cai.type(0, f"c{number} ")
    text = agree(ada, cai)
    assert all(text.count(f"{who}{number} ") == 1 for who in "ac" for number in range(10))
    assert services.read_code(room=room.pk).content == text
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline and room.current_code != text:
        time.sleep(0.1)
        room.refresh_from_db()
    assert (room.current_code, room.code_version) == (text, 20)


def test_a_killed_server_loses_nothing(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    _room, ada, cai = two_people(live, make_user, make_room)
    ada.come_in(0)
    cai.come_in(0)
    for number in range(20):
        ada.type(0, f"a{number} ")
        cai.type(0, f"c{number} ")
    live.kill(0)
    for editor in (ada, cai):
        with pytest.raises(SocketClosed):
            editor.until(lambda: False)
        editor.text.insert(0, "offline ")
    live.restart(0)
    ada.come_in(0)
    cai.come_in(1)
    text = agree(ada, cai)
    assert all(text.count(f"{who}{number} ") == 1 for who in "ac" for number in range(20))
    assert text.count("offline ") == 2


def test_a_frame_that_is_none_ends_no_socket_and_stops_no_cursor(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    _room, ada, cai = two_people(live, make_user, make_room)
    ada.come_in()
    cai.come_in()
    for junk in (b"\x00", b"\xff" * 100, b"\x00\x00\x02\xff\xff", b"\x01\x00\x00\x01\x00"):
        ada.socket.send_binary(junk)
    ada.socket.send_binary(awareness_update(5, 1, '{"cursor": 1}'))
    cai.until(lambda: any(b"cursor" in frame for frame in cai.awareness))
    cai.type(0, "fine")
    ada.until(lambda: str(ada) == "fine", cai)
    ada.send(b"junk")
    ada.until(lambda: ada.refused == ["invalid"])
