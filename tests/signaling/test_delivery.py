"""Durable events: exactly once, in order, for everyone, whatever hint is lost and whoever does not read."""

import socket
import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection

from rooms.chat import post_message
from signaling.hooks import Person
from tests.ws import RoomClient, access_token


@pytest.fixture
def people(make_user, make_room):
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    return ada, cai, make_room(owner=ada)


def say(room, user, text, client_id=None):
    """From a process without sockets and without a channel layer: no hint is sent, as if it had been lost."""
    person = Person(str(user.pk), user.username, user.full_name, "OWNER")
    return post_message(room=room.pk, person=person, message=text, client_id=client_id)


def test_what_no_hint_told_is_found_within_a_second(live, people):
    ada, cai, room = people
    with RoomClient.enter(live, room.room_id, cai, process=1) as client:
        say(room, ada, "unheralded")
        assert client.expect("chat", within=1.5)["message"] == "unheralded"


def test_lost_and_arriving_hints_mixed_give_everyone_every_message_once_and_in_order(live, people):
    ada, cai, room = people
    with (
        RoomClient.enter(live, room.room_id, ada) as first,
        RoomClient.enter(live, room.room_id, cai, process=1) as second,
    ):

        def lost():
            for n in range(40):
                say(room, ada, f"lost {n}")
            connection.close()

        thread = threading.Thread(target=lost)
        thread.start()
        for n in range(8):
            second.send("chat", message=f"told {n}", within=15)
        thread.join()
        for client in (first, second):
            heard = [client.expect("chat", within=10) for _ in range(48)]
            seqs = [event["seq"] for event in heard]
            assert seqs == sorted(set(seqs))
            texts = [event["message"] for event in heard]
            assert [t for t in texts if t.startswith("lost")] == [f"lost {n}" for n in range(40)]
            assert [t for t in texts if t.startswith("told")] == [f"told {n}" for n in range(8)]
            client.hears_nothing("chat")


@pytest.mark.django_db(transaction=True)
def test_fifty_equal_frames_at_once_are_one_message(people):
    ada, _, room = people
    acks = []

    def post():
        try:
            acks.append(say(room, ada, "same", client_id="the-one"))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(acks) == 50
    assert len(set(acks)) == 1
    assert room.chat.count() == 1


def who_never_reads(live, room, user):
    """A raw socket with the smallest window, past its handshake, that reads no more."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", live[0].port))
    lines = [
        f"GET /ws/rooms/{room.room_id}/?peer=never-reads HTTP/1.1",
        f"Host: localhost:{live[0].port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        f"Authorization: Bearer {access_token(user)}",
    ]
    raw.sendall("\r\n".join([*lines, "", ""]).encode())
    assert b"101" in raw.recv(64)
    return raw


def test_who_does_not_read_is_dropped_and_nobody_else_waits(live, people, api):
    ada, cai, room = people
    assert api(cai).post(f"/api/rooms/{room.room_id}/join", {}).status_code == 200
    with RoomClient.enter(live, room.room_id, ada) as reader, ExitStack() as stack:
        stack.enter_context(who_never_reads(live, room, cai))
        reader.expect("join")
        count, heard = 700, 0  # 7 MB: more than the kernel's buffers take
        for n in range(count):
            say(room, ada, f"{n} " + "x" * 9_900)
            heard += sum(event["type"] == "chat" for event in reader.drain(0))
        deadline = time.monotonic() + 30
        while heard < count and time.monotonic() < deadline:
            heard += sum(event["type"] == "chat" for event in reader.drain(0.2))
        assert heard == count
        # 2 s for a last frame and 2 s for the close, then the connection is cut, and 15 s later they have left
        gone = reader.expect("leave", within=40)
        assert gone["userId"] == str(cai.pk)
        with RoomClient.connect(live, room.room_id, cai) as back:
            back.send("catch-up", since=back.welcome["seq"] - 100, within=20)
            assert back.expect("head", within=20)["seq"] >= reader.seq
            assert (
                len([event for event in back.drain() if event["type"] == "chat"]) >= 95
            )  # a join and a leave are among them


def test_an_idle_socket_still_hears_after_fifteen_seconds(live, people):
    ada, cai, room = people
    with (
        RoomClient.enter(live, room.room_id, ada) as first,
        RoomClient.enter(live, room.room_id, cai, process=1) as second,
    ):
        second.hears_nothing("chat", within=15)
        first.send("chat", message="still there?")
        assert second.expect("chat")["message"] == "still there?"
