"""Stored bytes that are no longer what was written: the document opens at its last good state, for reading."""

import asyncio
import random
import zlib

import pytest
from asgiref.sync import sync_to_async

from signaling.documents import services
from signaling.documents.log import load
from signaling.documents.models import DocumentUpdate, SharedDocument
from tests.documents.network import Network
from tests.documents.yjs import Client, agree, settle

CODE = "code"


async def write_ten(room: int, network: Network) -> None:
    """Ten rows, `0` to `9`, none of them in the saved state yet."""
    process = network.process()
    ada = await Client(room, "1").connect(process)
    for number in range(10):
        await ada.insert(number, str(number))
    await settle(ada)
    process.kill()


def damage(room: int, seq: int, data: bytes | None = None) -> None:
    row = DocumentUpdate.objects.get(document__room=room, seq=seq)
    raw = bytearray(row.data)
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    row.data = bytes(raw) if data is None else data
    row.save()


async def test_a_damaged_row_leaves_the_document_readable_before_it(room: int, network: Network) -> None:
    await write_ten(room, network)
    await sync_to_async(damage)(room, 7)
    cai = await Client(room, "2").connect(network.process())
    assert str(cai) == "012345"
    await cai.insert(0, "x")
    await settle(cai)
    assert cai.refused == [(1, "read_only")]
    code = await sync_to_async(services.read_code)(room=room)
    assert (code.content, code.version) == ("012345", 6)


async def test_a_missing_row_is_seen(room: int, network: Network) -> None:
    await write_ten(room, network)
    await DocumentUpdate.objects.filter(document__room=room, seq=10).adelete()
    cai = await Client(room, "2").connect(network.process())
    assert str(cai) == "012345678"
    await cai.insert(0, "x")
    await settle(cai)
    assert cai.refused == [(1, "read_only")]


async def test_a_row_that_cannot_be_applied_is_a_damaged_row(room: int, network: Network) -> None:
    await write_ten(room, network)
    junk = b"\x01\x01\x05\x00\x07\x01\x04code\x02\x00"
    await sync_to_async(damage)(room, 4, junk)
    await DocumentUpdate.objects.filter(document__room=room, seq=4).aupdate(checksum=zlib.crc32(junk))
    cai = await Client(room, "2").connect(network.process())
    assert str(cai) == "012"


async def test_any_flipped_bit_is_seen(room: int, network: Network) -> None:
    await write_ten(room, network)

    def flip_each() -> None:
        row = DocumentUpdate.objects.get(document__room=room, seq=5)
        good = bytes(row.data)
        for bit in range(len(good) * 8):
            raw = bytearray(good)
            raw[bit // 8] ^= 1 << bit % 8
            DocumentUpdate.objects.filter(pk=row.pk).update(data=bytes(raw))
            loaded = load(room, CODE)
            assert (loaded.replica.text(), loaded.damaged) == ("0123", True)

    await sync_to_async(flip_each)()


async def test_one_bad_row_never_blocks_another_document(room: int, network: Network) -> None:
    await write_ten(room, network)
    await sync_to_async(damage)(room, 1)
    other = room + 700_000
    await asyncio.to_thread(services.create_documents, room=other, language="python")
    process = network.process()
    bad, good = await Client(room, "1").connect(process), await Client(other, "1").connect(process)
    await good.insert(0, "fine")
    await settle(good)
    assert (str(bad), good.saved) == ("", 1)


async def test_a_damaged_state_is_rebuilt_from_the_log(room: int, network: Network) -> None:
    process = network.process()
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "kept")
    await settle(ada)
    await process.stop()
    document = await SharedDocument.objects.aget(room=room, kind=CODE)
    assert (document.state_seq, document.text) == (1, "kept")
    await SharedDocument.objects.filter(pk=document.pk).aupdate(state=b"\x00\x01\x02")
    cai = await Client(room, "2").connect(network.process())
    assert str(cai) == "kept"
    await cai.insert(0, "x")
    await settle(cai)
    assert cai.saved == 1


async def test_damage_beside_a_process_that_has_it_in_memory_heals_when_that_saves(
    room: int, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.saver.SAVE_AFTER_SECONDS", 3)
    ada = await Client(room, "1").connect(network.process())
    await ada.insert(0, "abc")
    await settle(ada)
    await sync_to_async(damage)(room, 1)
    # A process that was not there for the hint: it would have brought the undamaged bytes.
    late = network.process()
    cai = await Client(room, "2").connect(late)
    assert str(cai) == ""
    async with asyncio.timeout(10):
        while str(cai) != "abc":
            await asyncio.sleep(0.1)
            await late.poll()
            await cai.read()
    await agree(ada, cai)
    await cai.insert(0, "x")
    assert await agree(ada, cai) == "xabc"
