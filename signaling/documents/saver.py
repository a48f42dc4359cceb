"""The task that keeps a document's saved copy close to its log: a text within two seconds, a board within ten."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from signaling.documents.log import DocumentGone, Loaded
from signaling.documents.models import DocumentKind
from signaling.documents.saving import Snapshot, save

log = logging.getLogger(__name__)

SAVE_AFTER_SECONDS = 1.5
# A board costs more to read, and who wants its newest state reads the log.
SAVE_BOARD_AFTER_SECONDS = 8.0
SAVE_RETRY_SECONDS = 1.0
CLOSE_SECONDS = 5.0
# A poll each second: after this many that found rows not saved by whoever committed them, this process saves.
UNSAVED_POLLS = 5

T = TypeVar("T")


class Saveable(Protocol):
    """What is asked of `OpenDocument`."""

    room: int
    kind: str
    loaded: Loaded | None
    run: Callable[..., Awaitable[Any]]

    async def read(self, look: Callable[[Loaded], T]) -> T: ...


class Saver:
    def __init__(self, document: Saveable) -> None:
        self._document = document
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unsaved_polls = 0

    def soon(self) -> None:
        """After a pause that gathers edits."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._save())

    def now(self) -> None:
        """Without the pause, if anything waits: the room has emptied."""
        if self._task is not None and not self._task.done():
            self._hurry.set()

    def polled(self, loaded: Loaded, *, seq: int, saved_seq: int) -> None:
        """Save what another process has committed and, it seems, did not live to save."""
        self._unsaved_polls = self._unsaved_polls + 1 if saved_seq < seq else 0
        if self._unsaved_polls >= UNSAVED_POLLS and not loaded.damaged:
            loaded.saved_seq = saved_seq
            self.soon()

    async def _save(self) -> None:
        document = self._document
        pause = SAVE_AFTER_SECONDS if document.kind == DocumentKind.CODE else SAVE_BOARD_AFTER_SECONDS
        while document.loaded is not None and document.loaded.saved_seq < document.loaded.replica.seq:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), pause)
            self._hurry.clear()
            try:
                loaded, snapshot = await document.read(_snapshot)
                await document.run(save, document=loaded.document, epoch=loaded.epoch, snapshot=snapshot)
                loaded.saved_seq = snapshot.seq
            except DocumentGone:
                return
            except Exception:
                log.warning("room %s: the text was not saved yet", document.room, exc_info=True)
                await asyncio.sleep(SAVE_RETRY_SECONDS)
                self._hurry.set()

    async def close(self) -> None:
        """Save what is not saved, and stop, in bounded time."""
        self.now()
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task}, timeout=CLOSE_SECONDS)
            self._task.cancel()

    def kill(self) -> None:
        """Stop without saving."""
        if self._task is not None:
            self._task.cancel()


def _snapshot(loaded: Loaded) -> tuple[Loaded, Snapshot]:
    replica = loaded.replica
    return loaded, Snapshot(replica.seq, replica.update_since(), replica.text(), replica.facts())
