"""What JSON clients hear of a document: every row of its log once, in order, with what it changed.

A kind of document registers its feed, which makes events of the rows. What this process has missed (a lost hint, a
replica built anew) is read again from the log, so that a feed never sees a gap.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from signaling.documents.log import DocumentGone, Loaded
from signaling.documents.replay import replay
from signaling.documents.rows import Row
from signaling.hooks import Person

if TYPE_CHECKING:
    from signaling.documents.open_document import OpenDocument

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.5


class Listener(Protocol):
    """A socket that hears a document's changes as JSON events."""

    @property
    def person(self) -> Person: ...
    @property
    def abilities(self) -> frozenset[str]: ...
    @property
    def wants_content(self) -> bool: ...
    def send_text(self, frame: str) -> None: ...


class Feed(Protocol):
    """Made for each open document that somebody listens to."""

    def begin(self, loaded: Loaded) -> None:
        """The document as it is before the first row; called while nobody changes the replica."""

    async def tell(self, rows: Sequence[Row], language: str, listeners: Collection[Listener]) -> None:
        """Rows that follow what was told before, without a gap, each with its `changes`."""


_feeds: dict[str, Callable[[], Feed]] = {}


def register(kind: str, make: Callable[[], Feed]) -> None:
    """Say who tells of the documents of this kind."""
    _feeds[kind] = make


def kinds() -> list[str]:
    """The kinds of documents that JSON clients hear of."""
    return list(_feeds)


class Feeder:
    """One open document's listeners in this process. `seq` is the version that they were told; None: not begun."""

    def __init__(self, document: "OpenDocument") -> None:
        self._document = document
        self.listeners: set[Listener] = set()
        self.seq: int | None = None
        self._feed: Feed | None = None
        self._rows: deque[Row] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def add(self, listener: Listener) -> None:
        """From the return of this call on the listener hears of everything. Raises DocumentGone."""
        self.listeners.add(listener)
        if self.seq is None:
            await self._document.read(self._begin)

    def discard(self, listener: Listener) -> None:
        self.listeners.discard(listener)

    def _begin(self, loaded: Loaded) -> None:
        if self.seq is not None:
            return
        self._document.watch()
        self._feed = _feeds[self._document.kind]()
        self._feed.begin(loaded)
        self.seq = loaded.replica.seq
        self._task = asyncio.get_running_loop().create_task(self._run())

    def loaded(self, loaded: Loaded, *, anew: bool) -> None:
        """The document has another replica; `anew` when it was started anew, and its versions with it."""
        if self._feed is None or self.seq is None:
            return
        if anew:
            self._rows.clear()
            self._feed.begin(loaded)
            self.seq = loaded.replica.seq
        elif loaded.replica.seq > self.seq:
            self.hear([Row(loaded.replica.seq, b"")])

    def hear(self, rows: Sequence[Row]) -> None:
        """Rows that have become part of the document, in order; one without `changes` is read from the log."""
        if self.seq is not None:
            self._rows.extend(rows)
            self._wake.set()

    async def _run(self) -> None:
        while self.seq is not None:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._tell()
            except DocumentGone:
                return
            except Exception:
                log.warning("room %s: JSON clients wait for the log", self._document.room, exc_info=True)
                await asyncio.sleep(RETRY_SECONDS * random.uniform(0.5, 1))
                self._wake.set()

    async def _tell(self) -> None:
        while self._rows and self.seq is not None and self._feed is not None:
            rows = [row for row in self._rows if row.seq > self.seq]
            if not rows:
                self._rows.clear()
                return
            if not _is_whole(rows, self.seq):
                rows = await self._document.run(
                    replay, self._document.room, self._document.kind, self.seq, rows[-1].seq
                )
            if not self.listeners:
                self._end()
                return
            loaded = self._document.loaded
            await self._feed.tell(rows, "" if loaded is None else loaded.language, self.listeners)
            self.seq = rows[-1].seq
            while self._rows and self._rows[0].seq <= self.seq:
                self._rows.popleft()

    def _end(self) -> None:
        """Nobody listens: whoever comes next begins anew."""
        self.seq = self._feed = None
        self._rows.clear()

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()


def _is_whole(rows: Sequence[Row], seq: int) -> bool:
    return all(
        row.seq == seq + number and row.changes is not None for number, row in enumerate(rows, start=1)
    )
