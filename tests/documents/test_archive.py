"""A room that has ended keeps one compressed log: nothing is lost by it, and everything reads on as before."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from pycrdt import Doc, Text

from rooms.models import Room
from rooms.tasks import archive_ended_rooms
from signaling.documents import archive, roots, services
from signaling.documents.archive import ArchiveFailed, archive_documents, archive_rows, rooms_to_archive
from signaling.documents.archive_format import BLOCK_ROWS, ArchivedRow, Blocks, Damaged, pack_rows
from signaling.documents.changes import BoardChange
from signaling.documents.checkpoints import replica_at
from signaling.documents.commit import Edit, commit
from signaling.documents.log import load
from signaling.documents.models import (
    DocumentArchive,
    DocumentHead,
    DocumentKind,
    DocumentUpdate,
    SharedDocument,
    UpdateKind,
)
from signaling.documents.replica import Replica
from signaling.documents.saving import Snapshot, save
from signaling.documents.stored_rows import (
    LogDamaged,
    first_time,
    last_row_before,
    read_rows,
    share_of,
)
from signaling.documents.validator import RULES, parse_update
from tests.documents.network import Network
from tests.documents.yjs import Client, agree, settle


def document_of(room: int, kind: str = "code") -> SharedDocument:
    return SharedDocument.objects.get(room=room, kind=kind)


def type_letters(room: int, letters: str, user: str = "7", began: int = 1_000_000) -> None:
    """Each letter as a row of its own at the end of the code, a millisecond apart."""
    loaded = load(room, "code")
    doc: Doc[Text] = Doc()
    text = doc.get("code", type=Text)
    doc.apply_update(loaded.replica.update_since())
    edits = []
    for number, letter in enumerate(letters):
        known = doc.get_state()
        text += letter
        data = doc.get_update(known)
        edits.append(
            Edit(
                make=partial(
                    Replica.integrate, data=data, update=parse_update(data, RULES["code"]), user=user
                ),
                user=user,
                kind=UpdateKind.YJS,
                time=began + number * 1000,
                clients=(doc.client_id,),
                message_id=f"{began}-{number}" if number % 3 == 0 else None,
            )
        )
    commit(loaded.document, loaded.epoch, loaded.replica, edits)


def draw(room: int, x: int) -> None:
    loaded = load(room, "board")
    change = BoardChange("first", "a", "place", {"x": x})
    edit = Edit(
        make=lambda replica: replica.set_board([change]),
        user="7",
        kind=UpdateKind.BOARD,
        time=2_000_000 + x,
        clients=(),
        by_server=True,
    )
    commit(loaded.document, loaded.epoch, loaded.replica, [edit])


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset({"first"}))


def test_rows_come_back_from_the_archive_as_they_went(room: int) -> None:
    type_letters(room, "hällo 😀!")
    draw(room, 5)
    code, board = document_of(room), document_of(room, "board")
    before = list(read_rows(code.pk, 0)), list(read_rows(board.pk, 0))
    assert archive_documents(room=room) == 9
    assert not DocumentUpdate.objects.exists()
    assert (list(read_rows(code.pk, 0)), list(read_rows(board.pk, 0))) == before
    assert list(read_rows(code.pk, 3, 5)) == before[0][3:5]
    assert services.read_code(room=room).content == "hällo 😀!"
    assert load(room, "board").replica.board() == {"first": {"a": {"place": {"x": 5}}}}
    assert replica_at(code.pk, 4).text() == "häll"
    assert archive_documents(room=room) == 0


def test_a_room_that_goes_on_after_its_archive_has_one_log(room: int) -> None:
    type_letters(room, "abc")
    archive_documents(room=room)
    type_letters(room, "def", began=2_000_000)
    document = document_of(room)
    assert services.read_code(room=room).content == "abcdef"
    assert [row.seq for row in read_rows(document.pk, 1)] == [2, 3, 4, 5, 6]
    assert archive_documents(room=room) == 3
    ranges = DocumentArchive.objects.order_by("first_seq").values_list("first_seq", "last_seq")
    assert list(ranges) == [(1, 3), (4, 6)]
    assert [row.seq for row in read_rows(document.pk, 1, 5)] == [2, 3, 4, 5]
    loaded = load(room, "code")
    assert (loaded.replica.text(), loaded.replica.seq, loaded.damaged) == ("abcdef", 6, False)


def test_times_and_authors_are_found_in_the_archive_too(room: int) -> None:
    type_letters(room, "abcde")
    document = document_of(room)
    asked = [
        (first_time(document.pk), last_row_before(document.pk, time, until))
        for time in (None, 999, 1_000_000, 1_002_500, 9_000_000)
        for until in (3, 5)
    ]
    archive_documents(room=room)
    assert asked == [
        (first_time(document.pk), last_row_before(document.pk, time, until))
        for time in (None, 999, 1_000_000, 1_002_500, 9_000_000)
        for until in (3, 5)
    ]
    assert last_row_before(document.pk, 1_002_500, 5) == (3, 1_002_000)
    type_letters(room, "f", began=2_000_000)
    assert share_of(document.pk, "7") == (6, 1_000_000, 2_000_000)
    assert share_of(document.pk, "8") == (0, 0, 0)


def rows(count: int) -> list[ArchivedRow]:
    chance = random.Random(count)
    return [
        ArchivedRow(
            seq=41 + number,
            time=10**15 + chance.randrange(10**9),
            user=chance.choice(["", "12", "g-é"]),
            client_id=chance.choice([None, 0, 2**53 - 1]),
            kind="yjs",
            message_id=chance.choice([None, "", "m1"]),
            data=chance.randbytes(chance.randrange(40)),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, BLOCK_ROWS, BLOCK_ROWS + 1, 3 * BLOCK_ROWS - 1])
def test_a_value_holds_the_rows_that_were_packed(count: int) -> None:
    packed = rows(count)
    blocks = Blocks(pack_rows(packed))
    assert list(blocks.rows_after(0)) == packed
    assert list(blocks.rows_after(41 + count // 2)) == packed[count // 2 + 1 :]
    last = blocks.last_before(packed[count // 2].time, 41 + count)
    earlier = [row for row in packed if row.time < packed[count // 2].time]
    assert last == (earlier[-1] if earlier else None)


def test_no_damaged_value_gives_other_rows() -> None:
    packed = rows(50)
    value = pack_rows(packed)
    chance = random.Random(1)
    for _ in range(500):
        raw = bytearray(value)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            assert list(Blocks(bytes(raw)).rows_after(0)) == packed
        except Damaged:
            continue


def test_a_damaged_archive_leaves_the_document_readable(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    type_letters(room, "abc")
    archive_documents(room=room)
    document = document_of(room)
    stored = DocumentArchive.objects.get()
    DocumentArchive.objects.update(data=bytes(stored.data)[:-1] + b"\x00")
    with pytest.raises(LogDamaged):
        list(read_rows(document.pk, 0))
    loaded = load(room, "code")
    assert (loaded.replica.text(), loaded.damaged) == ("", True)
    replica = Replica("code")
    DocumentArchive.objects.update(data=stored.data)
    replica.replay([row.data for row in read_rows(document.pk, 0)])
    state = replica.update_since()
    monkeypatch.setattr("signaling.hooks.text_saved", lambda *told: None)
    save(document=document.pk, epoch=1, snapshot=Snapshot(3, state, "abc"))
    DocumentArchive.objects.update(data=b"FML1")
    loaded = load(room, "code")
    assert (loaded.replica.text(), loaded.damaged) == ("abc", False)
    type_letters(room, "d", began=3_000_000)
    assert services.read_code(room=room).content == "abcd"


def test_rows_stay_where_they_are_when_the_archive_would_not_give_them_back(
    room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_letters(room, "abc")
    document = document_of(room)
    real = pack_rows
    monkeypatch.setattr(archive, "pack_rows", lambda rows: real(rows)[:-2] + b"xx")
    with pytest.raises(ArchiveFailed):
        archive_rows(document=document.pk)
    monkeypatch.setattr(archive, "pack_rows", lambda rows: real(rows[:-1]))
    with pytest.raises(ArchiveFailed):
        archive_rows(document=document.pk)
    assert archive_documents(room=room) == 0
    assert (DocumentArchive.objects.count(), DocumentUpdate.objects.count()) == (0, 3)
    monkeypatch.setattr(archive, "pack_rows", real)
    assert archive_documents(room=room) == 3


def test_a_damaged_log_is_not_archived(room: int) -> None:
    type_letters(room, "abc")
    DocumentUpdate.objects.filter(seq=2).update(data=b"\x00\x00")
    assert archive_documents(room=room) == 0
    assert (DocumentArchive.objects.count(), DocumentUpdate.objects.count()) == (0, 3)
    assert services.read_code(room=room).content == "a"


def test_many_rows_are_several_values(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ROWS", 4)
    type_letters(room, "abcdefghij")
    assert archive_documents(room=room) == 10
    assert DocumentArchive.objects.count() == 3
    assert [row.seq for row in read_rows(document_of(room).pk, 0)] == list(range(1, 11))


def test_rows_that_move_while_they_are_read_are_read_once(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.documents.stored_rows.FIRST_READ_ROWS", 4)
    monkeypatch.setattr("signaling.documents.stored_rows.MOST_READ_ROWS", 4)
    type_letters(room, "abcdefghij")
    seen = []
    for row in read_rows(document_of(room).pk, 0):
        seen.append(row.seq)
        if row.seq == 4:
            archive_documents(room=room)
    assert seen == list(range(1, 11))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time anyway")
def test_two_workers_at_once_make_one_archive(room: int) -> None:
    type_letters(room, "abcdefghij" * 20)
    moved: list[int] = []

    def work() -> None:
        moved.append(archive_documents(room=room))
        connections.close_all()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(moved) == [0, 0, 200]
    assert DocumentArchive.objects.count() == 1


async def test_people_who_edit_while_their_room_is_archived_lose_nothing(room: int, network: Network) -> None:
    one, two = network.process(), network.process()
    ada, cai = await Client(room, "1").connect(one), await Client(room, "2").connect(two)
    for number in range(12):
        await ada.insert(0, f"a{number} ")
        await cai.insert(0, f"c{number} ")
        if number % 4 == 3:
            await sync_to_async(archive_documents)(room=room)
    text = await agree(ada, cai)
    assert all(text.count(f"{who}{number} ") == 1 for who in "ac" for number in range(12))
    await settle(ada, cai)
    await sync_to_async(archive_documents)(room=room)
    late = await Client(room, "3").connect(network.process())
    assert str(late) == text
    code = await sync_to_async(services.read_code)(room=room)
    assert (code.content, code.version) == (text, 24)


def test_the_job_archives_what_ended_an_hour_ago_and_nothing_else(
    make_room: Callable[..., Any], transactional_db: None
) -> None:
    now = timezone.now()
    ago = settings.ROOM_ARCHIVE_AFTER + timedelta(minutes=1)

    def room_with(**fields: Any) -> Any:
        room = make_room()
        Room.objects.filter(pk=room.pk).update(**fields)
        return room

    idle = now - ago - settings.ROOM_IDLE_LIFETIME
    long_ended = room_with(is_active=False, actual_end_time=now - ago)
    just_ended = room_with(is_active=False, actual_end_time=now)
    going_on = room_with(is_active=True)
    left = room_with(last_activity=idle)
    planned = room_with(last_activity=idle, scheduled_end_time=now + timedelta(days=1))
    rooms = [long_ended, just_ended, going_on, left, planned]
    for room in rooms:
        type_letters(room.pk, "abc")
    archive_ended_rooms()
    archived = set(DocumentArchive.objects.values_list("document__room", flat=True))
    assert archived == {long_ended.pk, left.pk}
    assert rooms_to_archive() >= {just_ended.pk, going_on.pk, planned.pk}
    assert not rooms_to_archive() & archived


def test_an_archive_takes_a_tenth_of_the_rows(room: int) -> None:
    began = time.monotonic()
    type_letters(room, "The quick brown fox jumps over the lazy dog.\n" * 50)
    took = DocumentUpdate.objects.filter(document__room=room)
    loose = sum(len(data) + 60 for data in took.values_list("data", flat=True))
    archive_documents(room=room)
    value = bytes(DocumentArchive.objects.get().data)
    print(f"{loose} bytes of rows, {len(value)} archived, {time.monotonic() - began:.1f} s")
    assert len(value) * 5 < loose
    assert DocumentHead.objects.get(document__room=room, document__kind=DocumentKind.CODE).seq == 2250
