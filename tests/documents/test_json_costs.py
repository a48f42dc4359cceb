"""What one message may cost: a hostile one is refused or bounded, and the next one of somebody else still comes in."""

import asyncio
import threading
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from fusemeet.errors import Denied, Unavailable
from signaling.documents import json_code, rebase, replay, services
from signaling.documents.changes import TextEdit
from signaling.documents.costly import CostlyWork
from signaling.documents.json_code import CodeEdit, Outdated, commit, prepare
from signaling.documents.models import SharedDocument, UpdateKind
from signaling.documents.patch import MAX_PARTS, BadPatch, DoesNotApply, edits_of_patch, parse_patch
from signaling.documents.rebase import TooManyPieces, rebase_all
from signaling.documents.text import Units, to_units
from tests.documents.json_client import JsonClient
from tests.documents.network import Process
from tests.documents.test_processes import text_of_log
from tests.documents.yjs import until

HUGE = 2_000_000
FAR_INSERT = f"@@ -{HUGE - 1},0 +{HUGE},1 @@\n+x\n"


def edits_in_cpu_seconds(units: Units, patch: str) -> tuple[Any, float]:
    start = time.thread_time()
    try:
        edits: Any = edits_of_patch(units, parse_patch(patch))
    except (BadPatch, DoesNotApply) as problem:
        edits = problem
    return edits, time.thread_time() - start


def test_context_in_what_is_written_already_costs_what_it_is_long() -> None:
    context = "@@ -1,43000 +1,43000 @@\n" + " a\n" * 43_000
    units = to_units("a" * HUGE)
    edits, seconds = edits_in_cpu_seconds(units, FAR_INSERT + context)
    assert edits == [TextEdit(HUGE - 1, 0, "x")]
    assert seconds < 1
    wrong, _ = edits_in_cpu_seconds(units, FAR_INSERT + context[:-2] + "b\n")
    assert isinstance(wrong, DoesNotApply)


def test_a_small_patch_of_a_text_that_is_not_large_takes_a_moment() -> None:
    """So small a one is read on the event loop."""
    units = to_units("a" * 65_000)
    patch = "@@ -64999,0 +65000 @@\n+x\n@@ -1,600 +1,600 @@\n" + " a\n" * 600
    assert len(patch) < 2048
    start = time.thread_time()
    for _ in range(20):
        assert len(edits_of_patch(units, parse_patch(patch))) == 1
    assert time.thread_time() - start < 0.2


def test_lines_of_one_sign_are_one_and_too_many_others_are_refused() -> None:
    text = "ab" * (MAX_PARTS // 2)
    whole = to_units(text)
    deletes = f"@@ -1,{len(text)} +1,{len(text) // 2} @@\n"
    assert len(edits_of_patch(whole, parse_patch(deletes + " a\n-b\n" * (MAX_PARTS // 2)))) == MAX_PARTS // 2
    with pytest.raises(BadPatch, match="too many lines"):
        parse_patch(
            f"@@ -1,{len(text) + 1} +1,{len(text) // 2 + 1} @@\n" + " a\n-b\n" * (MAX_PARTS // 2) + " a\n"
        )
    many = parse_patch(f"@@ -1,{len(text)} +0,0 @@\n" + "-a\n-b\n" * (MAX_PARTS // 2))
    assert edits_of_patch(whole, many) == [TextEdit(0, len(text), "")]


def test_edits_that_fall_apart_on_their_way_are_given_up() -> None:
    inserts = [TextEdit(at, 0, "x") for at in range(0, 20_000, 10)]
    whole = [TextEdit(0, 20_000, "")]
    assert len(rebase_all(whole, [inserts])) == 2000
    with pytest.raises(TooManyPieces):
        rebase_all([TextEdit(0, 60_000, "")], [[TextEdit(at, 0, "x") for at in range(0, 60_000, 10)]])
    one = [[TextEdit(0, 0, "x")]]
    assert rebase_all([TextEdit(5, 0, "y")], one * 1000) == [TextEdit(1005, 0, "y")]
    start = time.thread_time()
    with pytest.raises(TooManyPieces):
        rebase_all([TextEdit(5, 0, "y")], [inserts] * 2000)
    assert time.thread_time() - start < 2


def test_many_edits_in_one_place_that_got_a_long_text_measure_it_once() -> None:
    other = [TextEdit(0, 2000, "漢" * 1_000_000)]
    mine = [TextEdit(at, 0, "x") for at in range(0, 2000, 2)]
    start = time.thread_time()
    assert rebase_all(mine, [other]) == [TextEdit(1_000_000, 0, "x" * 1000)]
    assert time.thread_time() - start < 0.5


async def spread(client: JsonClient, count: int) -> None:
    """Insert in so many places, far from each other, as soon as everything is heard; and hear of it."""
    head = await sync_to_async(services.read_code)(room=client.room)
    await until(lambda: caught_up(client, head.version))
    seq = await client.patch([TextEdit(20 * number + 10, 0, "x") for number in range(count)])
    await until(lambda: caught_up(client, seq))


def caught_up(client: JsonClient, version: int) -> bool:
    client.read()
    return client.version == version


async def test_a_whole_text_over_too_many_insertions_is_of_too_old_a_version(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, cai = await JsonClient(room, "1").connect(process), await JsonClient(room, "2").connect(process)
    await ada.change("a" * 2000)
    await spread(ada, 60)
    monkeypatch.setattr(rebase, "MAX_PIECES", 100)
    assert await cai.change("", version=1) == 3
    assert await sync_to_async(text_of_log)(room) == "x" * 60
    base = await ada.change("a" * 2400, version=3)
    monkeypatch.setattr(rebase, "MAX_PIECES", 4000)
    await spread(ada, 60)
    await spread(ada, 60)
    monkeypatch.setattr(rebase, "MAX_PIECES", 100)
    before = await sync_to_async(text_of_log)(room)
    with pytest.raises(Outdated) as outdated:
        await cai.change("", version=base)
    assert outdated.value.code == "version_too_old"
    assert outdated.value.details["content"] == before == await sync_to_async(text_of_log)(room)


def edit_of(process: Process, room: int, version: int, edits: list[TextEdit], **more: Any) -> CodeEdit:
    return CodeEdit(
        room, "9", version, lambda units: edits, UpdateKind.PATCH, None, 100, process.engine, **more
    )


async def test_an_edit_that_falls_apart_inside_the_transaction_is_refused_there(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("a" * 2000)
    edit = edit_of(process, room, 1, [TextEdit(0, 2000, "")])
    early = await prepare(edit)
    assert not isinstance(early, int)
    await spread(ada, 60)
    monkeypatch.setattr(rebase, "MAX_PIECES", 50)
    before = await sync_to_async(text_of_log)(room)
    with pytest.raises(Outdated, match="version_too_old"):
        await commit(early, lambda: True)
    assert await sync_to_async(text_of_log)(room) == before
    monkeypatch.setattr(rebase, "MAX_PIECES", 100)
    assert await commit(early, lambda: True) == 3
    assert await sync_to_async(text_of_log)(room) == "x" * 60


async def test_costly_work_keeps_its_thread_until_it_ends_and_others_are_told_at_once() -> None:
    work, end, begun = CostlyWork("test", threads=1, most=2), threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        end.wait(30)

    given_up = asyncio.create_task(work.run(first))
    await until(begun.is_set)
    given_up.cancel()
    second = asyncio.create_task(work.run(lambda: "second"))
    await asyncio.sleep(0.05)
    assert not second.done()
    with pytest.raises(Unavailable):
        await work.run(lambda: "third")
    end.set()
    assert await second == "second"
    assert await work.run(lambda: "third") == "third"


async def test_small_edits_go_on_while_the_threads_for_costly_ones_are_taken(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, end = CostlyWork("test", threads=1, most=1), threading.Event()
    monkeypatch.setattr(json_code, "_threads", work)
    ada = await JsonClient(room, "1").connect(process)
    taken = asyncio.create_task(work.run(end.wait, 30))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await ada.change("whole")
    assert await ada.patch([TextEdit(0, 0, "small")]) == 1
    end.set()
    await taken
    assert await ada.change("whole", version=1) == 2


@pytest.fixture
async def forgotten(room: int, process: Process) -> JsonClient:
    """A client of version 1, which is not in memory any more."""
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("one")
    await ada.change("one two", version=1)
    await ada.change("one two three", version=2)
    ada.opened.document.discard()
    ada.text, ada.version = "one", 1
    return ada


async def test_versions_are_built_again_one_at_a_time_until_the_thread_has_ended(
    forgotten: JsonClient, room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, begun = threading.Event(), threading.Event()
    real = replay.replica_at

    def slowly(document: int, seq: int) -> Any:
        begun.set()
        end.wait(30)
        return real(document, seq)

    monkeypatch.setattr(replay, "replica_at", slowly)
    given_up = asyncio.create_task(forgotten.patch([TextEdit(0, 0, "x")]))
    await until(begun.is_set)
    given_up.cancel()
    await asyncio.sleep(0.05)
    assert replay.is_busy()
    monkeypatch.setattr(json_code, "WAIT_SECONDS", 0.3)
    with pytest.raises(Unavailable):
        await forgotten.patch([TextEdit(0, 0, "y")])
    monkeypatch.setattr(json_code, "WAIT_SECONDS", 30)
    waiting = [asyncio.create_task(forgotten.patch([TextEdit(0, 0, "z")])) for _ in range(12)]
    await asyncio.sleep(0.2)
    # The threads of the database are free for who only reads.
    assert await asyncio.wait_for(forgotten.opened.document.run(text_of_log, room), 10) == "one two three"
    end.set()
    assert sorted(await asyncio.gather(*waiting)) == list(range(4, 16))
    assert not replay.is_busy()


@pytest.mark.parametrize(
    "bound", ["replay.MAX_FOLLOWED_UNITS", "replay.MAX_READ_BYTES", "replay.MAX_READ_ROWS"]
)
async def test_a_version_that_would_cost_too_much_to_build_again_is_too_old(
    forgotten: JsonClient, room: int, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(f"signaling.documents.{bound}", 2)
        with pytest.raises(Outdated, match="version_too_old"):
            await forgotten.patch([TextEdit(0, 0, "x")])
    assert await forgotten.patch([TextEdit(0, 0, "x")]) == 4
    assert await sync_to_async(text_of_log)(room) == "xone two three"


async def test_a_text_that_was_long_on_the_way_counts_too(
    forgotten: JsonClient, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is now says little of what it was."""
    await forgotten.change("long " * 1000, version=3)
    await forgotten.change("", version=4)
    forgotten.opened.document.discard()
    with monkeypatch.context() as patched:
        patched.setattr("signaling.documents.replay.MAX_FOLLOWED_UNITS", 4000)
        with pytest.raises(Outdated, match="version_too_old"):
            await forgotten.patch([TextEdit(0, 0, "x")], version=1)
    assert await forgotten.patch([TextEdit(0, 0, "x")], version=1) == 6


async def test_going_back_many_steps_of_a_long_text_is_too_far(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await JsonClient(room, "1").connect(process)
    for number in range(4):
        await ada.change("some text " * (number + 1), version=number)
    ada.text = "some text "
    with monkeypatch.context() as patched:
        patched.setattr("signaling.documents.base.MAX_COPIED_UNITS", 100)
        with pytest.raises(Outdated, match="version_too_old"):
            await ada.patch([TextEdit(0, 0, "x")], version=1)
    assert await ada.patch([TextEdit(0, 0, "x")], version=1) == 5


async def test_edits_that_would_have_to_join_to_a_huge_one_are_refused(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("a" * 2000)
    monkeypatch.setattr(json_code, "MAX_WALKED_UNITS", 4000)
    edits = [TextEdit(at, 1, "b") for at in range(0, 2000, 100)]
    with monkeypatch.context() as patched:
        patched.setattr(json_code, "MAX_JOINED_UNITS", 1000)
        with pytest.raises(Exception, match="bad_field"):
            await prepare(edit_of(process, room, 1, edits))
    early = await prepare(edit_of(process, room, 1, edits))
    assert not isinstance(early, int)
    assert len(early.edits) == 1


async def test_the_language_of_an_edit_comes_with_it_or_not_at_all(room: int, process: Process) -> None:
    ada = await JsonClient(room, "1").connect(process)

    async def language() -> str:
        return (await SharedDocument.objects.aget(room=room, kind="code")).language

    early = await prepare(edit_of(process, room, 0, [TextEdit(0, 0, "x")], language="rust"))
    assert not isinstance(early, int)
    with pytest.raises(Denied):
        await commit(early, lambda: False)
    assert await language() == "python"
    assert await commit(early, lambda: True) == 1
    assert await language() == "rust"
    await until(lambda: ada.heard)
    assert [event["language"] for event in ada.heard] == ["rust"]
