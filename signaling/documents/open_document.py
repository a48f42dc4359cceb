"""One document as this process serves it: its replica, the members it tells, and what it knows to be committed.

The lock is held by whoever is inside the replica: the writer for the length of a transaction, a joiner for as long as
it takes to encode the state. So nobody is ever shown what is not committed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest
from typing import Any, Protocol, TypeVar

from signaling import db
from signaling.documents.awareness import Awareness
from signaling.documents.feeds import Feeder
from signaling.documents.frames import SyncKind, epoch_frame, sync_frame
from signaling.documents.log import DocumentGone, Loaded, LogDamaged, catch_up, load
from signaling.documents.replica import Replica, ReplicaBroken
from signaling.documents.rows import Row, advance
from signaling.documents.saver import Saver
from signaling.documents.validator import Update
from signaling.documents.varint import write_state_vector

log = logging.getLogger(__name__)

# More rows than this reach members as one update: a member's outgoing queue holds 256 frames.
MAX_SINGLE_ROWS = 16
MAX_HINTED_ROWS = 512
MAX_HINT_BYTES = 64 * 1024
# A text that is watched costs time in proportion to its length with each row: above this, on a thread.
LARGE_TEXT_UNITS = 64 * 1024

# Before a replica that broke while it was read is asked again.
BROKEN_PAUSE_SECONDS = 0.05

T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]


class Member(Protocol):
    """A socket that has the document open."""

    echoes: bool

    def send(self, frame: bytes) -> None: ...

    def send_volatile(self, frame: bytes) -> None: ...


class OpenDocument:
    """`publish` gives a message to the other processes that serve the room; `run` is `signaling.db.run`."""

    def __init__(
        self, room: int, kind: str, *, publish: Callable[[dict[str, Any]], None], run: Run = db.run
    ) -> None:
        self.room = room
        self.kind = kind
        self.publish = publish
        self.run = run
        self.lock = asyncio.Lock()
        self.members: set[Member] = set()
        self.awareness = Awareness(kind, self.members, publish)
        self.changed = asyncio.Event()
        self.available = asyncio.Event()
        self.loaded: Loaded | None = None
        self.gone = False
        self.known_seq = 0
        self._hints: dict[int, Row] = {}
        self._watched = False
        # What members were told: the version, and the clocks of the replica at that version.
        self._told: tuple[int, int, dict[int, int]] | None = None
        self.saver = Saver(self)
        self.feeder = Feeder(self)

    # --- replica: every method here is called with the lock held ---------------------------------------------------
    async def ensure_loaded(self) -> Loaded:
        """The replica, read from the database if there is none. Raises DocumentGone or a database error."""
        if self.loaded is not None:
            return self.loaded
        loaded: Loaded = await self.run(load, self.room, self.kind)
        loaded.replica.watched = self._watched
        self._tell_what_loading_brought(loaded)
        self._remember_told(loaded)
        self.loaded = loaded
        self.known_seq = max(self.known_seq, loaded.replica.seq)
        self.available.set()
        if loaded.damaged:
            log.error(
                "document %s: a row of its log after %s cannot be read", loaded.document, loaded.replica.seq
            )
        elif loaded.saved_seq < loaded.replica.seq:
            self.saver.soon()
        return loaded

    def _tell_what_loading_brought(self, loaded: Loaded) -> None:
        if self._told is None:
            return
        epoch, seq, clocks = self._told
        self.feeder.loaded(loaded, anew=epoch != loaded.epoch)
        if epoch != loaded.epoch:
            self.tell(epoch_frame(self.kind, loaded.epoch))
        elif loaded.replica.seq > seq:
            self._tell_since(loaded.replica, clocks)

    def watch(self) -> None:
        """With the lock held: have every row carry what it changed, for as long as this process has the document."""
        self._watched = True
        if self.loaded is not None:
            self.loaded.replica.watched = True

    def _remember_told(self, loaded: Loaded) -> None:
        self._told = (loaded.epoch, loaded.replica.seq, dict(loaded.replica.clocks))

    def discard(self) -> None:
        """The replica may hold what is not committed, or anything at all: the next one comes from the database."""
        self.loaded = None
        self.available.clear()
        self.changed.set()

    async def follow(self) -> None:
        """Take what other processes committed: by their hints where these continue, otherwise from the log."""
        loaded = await self.ensure_loaded()
        replica = loaded.replica
        try:
            hints = self._next_hints(replica)
            if replica.past is not None and len(replica.past.units) > LARGE_TEXT_UNITS:
                rows = await asyncio.to_thread(_take, replica, hints)
            else:
                rows = _take(replica, hints)
            if self.known_seq > replica.seq and not loaded.damaged:
                rows += await self.run(catch_up, loaded.document, replica)
        except (ReplicaBroken, LogDamaged):
            self.discard()
            await self.ensure_loaded()
            return
        except BaseException:
            self.discard()
            raise
        self.tell_rows(rows)

    def _next_hints(self, replica: Replica) -> list[Row]:
        """The hinted rows that continue what the replica has."""
        rows: list[Row] = []
        while (row := self._hints.pop(replica.seq + len(rows) + 1, None)) is not None:
            rows.append(row)
        for seq in [seq for seq in self._hints if seq <= replica.seq]:
            del self._hints[seq]
        return rows

    # --- members ---------------------------------------------------------------------------------------------------
    def tell(self, frame: bytes, *, skip: object = None) -> None:
        for member in self.members:
            if member is not skip:
                member.send(frame)

    def tell_rows(self, rows: Sequence[Row], authors: Sequence[object] = ()) -> None:
        """Give members the rows that followed what they were told last; the author of a row needs no copy of it."""
        loaded = self.loaded
        if loaded is None or self._told is None or not rows:
            return
        self.feeder.hear(rows)
        if len(rows) > MAX_SINGLE_ROWS:
            try:
                self._tell_since(loaded.replica, self._told[2])
            except ReplicaBroken:
                self.discard()  # the next one tells what members have not been told
                return
        else:
            for row, author in zip_longest(rows, authors):
                self.tell(sync_frame(self.kind, SyncKind.UPDATE, row.data), skip=author)
        self._remember_told(loaded)

    def _tell_since(self, replica: Replica, clocks: dict[int, int]) -> None:
        if self.members:
            missed = replica.update_since(write_state_vector(clocks))
            self.tell(sync_frame(self.kind, SyncKind.UPDATE, missed))

    async def answer_sync(self, state_vector: bytes) -> tuple[int, bytes, bytes]:
        """The epoch, what somebody with this state vector lacks, and the state vector here. Raises DocumentGone."""

        def answer(loaded: Loaded) -> tuple[int, bytes, bytes]:
            return loaded.epoch, loaded.replica.update_since(state_vector), loaded.replica.state_vector()

        return await self.read(answer)

    async def holds(self, update: Update) -> bool:
        """Whether the update would bring nothing new."""
        return await self.read(lambda loaded: loaded.replica.holds(update))

    async def read(self, look: Callable[[Loaded], T]) -> T:
        """Look at the replica, as soon as there is one, while nobody changes it. Raises DocumentGone."""
        while True:
            if self.gone:
                raise DocumentGone
            if self.loaded is None:
                self.changed.set()
                await self.available.wait()
            async with self.lock:
                if self.loaded is not None:
                    try:
                        return look(self.loaded)
                    except ReplicaBroken:
                        log.exception("document of room %s", self.room)
                        self.discard()
            await asyncio.sleep(BROKEN_PAUSE_SECONDS)

    # --- hints and polls -------------------------------------------------------------------------------------------
    def announce(self, rows: Sequence[Row]) -> None:
        """Hint to the other processes: the rows themselves where they are small, otherwise that they are there."""
        if sum(len(row.data) for row in rows) <= MAX_HINT_BYTES:
            updates = [row.data for row in rows]
            about = [[row.user, row.kind, row.message_id] for row in rows]
        else:
            updates, about = [], []
        language = "" if self.loaded is None else self.loaded.language
        hint = {"seq": rows[-1].seq, "updates": updates, "about": about, "language": language}
        self.publish({"kind": "document", "document": self.kind, **hint})

    def hear(self, message: dict[str, Any]) -> None:
        """Another process committed up to `seq`; `updates` are the last rows, or none."""
        seq, updates = message["seq"], message["updates"]
        self.known_seq = max(self.known_seq, seq)
        if len(self._hints) + len(updates) <= MAX_HINTED_ROWS:
            for number, (data, about) in enumerate(zip(updates, message["about"], strict=True), start=1):
                row = Row(seq - len(updates) + number, data, *about)
                self._hints[row.seq] = row
        if self.loaded is not None:
            self.loaded.language = message["language"]
        self.changed.set()

    def polled(self, *, seq: int, epoch: int, saved_seq: int, language: str) -> None:
        """What the database says now."""
        loaded = self.loaded
        if loaded is None or self.lock.locked():
            return
        loaded.language = language
        if epoch != loaded.epoch or (loaded.damaged and saved_seq > loaded.replica.seq):
            self.discard()
        elif seq > loaded.replica.seq:
            self.known_seq = max(self.known_seq, seq)
            self.changed.set()
        self.saver.polled(loaded, seq=seq, saved_seq=saved_seq)

    async def close(self) -> None:
        """Save what is not saved, and stop. Never raises for the database's sake."""
        await self.saver.close()
        self.feeder.close()
        self.awareness.close()


def _take(replica: Replica, hints: Sequence[Row]) -> list[Row]:
    rows = []
    for row in hints:
        replica.take(row.data)
        rows.append(advance(replica, row))
    return rows
