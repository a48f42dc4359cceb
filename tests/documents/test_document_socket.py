"""One document over a socket of its own: stock clients of two languages, and the rights of who holds it."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from httpx_ws import aconnect_ws
from pycrdt import Doc, Provider, Text
from pycrdt.websocket.websocket import HttpxWebsocket
from websockets.exceptions import InvalidStatus

from signaling import presence
from signaling.documents import services
from signaling.documents.frames import MessageKind, SyncKind
from signaling.documents.varint import write_bytes
from signaling.models import Connection, DocumentConnection
from tests.documents.stock import PATIENCE, StockClient
from tests.documents.yjs import awareness_update, update_frame
from tests.live import Live
from tests.ws import RoomClient, SocketClosed, access_token, join

STEP_1 = bytes((MessageKind.SYNC, SyncKind.STEP_1, 1, 0))


@pytest.fixture
def place(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> tuple[Any, Any, str, Any, str]:
    """A room, and a host and a candidate who have joined it, each with a token."""
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    tokens = []
    for person in (ada, cai):
        token = access_token(person)
        assert join(live, room.room_id, token, invite=room.invite_link_token).status_code == 200
        tokens.append(token)
    return room, ada, tokens[0], cai, tokens[1]


def open_document(live: Live, room: Any, token: str, kind: str = "code", **how: Any) -> RoomClient:
    path = f"/ws/rooms/{room.room_id}/documents/{kind}"
    return RoomClient.connect(live, room.room_id, token=token, path=path, welcome=False, **how)


def code(room: Any) -> str:
    return services.read_code(room=room.pk).content


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


async def type_with_pycrdt(
    url: str, room: Any, token: str, pieces: list[str], wanted: Callable[[str], bool]
) -> str:
    """The stock provider of pycrdt: writes, and goes on until it sees what is wanted."""
    doc: Doc[Text] = Doc()
    text = doc.get("code", type=Text)
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{url}/ws/rooms/{room.room_id}/documents/code"
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        aconnect_ws(address, client, headers=headers) as socket,
        Provider(doc, HttpxWebsocket(socket, address)) as provider,
    ):
        await provider.synced.wait()
        for piece in pieces:
            text.insert(0, piece)
            await asyncio.sleep(0.01)
        deadline = time.monotonic() + PATIENCE
        while not wanted(str(text)):
            assert time.monotonic() < deadline, str(text)
            await asyncio.sleep(0.05)
        return str(text)


def test_stock_clients_of_two_languages_and_a_json_client_type_at_once(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, ada_token, cai, cai_token = place
    with (
        StockClient(live.ws(0), room.room_id, token=ada_token) as npm,
        RoomClient.connect(live, room.room_id, cai, token=cai_token, documents="", process=1) as json,
    ):
        npm.expect("sync", synced=True)
        json.send("code-change", content="start 😀\n", version=0)
        for number in range(10):
            npm.tell("insert", at=0, piece=f"n{number}漢😀 ")
            json.send("code-change", content=f"j{number} 😀 start 😀\n", version=1)
        pieces = [f"p{number} " for number in range(10)]

        def whole(text: str) -> bool:
            return all(f"{who}{number}" in text for who in "njp" for number in range(10))

        seen = asyncio.run(type_with_pycrdt(live.ws(1), room, ada_token, pieces, whole))
        wait_for(lambda: whole(code(room)))
        text = code(room)
        assert seen == text
        npm.until_text(text)
        assert all(text.count(f"{who}{number}") == 1 for who in "njp" for number in range(10))
        assert npm.errors == []


def test_the_stock_client_comes_in_with_a_ticket_once(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, token, _, _ = place
    answer = httpx.post(
        f"{live.http()}/api/rooms/{room.room_id}/ws-ticket", headers={"Authorization": f"Bearer {token}"}
    )
    ticket = answer.json()["ticket"]
    with StockClient(live.ws(), room.room_id, ticket=ticket) as npm:
        npm.expect("sync", synced=True)
        npm.tell("insert", at=0, piece="by ticket")
        wait_for(lambda: code(room) == "by ticket")
    with pytest.raises(InvalidStatus):
        RoomClient.connect(
            live, "", path=f"/ws/rooms/{room.room_id}/documents/code?ticket={ticket}", welcome=False
        )


def test_awareness_comes_back_to_its_sender_so_that_stock_clients_do_not_hang_up(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, token, _, _ = place
    with open_document(live, room, token) as socket:
        for clock in (1, 2):  # a client repeats its state every 15 s
            socket.send_binary(awareness_update(5, clock, "{}")[1:])
            heard = socket.expect_binary(lambda frame: frame[0] == MessageKind.AWARENESS)
            assert b'"name":"Ada"' in heard


def test_stock_clients_see_each_other_by_name(live: Live, place: tuple[Any, Any, str, Any, str]) -> None:
    room, _, ada_token, _, cai_token = place
    with (
        StockClient(live.ws(0), room.room_id, token=ada_token) as ada,
        StockClient(live.ws(1), room.room_id, token=cai_token) as cai,
    ):
        for client in (ada, cai):
            client.expect("sync", synced=True)
            client.tell("show", state={"cursor": 1, "user": {"name": "Root"}})
        wait_for(lambda: "Cai" in ada.read()["people"] and "Ada" in cai.read()["people"])


def test_frames_of_our_own_kinds_are_kept_from_stock_clients(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, token, _, _ = place
    with open_document(live, room, token) as socket:
        socket.send_binary(STEP_1)
        doc: Doc[Text] = Doc()
        doc.get("code", type=Text).insert(0, "x")
        socket.send_binary(update_frame(doc.get_update())[1:])
        wait_for(lambda: code(room) == "x")
        socket.drain(0.5)
        assert {frame[0] for frame in socket.frames} == {MessageKind.SYNC}


def test_who_may_only_read_follows_and_is_sent_away_when_they_write(
    live: Live, place: tuple[Any, Any, str, Any, str], api: Callable[..., Any]
) -> None:
    room, ada, ada_token, _, cai_token = place
    api(ada).patch(f"/api/rooms/{room.room_id}", {"allowEditCode": False})
    with (
        StockClient(live.ws(), room.room_id, token=ada_token) as host,
        StockClient(live.ws(), room.room_id, token=cai_token) as reader,
    ):
        reader.expect("sync", synced=True)
        host.tell("insert", at=0, piece="only the host")
        reader.until_text("only the host")
        reader.tell("insert", at=0, piece="me too ")
        warned = reader.expect("warning")
        assert "read_only" in warned["words"][0]
        assert reader.expect("closed")["code"] == 4403
        assert host.read()["text"] == code(room) == "only the host"
        assert reader.errors == []


def test_rights_that_end_end_the_socket_within_a_second(
    live: Live, place: tuple[Any, Any, str, Any, str], api: Callable[..., Any]
) -> None:
    room, ada, _, cai, token = place
    with open_document(live, room, token, process=1) as socket:
        socket.send_binary(STEP_1)
        socket.expect_binary()
        answer = api(ada).post(f"/api/rooms/{room.room_id}/participants/{cai.pk}/remove")
        assert answer.status_code == 200
        assert socket.wait_closed(2) == 4403
        assert socket.events == []
    refused = open_document(live, room, token)
    assert refused.wait_closed() == 4403
    assert [frame[:2] for frame in refused.frames] == [b"\x02\x00"]


def test_signing_out_ends_the_socket_within_a_second(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, _, _, token = place
    with open_document(live, room, token, process=1) as socket:
        socket.send_binary(STEP_1)
        socket.expect_binary()
        answer = httpx.post(f"{live.http()}/api/auth/logout", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        assert socket.wait_closed(2) == 4401


def test_whom_the_board_is_hidden_from_cannot_hold_it(
    live: Live, place: tuple[Any, Any, str, Any, str], api: Callable[..., Any]
) -> None:
    room, ada, ada_token, _, token = place
    with (
        RoomClient.connect(live, room.room_id, ada, token=ada_token) as host,
        open_document(live, room, token, "board") as board,
        open_document(live, room, token, "code") as held,
    ):
        board.send_binary(STEP_1)
        board.expect_binary()
        host.send("whiteboard-visibility", visible=False)
        assert board.wait_closed() == 4403
        assert open_document(live, room, token, "board").wait_closed() == 4403
        held.send_binary(STEP_1)  # the code is another matter
        held.expect_binary()
        with open_document(live, room, ada_token, "board") as own:
            own.send_binary(STEP_1)
            own.expect_binary()


@pytest.mark.parametrize("path", ["documents/chat", "documents/", "documents/code/x"])
def test_there_is_no_such_document(live: Live, place: tuple[Any, Any, str, Any, str], path: str) -> None:
    room, _, token, _, _ = place
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, "", token=token, path=f"/ws/rooms/{room.room_id}/{path}", welcome=False)


def test_who_has_no_place_gets_nothing(
    live: Live, place: tuple[Any, Any, str, Any, str], make_user: Callable[..., Any]
) -> None:
    room, _, token, _, _ = place
    outsider = open_document(live, room, access_token(make_user("eve", account_type="CANDIDATE")))
    with contextlib.suppress(SocketClosed):  # it may be closed already
        outsider.send_binary(STEP_1)
    assert outsider.wait_closed() == 4404
    assert outsider.events == []
    with pytest.raises(InvalidStatus):
        open_document(live, room, "")
    with pytest.raises(InvalidStatus):
        open_document(live, room, token, origin="https://elsewhere.example")


def test_it_makes_nobody_present_but_counts_among_the_persons_sockets(
    live: Live, place: tuple[Any, Any, str, Any, str]
) -> None:
    room, _, ada_token, cai, token = place
    with contextlib.ExitStack() as stack:
        host = stack.enter_context(RoomClient.connect(live, room.room_id, token=ada_token))
        for _ in range(presence.SOCKETS_PER_ROOM):
            socket = stack.enter_context(open_document(live, room, token))
            socket.send_binary(STEP_1)
            socket.expect_binary()
        assert not Connection.objects.filter(person=str(cai.pk)).exists()
        host.hears_nothing("join", userId=str(cai.pk))
        assert open_document(live, room, token).wait_closed() == 4429
        last = RoomClient.connect(live, room.room_id, cai, token=token, welcome=False)
        assert last.wait_closed() == 4429
        socket.close()
        wait_for(lambda: DocumentConnection.objects.count() == presence.SOCKETS_PER_ROOM - 1)
        stack.enter_context(RoomClient.connect(live, room.room_id, cai, token=token))
        host.expect("join", userId=str(cai.pk))


def test_junk_ends_nothing_but_its_own_socket(live: Live, place: tuple[Any, Any, str, Any, str]) -> None:
    room, _, token, _, cai_token = place
    with open_document(live, room, token) as good, open_document(live, room, cai_token) as bad:
        for junk in (b"\xff" * 50, bytes((MessageKind.SYNC, SyncKind.UPDATE)) + write_bytes(b"junk")):
            bad.send_binary(junk)  # the first is only counted
        assert bad.wait_closed() == 4403
        good.send_binary(STEP_1)
        good.expect_binary()
        good.send_raw("text")
        assert good.wait_closed() == 4400
