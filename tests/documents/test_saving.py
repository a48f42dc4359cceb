"""The saved copy of the text follows within two seconds, when the room empties, and when the process goes."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from fusemeet.errors import Invalid, NotFound
from signaling.documents import services
from signaling.documents.models import (
    DocumentCheckpoint,
    DocumentClient,
    DocumentHead,
    DocumentUpdate,
    SharedDocument,
)
from signaling.documents.saving import Snapshot, save
from tests.documents.network import Network, Process, watched
from tests.documents.yjs import Client, settle, until

CODE = "code"
Told = list[tuple[int, str, int]]


async def stored(room: int) -> tuple[str, int]:
    document = await SharedDocument.objects.aget(room=room, kind=CODE)
    return document.text, document.state_seq


async def test_the_text_follows_within_two_seconds(room: int, process: Process, saved_texts: Told) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "a")
    await settle(ada)
    assert await stored(room) == ("", 0)
    await ada.insert(1, "😀")
    await settle(ada)
    await until(lambda: saved_texts, ada, seconds=2)
    assert saved_texts == [(room, "a😀", 2)]
    assert await stored(room) == ("a😀", 2)


async def test_the_text_is_saved_when_the_room_empties(
    room: int, process: Process, saved_texts: Told
) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "a")
    await settle(ada)
    ada.disconnect()
    process.empty(room)
    await until(lambda: saved_texts, seconds=0.5)
    assert saved_texts == [(room, "a", 1)]


async def test_a_process_that_goes_commits_and_saves_first(
    room: int, network: Network, saved_texts: Told
) -> None:
    process = network.process()
    ada = await Client(room, "1").connect(process)
    for letter in "abc":
        await ada.insert(0, letter)
    await process.stop()
    await ada.read()
    assert ada.saved == 3
    assert saved_texts == [(room, "cba", 3)]


async def test_another_process_saves_what_a_killed_one_did_not(
    room: int, network: Network, saved_texts: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(first), await Client(room, "2").connect(second)
    await ada.insert(0, "abc")
    await until(lambda: str(cai) == "abc", ada, cai)
    first.kill()
    monkeypatch.setattr("signaling.documents.saver.SAVE_AFTER_SECONDS", 0.01)
    for _ in range(5):
        await second.poll()
    await until(lambda: saved_texts, seconds=1)
    assert saved_texts == [(room, "abc", 1)]


async def test_saving_is_tried_again(
    room: int, network: Network, saved_texts: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.saver.SAVE_RETRY_SECONDS", 0.01)
    failures = [True, True]

    def fail(name: str, args: tuple[Any, ...]) -> None:
        if name == "save" and failures:
            failures.pop()
            raise OperationalError("away")

    process = network.process(watched(before=fail))
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "abc")
    await settle(ada)
    process.empty(room)
    await until(lambda: saved_texts, seconds=2)
    assert saved_texts == [(room, "abc", 1)]


async def test_an_older_copy_never_replaces_a_newer_one(
    room: int, process: Process, saved_texts: Told
) -> None:
    document = await SharedDocument.objects.aget(room=room, kind=CODE)
    for seq, text in ((5, "five"), (4, "four")):
        await sync_to_async(save)(document=document.pk, epoch=1, snapshot=Snapshot(seq, b"\x00\x00", text))
    assert await stored(room) == ("five", 5)
    assert saved_texts == [(room, "five", 5)]


async def test_reading_the_code_sees_what_is_committed_and_not_yet_saved(room: int, process: Process) -> None:
    ada = await Client(room, "1").connect(process)
    await ada.insert(0, "né")
    await settle(ada)
    code = await sync_to_async(services.read_code)(room=room)
    assert (code.content, code.version, code.language) == ("né", 1, "python")
    assert code.text_hash == "82b5c347493f76b1"
    assert await stored(room) == ("", 0)


def test_a_room_is_created_with_its_text_as_the_first_row(transactional_db: None) -> None:
    services.create_documents(room=5, language="go", text="package main\r\n")
    code = services.read_code(room=5)
    assert (code.content, code.version, code.language) == ("package main\n", 1, "go")
    assert services.document_epochs(room=5) == {"code": 1, "board": 1}
    assert [(row.user, row.kind) for row in DocumentUpdate.objects.all()] == [("", "content")]
    assert [owner.user for owner in DocumentClient.objects.all()] == [""]
    with pytest.raises(Invalid):
        services.create_documents(room=6, language="go", text="x" * 2_000_001)


def test_an_empty_room_has_an_empty_log(transactional_db: None) -> None:
    services.create_documents(room=5, language="go")
    code = services.read_code(room=5)
    assert (code.content, code.version) == ("", 0)
    assert code.text_hash == "e3b0c44298fc1c14"


def test_documents_go_with_their_room_and_only_theirs(transactional_db: None) -> None:
    for room in (5, 6):
        services.create_documents(room=room, language="go", text="x")
    DocumentCheckpoint.objects.create(
        document=SharedDocument.objects.get(room=5, kind=CODE), seq=1, state=b"", checksum=0
    )
    services.delete_documents(room=5)
    with pytest.raises(NotFound):
        services.read_code(room=5)
    assert services.read_code(room=6).content == "x"
    assert (DocumentHead.objects.count(), DocumentUpdate.objects.count(), DocumentClient.objects.count()) == (
        2,
        1,
        1,
    )
    assert not DocumentCheckpoint.objects.exists()


def test_the_language_can_be_set(transactional_db: None) -> None:
    services.create_documents(room=5, language="go")
    services.set_language(room=5, language="rust")
    assert services.read_code(room=5).language == "rust"


async def test_a_room_without_documents_has_no_code(transactional_db: None) -> None:
    with pytest.raises(NotFound):
        await asyncio.to_thread(services.read_code, room=404)
