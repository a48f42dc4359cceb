"""JSON clients beside Yjs clients on several processes: every copy ends equal, each version is heard once."""

import asyncio
import random
import time

import pytest
from asgiref.sync import sync_to_async

from fusemeet.errors import Denied, Problem
from signaling.documents import services
from signaling.documents.changes import TextEdit
from signaling.documents.json_code import Outdated
from signaling.documents.models import DocumentClient, DocumentUpdate, SharedDocument
from signaling.documents.past import MAX_STEPS
from signaling.documents.text import text_hash
from tests.documents.json_client import JsonClient
from tests.documents.network import Network, Process
from tests.documents.test_processes import text_as_loaded, text_of_log
from tests.documents.yjs import Client, settle, until

PIECES = ["a", "\n", "é", "漢", "😀", "👩‍🚀", "𝒳 "]


async def all_equal(json: list[JsonClient], yjs: list[Client], processes: list[Process]) -> str:
    await settle(*yjs)
    for process in processes:
        await process.poll()

    def equal() -> bool:
        for client in json:
            client.read()
        return len({client.text for client in json} | {str(client) for client in yjs}) == 1

    await until(equal, *yjs)
    return json[0].text


@pytest.mark.parametrize("seed", range(6))
async def test_clients_of_every_kind_on_three_processes_end_equal(
    room: int, network: Network, seed: int
) -> None:
    chance = random.Random(seed)
    network.lost = chance.choice([0.0, 0.3, 1.0])
    processes = [network.process() for _ in range(3)]
    json = [await JsonClient(room, f"j{n}").connect(process) for n, process in enumerate(processes)]
    yjs = [await Client(room, f"y{n}").connect(process) for n, process in enumerate(processes)]
    tokens: list[str] = []

    async def by_json(client: JsonClient) -> None:
        for number in range(8):
            token = f"<{client.user}{number}>"
            client.read()
            at = chance.randrange(len(client.text) + 1)
            after = client.text[:at] + token + chance.choice(PIECES) + client.text[at:]
            await (
                client.change(after)
                if number % 2
                else client.patch(
                    [
                        TextEdit(
                            len(client.text[:at].encode("utf-16-le")) // 2, 0, token + chance.choice(PIECES)
                        )
                    ]
                )
            )
            tokens.append(token)
            await asyncio.sleep(0)

    async def by_yjs(client: Client) -> None:
        for number in range(8):
            token = f"<{client.user}{number}>"
            await client.insert(chance.randrange(len(str(client)) + 1), token + chance.choice(PIECES))
            tokens.append(token)
            await asyncio.sleep(0)
            await client.read()

    async def polls() -> None:
        while True:
            await asyncio.sleep(0.2)
            for process in processes:
                await process.poll()

    polling = asyncio.create_task(polls())
    await asyncio.gather(*(by_json(client) for client in json), *(by_yjs(client) for client in yjs))
    text = await all_equal(json, yjs, processes)
    polling.cancel()
    # A token is whole unless somebody wrote into its middle; its letters are all there, once, in their order.
    assert sum(text.count(letter) for letter in "<>") == 2 * len(tokens)
    assert all(client.gaps == 0 for client in json)
    assert await sync_to_async(text_of_log)(room) == text == await sync_to_async(text_as_loaded)(room)


async def test_what_a_lost_hint_hid_is_one_patch_after_the_poll(room: int, network: Network) -> None:
    network.lost = 1.0
    first, second = network.process(), network.process()
    ada, cai = await JsonClient(room, "1").connect(first), await JsonClient(room, "2").connect(second)
    for number in range(30):
        ada.read()
        await ada.change(f"{ada.text}line {number} 😀\n")
        await until(lambda: ada.heard)
    await asyncio.sleep(0.1)
    assert cai.heard == []
    await second.poll()
    await until(lambda: cai.heard)
    assert [(event["userId"], event["version"], event["newVersion"]) for event in cai.heard] == [("1", 0, 30)]
    cai.read()
    ada.read()
    assert cai.text == ada.text


async def test_each_row_names_its_author_on_every_process(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, cai = await JsonClient(room, "1").connect(first), await Client(room, "2").connect(second)
    watcher = await JsonClient(room, "3").connect(second)
    await ada.change("one", id="m1")
    await until(lambda: watcher.heard)
    await cai.read()
    await cai.insert(3, " two")
    await until(lambda: len(watcher.heard) == 2 and len(ada.heard) == 2, cai)
    assert [(e["type"], e["userId"]) for e in watcher.heard] == [("code-change", "1"), ("code-patch", "2")]
    assert [e.get("clientId") for e in ada.heard] == ["m1", None]
    assert all("clientId" not in e for e in watcher.heard)


async def test_the_servers_client_id_belongs_to_the_server(room: int, process: Process) -> None:
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("x")
    rows = await sync_to_async(
        lambda: list(
            DocumentUpdate.objects.filter(document__room=room).values_list("user", "kind", "client_id")
        )
    )()
    assert [(user, kind) for user, kind, _ in rows] == [("1", "content")]
    owner = await DocumentClient.objects.aget(client_id=rows[0][2])
    assert owner.user == ""


async def test_one_id_is_one_edit_on_any_process_and_within_a_batch(room: int, network: Network) -> None:
    first, second = network.process(), network.process()
    ada, twin = await JsonClient(room, "1").connect(first), await JsonClient(room, "1").connect(second)
    again = [ada.patch([TextEdit(0, 0, "x")], id="m", version=0) for _ in range(5)]
    assert await asyncio.gather(*again) == [1] * 5
    assert await twin.patch([TextEdit(0, 0, "x")], id="m", version=0) == 1
    other = await JsonClient(room, "2").connect(second)
    assert await other.patch([TextEdit(0, 0, "y")], id="m", version=0) == 2
    assert await sync_to_async(text_of_log)(room) == "xy"


async def test_versions_beyond_memory_are_built_again_and_beyond_that_too_old(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist = await Client(room, "1").connect(process)
    for number in range(MAX_STEPS + 60):
        await typist.insert(number, "漢" if number % 2 else "a")
        if number % 50 == 0:
            await settle(typist)
    await settle(typist)
    late = JsonClient(room, "2", text="a漢a")
    late.process = process
    assert await late.patch([TextEdit(1, 0, "<old>")], version=3) == MAX_STEPS + 61
    assert (await sync_to_async(text_as_loaded)(room))[:10] == "a<old>漢a漢a"
    await typist.insert(0, "now in memory ")
    await settle(typist)
    recent = await sync_to_async(services.read_code)(room=room, version=MAX_STEPS + 61)
    late.text = recent.content
    assert await late.patch([TextEdit(0, 1, "A")], version=MAX_STEPS + 61) == MAX_STEPS + 63
    monkeypatch.setattr("signaling.documents.base.MAX_REBUILT_VERSIONS", 100)
    process.engine.open(room, "code").document.discard()
    late.text = "a漢a"
    with pytest.raises(Outdated) as outdated:
        await late.patch([TextEdit(3, 0, "x")], version=3)
    assert outdated.value.code == "version_too_old"
    content = outdated.value.details["content"]
    assert outdated.value.details["textHash"] == text_hash(content)
    assert content == await sync_to_async(text_as_loaded)(room)


async def test_an_edit_whose_replica_was_built_anew_in_between_is_prepared_again(
    room: int, process: Process
) -> None:
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("one two")
    ada.opened.document.discard()
    await ada.patch([TextEdit(0, 0, "x")], version=0)
    ada.opened.document.discard()
    await until(lambda: len(ada.heard) == 2)
    ada.read()
    assert ada.text == "xone two" or ada.text == "one twox"


async def test_a_process_that_has_not_heard_of_a_version_asks_the_database(
    room: int, network: Network
) -> None:
    network.lost = 1.0
    first, second = network.process(), network.process()
    ada, cai = await JsonClient(room, "1").connect(first), await JsonClient(room, "2").connect(second)
    await ada.change("one")
    cai.text = "one"  # read over REST, from wherever
    assert await cai.patch([TextEdit(3, 0, " two")], version=1) == 2
    assert await sync_to_async(text_of_log)(room) == "one two"
    with pytest.raises(Outdated, match="patch_does_not_apply"):
        await cai.patch([TextEdit(3, 0, " two")], version=50)


async def test_a_right_that_goes_while_an_edit_waits_ends_it(room: int, process: Process) -> None:
    ada = await JsonClient(room, "1").connect(process)
    document = ada.opened.document
    async with document.lock:
        waiting = asyncio.create_task(ada.change("x"))
        await asyncio.sleep(0.01)
        ada.abilities = frozenset()
    with pytest.raises(Denied):
        await waiting
    assert await sync_to_async(text_of_log)(room) == ""


async def test_a_text_that_is_full_refuses_json_edits_too(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.text_content.MAX_TEXT_UNITS", 10)
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("x" * 10)
    with pytest.raises(Problem, match="too_big"):
        await ada.patch([TextEdit(0, 0, "y")], version=0)
    await until(lambda: ada.heard)
    ada.read()
    assert await ada.change("fits") == 2


async def test_a_state_that_is_full_refuses_json_edits_too(
    room: int, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.documents.replica.MAX_STATE_BYTES", 300)
    ada = await JsonClient(room, "1").connect(process)
    await ada.change("x" * 200)
    with pytest.raises(Problem, match="too_big"):
        await ada.change("y" * 100, version=0)
    assert await ada.change("fits" + "x" * 200, version=1) == 2


async def test_large_texts_do_not_hold_up_the_event_loop(room: int, process: Process) -> None:
    ada = await JsonClient(room, "1").connect(process)
    line = "a line of some length 😀 漢字\n"
    text = line * 25_000
    assert await ada.change(text) == 1
    slowest = 0.0

    async def watch() -> None:
        nonlocal slowest
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            slowest = max(slowest, time.perf_counter() - start)

    watching = asyncio.create_task(watch())
    worst = await _slowest_of_nothing()
    ada.text, ada.version = text, 1
    await ada.change(text.replace("some", "any", 500))
    await ada.patch([TextEdit(5, 0, "more"), TextEdit(len(line), 3, "")])
    await until(lambda: len(ada.heard) >= 3)
    watching.cancel()
    assert slowest < worst + 0.3  # on a busy machine; alone it is a few milliseconds


async def _slowest_of_nothing() -> float:
    slowest = 0.0
    for _ in range(50):
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        slowest = max(slowest, time.perf_counter() - start)
    return slowest


async def test_a_listener_who_left_hears_nothing_and_the_next_begins_at_the_present(
    room: int, process: Process
) -> None:
    ada, cai = await JsonClient(room, "1").connect(process), await JsonClient(room, "2").connect(process)
    cai.disconnect()
    await ada.change("one")
    await until(lambda: ada.heard)
    assert cai.heard == []
    ada.disconnect()
    await ada.change("one two", version=1)
    await asyncio.sleep(0.05)
    await cai.connect(process)
    cai.text, cai.version = "one two", 2
    await cai.change("one two three")
    await until(lambda: cai.heard)
    cai.read()
    assert (cai.text, cai.gaps) == ("one two three", 0)
    assert await sync_to_async(SharedDocument.objects.filter(room=room).count)() == 2
