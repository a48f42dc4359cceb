"""The one task that commits the edits of one document in this process.

It takes what has gathered while the last transaction ran and commits it in the next: many edits, one transaction.
Nobody is told that an edit is saved before its transaction has committed, and an edit stays in the queue until that.
"""

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db import InterfaceError, OperationalError

from signaling.documents.commit import Committed, Edit, EditBroke, EpochChanged, commit
from signaling.documents.log import DocumentGone, Loaded, LogDamaged
from signaling.documents.open_document import OpenDocument
from signaling.documents.replica import Refused, ReplicaBroken
from signaling.documents.rows import Row

log = logging.getLogger(__name__)

MAX_BATCH_EDITS = 128
MAX_BATCH_BYTES = 512 * 1024
FIRST_RETRY_SECONDS = 0.05
LAST_RETRY_SECONDS = 2.0
DRAIN_SECONDS = 5.0


class Author(Protocol):
    """Who an edit came from. `number` is the edit's place among all that came from there."""

    def may_edit(self) -> bool: ...

    def saved(self, number: int, seq: int) -> None:
        """`seq` is a version that holds the edit; the first one where the edit has an author of its own."""

    def refused(self, number: int, code: str, state_vector: bytes | None = None) -> None:
        """`state_vector` is what the server has, where the edit builds on something that it lacks."""


@dataclass(frozen=True, slots=True)
class Pending:
    edit: Edit
    author: Author
    number: int
    size: int


class Writer:
    def __init__(self, document: OpenDocument) -> None:
        self.document = document
        self._queue: deque[Pending] = deque()
        self._empty = asyncio.Event()
        self._empty.set()
        # After an error that is no outage edits go one by one, so that one that cannot be stored is found.
        self._most_edits = MAX_BATCH_EDITS
        self._task = asyncio.get_running_loop().create_task(self._run())

    @property
    def is_idle(self) -> bool:
        return not self._queue

    def submit(self, pending: Pending) -> None:
        self._queue.append(pending)
        self._empty.clear()
        self.document.changed.set()

    async def close(self) -> None:
        """Commit what is queued, if the database lets us, and stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._empty.wait()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        pause = FIRST_RETRY_SECONDS
        while True:
            await self.document.changed.wait()
            self.document.changed.clear()
            try:
                await self._work()
                pause = FIRST_RETRY_SECONDS
            except DocumentGone:
                self._end()
                return
            except Exception as error:
                away = isinstance(error, OperationalError | InterfaceError)
                log.warning(
                    "room %s: the document waits for the database: %r",
                    self.document.room,
                    error,
                    exc_info=not away,
                )
                await asyncio.sleep(pause * random.uniform(0.5, 1))
                pause = min(pause * 2, LAST_RETRY_SECONDS)
                self.document.changed.set()

    async def _work(self) -> None:
        document = self.document
        async with document.lock:
            await document.follow()
        while self._queue:
            async with document.lock:
                await self._commit_some()
        self._empty.set()

    def _end(self) -> None:
        self.document.gone = True
        self.document.available.set()
        _refuse(self._queue, "invalid")
        self._queue.clear()
        self._empty.set()

    def _take(self) -> list[Pending]:
        batch: list[Pending] = []
        size = 0
        while self._queue and len(batch) < self._most_edits and size < MAX_BATCH_BYTES:
            batch.append(self._queue.popleft())
            size += batch[-1].size
        return batch

    async def _commit_some(self) -> None:
        document = self.document
        loaded = await document.ensure_loaded()
        batch = self._take()
        if loaded.damaged:
            _refuse(batch, "read_only")
            return
        # Asked again: the right may have gone while the edit waited.
        _refuse([pending for pending in batch if not pending.author.may_edit()], "read_only")
        batch = [pending for pending in batch if pending.author.may_edit()]
        if not batch:
            return
        edits = [pending.edit for pending in batch]
        try:
            committed: Committed = await document.run(
                commit, loaded.document, loaded.epoch, loaded.replica, edits
            )
        except BaseException as error:
            document.discard()
            self._queue.extendleft(reversed(self._after_failure(batch, error)))
            if isinstance(error, EditBroke | EpochChanged | LogDamaged | ReplicaBroken):
                return
            raise
        self._most_edits = MAX_BATCH_EDITS
        self._tell(batch, committed, loaded)

    def _after_failure(self, batch: list[Pending], error: BaseException) -> list[Pending]:
        """Nothing of the batch was committed: which of it is to be tried again."""
        if isinstance(error, EditBroke):
            _refuse(batch[error.index : error.index + 1], "invalid")
            return batch[: error.index] + batch[error.index + 1 :]
        expected = (
            OperationalError | InterfaceError | DocumentGone | EpochChanged | LogDamaged | ReplicaBroken
        )
        if isinstance(error, expected) or not isinstance(error, Exception):
            return batch
        if len(batch) == 1:
            _refuse(batch, "invalid")
            return []
        self._most_edits = 1
        return batch

    def _tell(self, batch: list[Pending], committed: Committed, loaded: Loaded) -> None:
        """After the commit: refusals and `saved` to the authors, rows to the members and the other processes."""
        replica = loaded.replica
        own: list[Row] = []
        authors: list[Author | None] = [None] * len(committed.seen)
        settled: dict[Author, tuple[int, int]] = {}
        for pending, result in zip(batch, committed.results, strict=True):
            if isinstance(result, Refused):
                state_vector = replica.state_vector() if result.code == "gap" else None
                pending.author.refused(pending.number, result.code, state_vector)
                continue
            seq = result.seq if result is not None and pending.edit.by_server else replica.seq
            settled[pending.author] = (pending.number, seq)
            if isinstance(result, Row):
                own.append(result)
                authors.append(pending.author)
        for author, (number, seq) in settled.items():
            author.saved(number, seq)
        loaded.language = committed.language
        self.document.tell_rows(committed.seen + own, authors)
        if own:
            self.document.announce(own)
            self.document.saver.soon()


def _refuse(edits: Iterable[Pending], code: str) -> None:
    for pending in edits:
        pending.author.refused(pending.number, code)
