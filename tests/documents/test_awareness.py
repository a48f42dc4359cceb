"""Awareness: others see where one is, under the name the server knows, and no longer than the connection lives."""

import asyncio
import json

import pytest

from signaling.documents.awareness import COLOURS, MAX_AWARENESS_BYTES, parse_awareness
from signaling.documents.varint import Malformed, write_bytes, write_uint
from tests.documents.network import Network, Process
from tests.documents.yjs import Client, awareness_update, until


async def show(client: Client, number: int, clock: int = 1, **state: object) -> None:
    assert client.lane is not None
    await client.lane.receive(awareness_update(number, clock, json.dumps(state)))


def seen(client: Client, number: int) -> dict[str, object] | None:
    state = client.awareness.get(number, "null")
    return json.loads(state)


async def test_others_see_a_cursor_with_the_servers_word_on_who_it_is(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(ada, 11, cursor=5, user={"id": "2", "name": "Root"})
    await until(lambda: seen(cai, 11), ada, cai)
    state = seen(cai, 11)
    assert state is not None
    assert state["cursor"] == 5
    assert state["user"] == {"id": "1", "name": "Some One", "colour": state["user"]["colour"]}
    assert state["user"]["colour"] in COLOURS
    assert ada.awareness == {}


async def test_of_a_reader_others_know_the_view_but_no_cursor(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    sam = await Client(room, "2", abilities=frozenset()).connect(process)
    await show(sam, 11, cursor=5, view={"top": 3})
    await until(lambda: seen(ada, 11), ada, sam)
    state = seen(ada, 11)
    assert state is not None and state.keys() == {"user", "view"} and state["view"] == {"top": 3}


async def test_a_newcomer_sees_who_is_there(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await show(ada, 11, cursor=5)
    cai = await Client(room, "2").connect(process)
    assert seen(cai, 11)


async def test_a_question_is_answered(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    cai.awareness.clear()
    assert cai.lane is not None
    await cai.lane.receive(b"\x00\x03")
    await cai.read()
    assert seen(cai, 11)


async def test_a_cursor_goes_with_its_connection(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    ada.disconnect()
    await until(lambda: seen(cai, 11) is None, cai)


async def test_a_state_that_is_taken_back_goes(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    assert ada.lane is not None
    await ada.lane.receive(awareness_update(11, 2, "null"))
    await until(lambda: seen(cai, 11) is None, cai)


async def test_nobody_speaks_for_another_connection(room: int, process: Process) -> None:
    ada, cai, eve = [await Client(room, user).connect(process) for user in ("1", "2", "3")]
    await show(ada, 11, cursor=5)
    await show(eve, 11, clock=9, cursor=666)
    await show(eve, 13, cursor=7)
    await show(eve, 11, clock=10, cursor=666)
    assert eve.lane is not None
    await eve.lane.receive(awareness_update(11, 11, "null"))
    await show(eve, 14, cursor=8)
    await until(lambda: seen(cai, 13), cai)
    assert seen(cai, 11)["cursor"] == 5
    assert seen(cai, 14) is None


async def test_an_older_state_never_replaces_a_newer_one(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(ada, 11, clock=5, cursor=5)
    await show(ada, 11, clock=4, cursor=4)
    await until(lambda: seen(cai, 11), cai)
    await asyncio.sleep(0.05)
    await cai.read()
    assert seen(cai, 11)["cursor"] == 5


async def test_one_who_comes_back_before_the_old_connection_is_known_dead_keeps_the_id(
    room: int, process: Process
) -> None:
    old, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await show(old, 11, cursor=5)
    new = await Client(room, "1").connect(process)
    await show(new, 11, clock=2, cursor=6)
    old.disconnect()
    await until(lambda: (seen(cai, 11) or {}).get("cursor") == 6, cai)
    await asyncio.sleep(0.05)
    await cai.read()
    assert seen(cai, 11)["cursor"] == 6


async def test_who_may_not_edit_is_there_but_has_no_cursor(room: int, process: Process) -> None:
    viewer = await Client(room, "1", abilities=frozenset()).connect(process)
    cai = await Client(room, "2").connect(process)
    await show(viewer, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    assert set(seen(cai, 11)) == {"user"}


async def test_states_in_a_burst_go_out_as_one_frame(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    for clock in range(1, 40):
        await show(ada, 11, clock=clock, cursor=clock)
    await asyncio.sleep(0.06)
    assert len(cai.socket.frames) == 1
    await cai.read()
    assert seen(cai, 11)["cursor"] == 39


async def test_cursors_cross_processes_and_so_does_their_end(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    third = network.process()
    eve = await Client(room, "3").connect(third)
    await until(lambda: seen(eve, 11), eve)
    ada.disconnect()
    await until(lambda: seen(cai, 11) is None and seen(eve, 11) is None, cai, eve)


async def test_nobody_speaks_for_a_connection_on_another_process(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    eve = await Client(room, "3").connect(second)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    await show(eve, 11, clock=9, cursor=666)
    await asyncio.sleep(0.08)
    await cai.read()
    assert seen(cai, 11)["cursor"] == 5


async def test_cursors_of_a_process_that_died_are_forgotten(
    room: int, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    await show(ada, 11, cursor=5)
    await until(lambda: seen(cai, 11), cai)
    first.kill()
    monkeypatch.setattr("signaling.documents.awareness.REMOTE_SECONDS", -1.0)
    await second.poll()
    await until(lambda: seen(cai, 11) is None, cai)


BAD = {
    "too big": write_uint(1)
    + write_uint(1)
    + write_uint(1)
    + write_bytes(b'"' + b"x" * MAX_AWARENESS_BYTES + b'"'),
    "cut": b"\x01\x01",
    "left over": b"\x00\x00",
    "no JSON": b"\x01\x01\x01" + write_bytes(b"{"),
    "no object": b"\x01\x01\x01" + write_bytes(b"7"),
    "no UTF-8": b"\x01\x01\x01" + write_bytes(b'"\xff"'),
    "deep": b"\x01\x01\x01" + write_bytes(b"[" * 1900),
    "nested": b"\x01\x01\x01" + write_bytes(b'{"a":' * 100 + b"1" + b"}" * 100),
    "a key twice": b"\x01\x01\x01" + write_bytes(b'{"a":1,"a":2}'),
    "infinite": b"\x01\x01\x01" + write_bytes(b'{"a":Infinity}'),
    "a clock out of range": b"\x01\x01" + write_uint(2**31) + write_bytes(b"{}"),
}


@pytest.mark.parametrize("why", BAD)
def test_what_is_no_awareness_is_malformed(why: str) -> None:
    with pytest.raises(Malformed):
        parse_awareness(BAD[why])


async def test_bad_awareness_disturbs_nobody(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    assert ada.lane is not None
    for bad in BAD.values():
        await ada.lane.receive(b"\x00\x01" + write_bytes(bad))
    await show(cai, 12, cursor=1)
    await until(lambda: seen(ada, 12), ada)
    assert ada.socket.closed_with is None
    assert cai.awareness == {}
