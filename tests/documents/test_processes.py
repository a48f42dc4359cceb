"""Several processes on one database: whatever is lost on the way between them, the copies agree and nothing is lost."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from signaling.documents.log import load, rows_after
from signaling.documents.models import DocumentCheckpoint, DocumentHead, DocumentUpdate, SharedDocument
from signaling.documents.refusals import guarded
from signaling.documents.replica import Replica
from tests.documents.network import Network, Process, watched
from tests.documents.updates import insert, string
from tests.documents.yjs import Client, agree, settle

CODE = "code"


def text_of_log(room: int) -> str:
    document = SharedDocument.objects.get(room=room, kind=CODE)
    replica = Replica(CODE)
    for row in rows_after(document.pk, 0):
        replica.take(row.data)
    return replica.text()


def text_as_loaded(room: int) -> str:
    return load(room, CODE).replica.text()


async def test_hints_carry_edits_without_a_poll(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    await ada.insert(0, "from ada ")
    await cai.insert(0, "from cai ")
    text = await agree(ada, cai)
    assert sorted(text.split()) == ["ada", "cai", "from", "from"]
    assert "from ada " in text
    assert "from cai " in text


async def test_a_poll_heals_what_hints_lost(room: int, network: Network) -> None:
    network.lost = 1.0
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    for _ in range(30):
        await ada.insert(0, "x")
    await settle(ada)
    await cai.read()
    assert str(cai) == ""
    await second.poll()
    assert await agree(ada, cai) == "x" * 30


async def test_a_hint_out_of_its_turn_is_filled_from_the_log(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    network.lost = 1.0
    await ada.insert(0, "lost ")
    await settle(ada)
    network.lost = 0.0
    await ada.insert(0, "heard ")
    assert await agree(ada, cai) == "heard lost "


async def test_large_rows_are_hinted_by_number_only(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    await ada.insert(0, "x" * 200_000)
    await agree(ada, cai)
    hint = next(message for message in network.sent if message["kind"] == "document")
    assert hint["updates"] == []


async def test_two_writers_that_hear_nothing_of_each_other_share_one_log(room: int, network: Network) -> None:
    network.lost = 1.0
    processes = [network.process() for _ in range(3)]
    clients = [await Client(room, str(n)).connect(process) for n, process in enumerate(processes)]

    async def write(client: Client, letter: str) -> None:
        for _ in range(20):
            await client.insert(0, letter)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(client, letter) for client, letter in zip(clients, "abc", strict=True)))
    await settle(*clients)
    for process in processes:
        await process.poll()
    text = await agree(*clients)
    assert Counter(text) == {"a": 20, "b": 20, "c": 20}
    seqs = [
        seq async for seq in DocumentUpdate.objects.filter(document__room=room).values_list("seq", flat=True)
    ]
    assert sorted(seqs) == list(range(1, 61))
    assert await sync_to_async(text_of_log)(room) == text


@pytest.mark.parametrize("after_commit", [False, True])
async def test_a_process_killed_while_committing_loses_and_doubles_nothing(
    room: int, network: Network, after_commit: bool
) -> None:
    dead = asyncio.Event()

    async def die(name: str, args: tuple[Any, ...]) -> None:
        if armed and name == "commit":
            dead.set()
            await asyncio.Event().wait()

    doomed = network.process(watched(after=die) if after_commit else watched(before=die))
    other = network.process()
    armed = False
    ada, cai = await Client(room, "1").connect(doomed), await Client(room, "2").connect(other)
    await ada.insert(0, "kept ")
    await agree(ada, cai)
    armed = True
    await ada.insert(0, "risked ")
    await dead.wait()
    doomed.kill()
    assert (ada.saved, ada.sent) == (1, 2)
    await ada.connect(other)
    assert await agree(ada, cai) == "risked kept "
    assert await sync_to_async(text_of_log)(room) == "risked kept "


async def test_edits_wait_for_a_database_that_is_away_and_nobody_is_told_they_are_saved(
    room: int, network: Network
) -> None:
    away = False

    def fail(name: str, args: tuple[Any, ...]) -> None:
        if away:
            raise OperationalError(2006, "Server has gone away")

    process = network.process(watched(before=fail))
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "before ")
    await agree(ada, cai)
    away = True
    for number in range(5):
        await ada.insert(0, f"{number} ")
    await asyncio.sleep(0.3)
    await ada.read()
    await cai.read()
    assert (ada.saved, str(cai)) == (1, "before ")
    away = False
    assert await agree(ada, cai, seconds=5) == "4 3 2 1 0 before "
    assert ada.saved == 6


async def test_a_commit_whose_answer_was_lost_is_not_doubled(room: int, network: Network) -> None:
    failures = [True]

    def fail(name: str, args: tuple[Any, ...]) -> None:
        if name == "commit" and failures:
            failures.pop()
            raise OperationalError(2013, "Lost connection during query")

    process = network.process(watched(after=fail))
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "once")
    assert await agree(ada, cai) == "once"
    assert ada.saved == 1
    assert await DocumentUpdate.objects.filter(document__room=room).acount() == 1


async def test_a_deadlock_is_tried_again(room: int, network: Network) -> None:
    failures = [OperationalError(1213, "Deadlock found"), OperationalError(1205, "Lock wait timeout")]

    def fail(name: str, args: tuple[Any, ...]) -> None:
        if name == "commit" and failures:
            raise failures.pop()

    ada = await Client(room, "1").connect(network.process(watched(before=fail)))
    await ada.insert(0, "x")
    await settle(ada)
    assert ada.saved == 1


async def test_an_edit_that_cannot_be_stored_is_refused_and_the_others_go_on(
    room: int, network: Network
) -> None:
    def fail(name: str, args: tuple[Any, ...]) -> None:
        if name == "commit" and any(edit.user == "bad" for edit in args[3]):
            raise ValueError("a fault nobody thought of")

    process = network.process(watched(before=fail))
    good, bad = await Client(room, "1").connect(process), await Client(room, "bad").connect(process)
    opened = next(iter(process.engine._opened.values()))
    async with opened.document.lock:
        await good.insert(0, "a")
        await bad.insert(0, "b")
        await good.insert(0, "c")
    await settle(good, bad)
    assert (good.refused, good.saved, bad.refused) == ([], 2, [(1, "invalid")])
    assert await sync_to_async(text_of_log)(room) == "ca"


async def test_a_library_that_panics_over_one_edit_costs_that_edit_only(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    real = Replica._apply

    def panic(self: Replica, data: bytes) -> bytes:
        if b"panic" not in data:
            return real(self, data)
        real(self, insert(9, 0, string("spoilt")))
        return guarded(raise_panic)

    def raise_panic() -> bytes:
        raise PanicException

    monkeypatch.setattr(Replica, "_apply", panic)
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    opened = next(iter(process.engine._opened.values()))
    async with opened.document.lock:
        await ada.insert(0, "one")
        await cai.insert(0, "panic")
        await ada.insert(3, " two")
    await settle(ada, cai)
    assert cai.refused == [(1, "invalid")]
    assert (ada.saved, ada.refused) == (2, [])
    late = await Client(room, "3").connect(process)
    assert str(late) == "one two"


async def test_a_replica_is_dropped_a_minute_after_its_last_member(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "x")
    await settle(ada)
    ada.disconnect()
    await process.poll()
    assert process.engine._opened
    monkeypatch.setattr("signaling.documents.engine.RELEASE_SECONDS", -1.0)
    cai = await Client(room, "2").connect(process)
    await process.poll()
    assert process.engine._opened
    cai.disconnect()
    await process.poll()
    assert not process.engine._opened
    again = await Client(room, "1").connect(process)
    assert str(again) == "x"


@pytest.mark.parametrize("seed", range(3))
async def test_a_random_hour_in_short(room: int, network: Network, seed: int) -> None:
    """Three processes, lost hints, cut sockets, kills: every token is there once, for everyone, from every source."""
    chance = random.Random(seed)
    network.random.seed(seed)
    network.lost = 0.5
    processes = [network.process() for _ in range(3)]
    clients = [await Client(room, str(number)).connect(chance.choice(processes)) for number in range(5)]
    tokens: list[str] = []
    for step in range(150):
        client = chance.choice(clients)
        await client.read()
        match chance.randrange(20):
            case 0:
                client.disconnect()
                await client.connect(chance.choice(processes))
            case 1:
                client.disconnect()
            case 2:
                place = chance.randrange(3)
                processes[place].kill()
                processes[place] = network.process()
                for other in clients:
                    if other.lane is not None and chance.random() < 0.5:
                        other.disconnect()
                        await other.connect(processes[place])
            case 3:
                await chance.choice(processes).poll()
            case 4 | 5:
                await asyncio.sleep(0.01)
            case _:
                tokens.append(f"<{client.user}:{step}>")
                text = str(client)
                ends = [0, *(place + 1 for place, letter in enumerate(text) if letter == ">")]
                await client.insert(chance.choice(ends), tokens[-1])
    network.lost = 0.0
    for client in clients:
        client.disconnect()
        await client.connect(processes[0])
    for process in processes:
        await process.poll()
    text = await agree(*clients)
    assert all(text.count(token) == 1 for token in tokens)
    assert len(text) == sum(map(len, tokens))
    assert await sync_to_async(text_of_log)(room) == text
    assert await sync_to_async(text_as_loaded)(room) == text


async def test_checkpoint_and_tail_equal_the_whole_log(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.checkpoints.CHECKPOINT_ROWS", 20)
    monkeypatch.setattr("signaling.documents.saver.SAVE_AFTER_SECONDS", 0.02)
    ada = await Client(room, "1").connect(process)
    for number in range(90):
        await ada.insert(0, f"{number} é😀 ")
        if number % 3 == 0:
            await ada.delete(2, 5)
        await asyncio.sleep(0.005)
    await settle(ada)
    await process.stop()

    def rebuild() -> set[str]:
        texts = {text_of_log(room)}
        document = SharedDocument.objects.get(room=room, kind=CODE)
        head = DocumentHead.objects.get(document=document).seq
        assert DocumentCheckpoint.objects.filter(document=document).count() >= 3
        for checkpoint in DocumentCheckpoint.objects.filter(document=document):
            DocumentCheckpoint.objects.filter(document=document, seq__gt=checkpoint.seq).delete()
            SharedDocument.objects.filter(pk=document.pk).update(state_checksum=0)
            loaded = load(room, CODE)
            assert (loaded.replica.seq, loaded.damaged) == (head, False)
            texts.add(loaded.replica.text())
        return texts

    assert await sync_to_async(rebuild)() == {str(ada)}
