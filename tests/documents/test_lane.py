"""The binary lane: what two people with the document open see, and what is refused."""

import asyncio
from typing import Any

import pytest

from signaling.documents import services
from signaling.documents.frames import SyncKind
from signaling.documents.lane import DocumentLane
from signaling.documents.member import MAX_UNSETTLED_FRAMES
from signaling.documents.models import DocumentClient, DocumentUpdate, SharedDocument
from tests.documents.network import Network, Process, watched
from tests.documents.yjs import Client, agree, settle, until

CODE = "code"


async def rows(room: int) -> list[DocumentUpdate]:
    query = DocumentUpdate.objects.filter(document__room=room, document__kind=CODE).order_by("seq")
    return [row async for row in query]


async def test_what_one_types_the_other_sees(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "print('hé😀')")
    await cai.insert(0, "# greet\n")
    assert await agree(ada, cai) in {"print('hé😀')# greet\n", "# greet\nprint('hé😀')"}
    assert ada.saved == cai.saved == 1
    log = await rows(room)
    assert [(row.seq, row.user, row.kind) for row in log] == [(1, "1", "yjs"), (2, "2", "yjs")]
    assert all(row.time > 1_700_000_000_000_000 for row in log)


async def test_a_joiner_gets_the_epoch_the_text_and_a_question_for_what_is_missing(
    room: int, process: Process
) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "abc")
    await settle(ada)
    late = await Client(room, "2").connect(process)
    assert (str(late), late.epoch) == ("abc", 1)
    assert len(late.asked) == 1


async def test_the_first_text_is_written_once(room: int, process: Process, network: Network) -> None:
    key = room + 500_000
    await asyncio.to_thread(services.create_documents, room=key, language="python", text="a\r\nb\rc")
    ada = await Client(key, "1").connect(process)
    other = network.process()
    cai = await Client(key, "2").connect(other)
    assert str(ada) == str(cai) == "a\nb\nc"
    assert len(await rows(key)) == 1


async def test_nothing_is_said_to_be_saved_before_its_row_is_there(room: int, network: Network) -> None:
    gate = asyncio.Event()

    async def wait(name: str, args: tuple[Any, ...]) -> None:
        if name == "commit":
            await gate.wait()

    process = network.process(watched(before=wait))
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "x")
    await asyncio.sleep(0.1)
    await ada.read()
    await cai.read()
    assert (ada.saved, str(cai), await rows(room)) == (0, "", [])
    gate.set()
    await agree(ada, cai)
    assert (ada.saved, ada.seq, len(await rows(room))) == (1, 1, 1)


async def test_who_may_not_edit_is_refused_and_still_sees(room: int, process: Process) -> None:
    viewer = await Client(room, "3", abilities=frozenset()).connect(process)
    ada = await Client(room, "1").connect(process)
    await viewer.insert(0, "mine")
    await ada.insert(0, "hers")
    await until(lambda: "hers" in str(viewer), viewer, ada)
    assert viewer.refused == [(1, "read_only")]
    assert len(await rows(room)) == 1
    assert str(ada) == "hers"


async def test_a_viewer_who_joins_again_with_a_copy_is_not_refused(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "abcdef")
    await ada.delete(1, 3)
    await settle(ada)
    viewer = await Client(room, "3", abilities=frozenset()).connect(process)
    viewer.disconnect()
    await viewer.connect(process)
    assert viewer.refused == []
    viewer.disconnect()
    viewer.text.insert(0, "offline")
    await viewer.connect(process)
    await viewer.read()
    assert viewer.refused == [(1, "read_only")]


async def test_a_right_that_goes_while_the_edit_waits_counts(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    opened = next(iter(process.engine._opened.values()))
    async with opened.document.lock:
        await ada.insert(0, "x")
        ada.socket.abilities = frozenset()
    await settle(ada)
    assert ada.refused == [(1, "read_only")]
    assert await rows(room) == []


async def test_a_client_id_belongs_to_who_wrote_under_it_first(room: int, process: Process) -> None:
    ada = await Client(room, "1", client_id=77).connect(process)
    await ada.insert(0, "a")
    await settle(ada)
    thief = await Client(room, "2", client_id=77).connect(process)
    await thief.insert(1, "b")
    await settle(thief)
    assert thief.refused == [(1, "foreign_client")]
    again = await Client(room, "1", client_id=77).connect(process)
    await again.insert(1, "c")
    await settle(again)
    assert (again.refused, again.saved) == ([], 1)
    owners = [(row.client_id, row.user) async for row in DocumentClient.objects.filter(document__room=room)]
    assert owners == [(77, "1")]


async def test_the_owner_of_a_client_id_is_known_on_every_process(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    spy = await Client(room, "9").connect(second)
    ada = await Client(room, "1", client_id=77).connect(first)
    await ada.insert(0, "a")
    await agree(ada, spy)
    thief = await Client(room, "2", client_id=77).connect(second)
    await thief.insert(1, "b")
    await settle(thief)
    assert thief.refused == [(1, "foreign_client")]


async def test_after_a_gap_the_server_asks_for_what_is_missing(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    ada.text.insert(0, "a")
    ada.outgoing.clear()  # this update is lost on the way
    await ada.insert(1, "b")
    cai = await Client(room, "2").connect(process)
    await until(lambda: str(cai) == "ab", ada, cai)
    assert ada.refused == [(1, "gap")]
    assert ada.settled


async def test_a_deletion_of_what_is_not_known_is_a_gap(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.send(b"\x00\x01\x05\x01\x00\x03")
    await settle(ada)
    assert ada.refused == [(1, "gap")]


@pytest.mark.parametrize("update", [b"", b"\x00", b"\x01", b"\xff" * 40, b"\x00\x00\x00", b"hello"])
async def test_an_update_that_is_none_is_refused(room: int, process: Process, update: bytes) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.send(update)
    await ada.read()
    assert ada.refused == [(1, "invalid")]
    await ada.insert(0, "fine")
    await settle(ada)
    assert ada.saved == 2


async def test_a_frame_over_a_megabyte_is_refused(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "x" * (1024 * 1024))
    await ada.read()
    assert ada.refused == [(1, "too_big")]
    fits = await Client(room, "1").connect(process)
    await fits.insert(0, "x" * (1024 * 1024 - 200))
    await settle(fits)
    assert fits.saved == 1


async def test_a_text_over_the_limit_is_refused_and_the_document_lives_on(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.text_content.MAX_TEXT_UNITS", 100)
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "x" * 90)
    await ada.delete(0, 80)
    await ada.insert(0, "y" * 60)
    await settle(ada)
    assert (ada.saved, ada.refused) == (3, [])
    await ada.insert(0, "z" * 40)
    await settle(ada)
    assert ada.refused == [(4, "too_big")]
    cai = await Client(room, "2").connect(process)
    await cai.insert(0, "a")
    await settle(cai)
    assert str(cai) == "a" + "y" * 60 + "x" * 10


async def test_who_is_refused_again_and_again_is_closed(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    for _ in range(19):
        await ada.send(b"junk")
    assert ada.socket.closed_with is None
    await ada.send(b"junk")
    assert ada.socket.closed_with == 4403
    assert cai.socket.closed_with is None


@pytest.mark.parametrize(
    "frame", [b"", b"\x00", b"\x02\x00\x00\x01\x00", b"\x07\x00", b"\x00\x02\x00", b"\x00\x04\x01\x01"]
)
async def test_a_frame_that_is_none_disturbs_nobody(room: int, process: Process, frame: bytes) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    assert ada.lane is not None
    await ada.lane.receive(frame)
    await cai.insert(0, "ok")
    assert await agree(ada, cai) == "ok"


async def test_a_repeat_is_saved_again_without_a_row(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "abc")
    whole = ada.doc.get_update()
    await ada.send(whole)
    await ada.send(whole, SyncKind.STEP_2)
    await settle(ada)
    assert (ada.saved, ada.seq, len(await rows(room))) == (3, 1, 1)


async def test_what_was_typed_offline_arrives_with_the_next_connection(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "one ")
    await agree(ada, cai)
    ada.disconnect()
    await ada.insert(4, "two ")
    await cai.insert(4, "three")
    await settle(cai)
    await ada.connect(process)
    text = await agree(ada, cai)
    assert text.count("two ") == text.count("three") == 1


async def test_many_edits_make_few_transactions(room: int, network: Network) -> None:
    batches: list[int] = []

    async def count(name: str, args: tuple[Any, ...]) -> None:
        if name == "commit":
            batches.append(len(args[3]))
            await asyncio.sleep(0.05)

    process = network.process(watched(before=count))
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    for number in range(40):
        await ada.insert(0, str(number % 10))
    text = await agree(ada, cai)
    assert (len(text), sum(batches), ada.saved) == (40, 40, 40)
    assert len(batches) <= 3
    assert len(await rows(room)) == 40


async def test_a_socket_with_too_much_unsettled_is_read_no_further(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    opened = next(iter(process.engine._opened.values()))
    async with opened.document.lock:
        for _ in range(MAX_UNSETTLED_FRAMES):
            await ada.insert(0, "x")
        reading = asyncio.create_task(ada.insert(0, "y"))
        await asyncio.sleep(0.05)
        assert not reading.done()
    await reading
    await settle(ada)
    assert ada.saved == MAX_UNSETTLED_FRAMES + 1


async def test_a_deleted_room_closes_the_document(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await asyncio.to_thread(services.delete_documents, room=room)
    await ada.insert(0, "x")
    await until(lambda: ada.refused, ada)
    assert ada.refused == [(1, "invalid")]
    late = Client(room, "2")
    await late.connect(process)
    assert late.socket.closed_with == 4404


async def test_a_new_epoch_is_told_to_everyone(room: int, process: Process) -> None:
    ada, cai = await Client(room, "1").connect(process), await Client(room, "2").connect(process)
    await ada.insert(0, "old")
    await agree(ada, cai)
    await SharedDocument.objects.filter(room=room, kind=CODE).aupdate(epoch=2)
    await process.poll()
    await until(lambda: ada.epoch == 2 and cai.epoch == 2, ada, cai)


async def test_an_edit_meets_a_new_epoch_before_the_poll_does(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "old")
    await settle(ada)
    await SharedDocument.objects.filter(room=room, kind=CODE).aupdate(epoch=2)
    await ada.insert(0, "x")
    await until(lambda: ada.epoch == 2, ada)


async def test_an_update_frame_before_any_question_is_taken(room: int, process: Process) -> None:
    ada = Client(room, "1")
    ada.lane = DocumentLane(ada.socket, engine=process.engine)
    await ada.insert(0, "early")
    await settle(ada)
    assert ada.saved == 1
