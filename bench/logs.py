"""How long a document takes to load, to replay and to be seen at an earlier moment, by the length of its log."""

import random
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from pycrdt import Doc, Text, TransactionEvent

from bench.figures import Goal, Spread, Table
from tests.documents.updates import insert, string

ROUNDS = 5
SEEKS = 20
BATCH = 500
CHUNK = 512
HOUR_KEYSTROKES = 18_000  # two people in an hour, with the pauses that people make
LETTERS = "abcdefghijklmnopqrstuvwxyz    ()=\n"


def typing_like(edits: int, chance: random.Random) -> Iterator[bytes]:
    """Two people with a cursor each, who see each other's letters at once: words, a step back now and then, a jump."""
    docs: list[Doc[Text]] = [Doc(client_id=1000 + person) for person in range(2)]
    texts = [doc.get("code", type=Text) for doc in docs]
    made: list[bytes] = []

    def remember(event: TransactionEvent) -> None:
        made.append(event.update)

    for doc in docs:
        doc.observe(remember)
    cursors = _Cursors(chance)
    person = 0
    for _ in range(edits):
        if chance.random() < 0.05:
            person = 1 - person
        made.clear()
        cursors.edit(person, texts[person])
        update = made[0]
        docs[1 - person].apply_update(update)
        yield update


def scattered(edits: int, chance: random.Random) -> Iterator[bytes]:
    """Two people, and every letter at another place: the worst that a log can be.

    Written by hand, because the library looks for each place from the start of the text.
    """
    chunks: list[list[tuple[int, int]]] = [[]]  # the letters' ids in the order of the text
    clocks = [0, 0]
    for _ in range(edits):
        number = chance.randrange(len(chunks))
        chunk = chunks[number]
        at = chance.randint(0, len(chunk))
        left = chunk[at - 1] if at else chunks[number - 1][-1] if number else None
        right = chunk[at] if at < len(chunk) else chunks[number + 1][0] if number + 1 < len(chunks) else None
        person = chance.randrange(2)
        client, clock = 1000 + person, clocks[person]
        clocks[person] += 1
        yield insert(client, clock, string("x"), left=left, right=right)
        chunk.insert(at, (client, clock))
        if len(chunk) > CHUNK:
            chunks[number : number + 1] = [chunk[: CHUNK // 2], chunk[CHUNK // 2 :]]


class _Cursors:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.places = chance, [0, 0]

    def edit(self, person: int, text: Text) -> None:
        size, at = len(text), min(self.places[person], len(text))
        if self.chance.random() < 0.02:
            at = self.chance.randint(0, size)
        if at > 0 and self.chance.random() < 0.08:
            del text[at - 1 : at]
            at -= 1
        else:
            text.insert(at, self.chance.choice(LETTERS))
            at += 1
        self.places[person] = at


def store(room: int, updates: Iterator[bytes]) -> int:
    """A log of these rows with the checkpoints and the saved copy that go with it; the document's key."""
    from signaling.documents.checkpoints import add_checkpoint
    from signaling.documents.clock import now_us
    from signaling.documents.log import load
    from signaling.documents.models import DocumentClient, DocumentHead, DocumentUpdate, SharedDocument
    from signaling.documents.saver import _snapshot
    from signaling.documents.saving import save
    from signaling.documents.services import create_documents

    create_documents(room=room, language="python")
    document = SharedDocument.objects.get(room=room, kind="code")
    whole: Doc[Text] = Doc()
    begun, seq, rows = now_us(), 0, []
    for data in updates:
        seq += 1
        whole.apply_update(data)
        rows.append(
            DocumentUpdate(
                document=document,
                seq=seq,
                time=begun + seq * 200_000,
                user=str(seq % 2),
                client_id=1000 + seq % 2,
                kind="yjs",
                data=data,
                checksum=zlib.crc32(data),
            )
        )
        if len(rows) == BATCH:
            DocumentUpdate.objects.bulk_create(rows)
            rows.clear()
            add_checkpoint(document.pk, seq, whole.get_update())
    DocumentUpdate.objects.bulk_create(rows)
    DocumentHead.objects.filter(document=document).update(seq=seq)
    DocumentClient.objects.bulk_create(
        DocumentClient(document=document, client_id=1000 + person, user=str(person)) for person in range(2)
    )
    loaded, snapshot = _snapshot(load(room, "code"))
    save(document=document.pk, epoch=loaded.epoch, snapshot=snapshot)
    return document.pk


def measure() -> Table:
    from signaling.documents.checkpoints import replica_at
    from signaling.documents.log import load
    from signaling.documents.models import SharedDocument
    from signaling.documents.replica import Replica
    from signaling.documents.stored_rows import read_rows

    chance = random.Random(7)
    rows: list[list[object]] = []
    goals: list[Goal] = []
    logs = [
        (f"{edits:,} edits, {name}", edits, make)
        for edits in (10_000, 100_000)
        for name, make in (("typed", typing_like), ("scattered", scattered))
    ]
    logs.append(("an hour of two people", HOUR_KEYSTROKES, typing_like))
    for room, (name, edits, make) in enumerate(logs, start=10_000_000):
        document = store(room, make(edits, chance))
        size = sum(len(row.data) for row in read_rows(document, 0, edits))

        def whole(document: int = document, edits: int = edits) -> None:
            Replica("code").replay([row.data for row in read_rows(document, 0, edits)])

        def seek(document: int = document, edits: int = edits) -> None:
            replica_at(document, chance.randint(1, edits))

        loading = timed(lambda room=room: load(room, "code"), ROUNDS)
        replay = timed(whole, ROUNDS)
        seeks = Spread(tuple(timed(seek, SEEKS).median for _ in range(ROUNDS)))
        # What a process that was killed before it saved leaves behind.
        SharedDocument.objects.filter(pk=document).update(state_checksum=0)
        from_checkpoint = timed(lambda room=room: load(room, "code"), ROUNDS)
        rows.append([name, f"{size / 1000:.0f} KB", loading, from_checkpoint, replay, seeks])
        if edits == 100_000:
            goals.append(Goal(f"{name}: loads in under 100 ms", loading.median < 100))
    return Table(
        "A log's length, in ms",
        ["Log", "bytes", "load", "load without the saved copy", "replay all of it", "see any moment"],
        rows,
        f"{ROUNDS} rounds, a moment in each of them {SEEKS} times; read from the database, without a socket. "
        f"{'; '.join(map(str, goals))}.",
    )


def timed(call: Callable[[], Any], rounds: int) -> Spread:
    call()  # not counted: the database's caches
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - started))
    return Spread(tuple(times))
