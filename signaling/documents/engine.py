"""The documents that this process has open, by room and kind: opened by their first member, dropped after the last.

Hints of other processes come in here, and once a second one query asks for the heads of all open documents, which
finds whatever hint was lost.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from signaling import db
from signaling.documents.feeds import Listener
from signaling.documents.models import DocumentHead
from signaling.documents.open_document import Member, OpenDocument, Run
from signaling.documents.writer import Writer

# How long a replica outlives its last member in this process.
RELEASE_SECONDS = 60.0
POLL_SECONDS = 1.0


class HubLike(Protocol):
    """What the engine asks of `signaling.hub.Hub`."""

    process: str

    def publish(self, room: int, message: dict[str, Any], /) -> None: ...
    def on(self, kind: str, handler: Any, /) -> None: ...
    def every(self, seconds: float, job: Any, /) -> None: ...
    def on_room_emptied(self, handler: Any, /) -> None: ...
    def on_stop(self, handler: Any, /) -> None: ...


@dataclass(slots=True)
class Opened:
    document: OpenDocument
    writer: Writer
    idle_since: float = field(default_factory=time.monotonic)

    async def close(self) -> None:
        await self.writer.close()
        await self.document.close()


class Engine:
    def __init__(self, hub: HubLike, *, run: Run = db.run) -> None:
        self._hub = hub
        self._run = run
        self._opened: dict[tuple[int, str], Opened] = {}
        hub.on("document", self._heard_document)
        hub.on("awareness", self._heard_awareness)
        hub.on("awareness-query", self._heard_query)
        hub.every(POLL_SECONDS, self.poll)
        hub.on_room_emptied(self._room_emptied)
        hub.on_stop(self.close)

    def join(self, room: int, kind: str, member: Member) -> Opened:
        """The document, opened if need be; the member hears of every change from now on."""
        opened = self.open(room, kind)
        opened.document.members.add(member)
        return opened

    def open(self, room: int, kind: str) -> Opened:
        """The document, for an edit by who is no member; this process keeps it for a while."""
        opened = self._opened.get((room, kind))
        if opened is None or opened.document.gone:
            opened = self._open(room, kind)
        opened.idle_since = time.monotonic()
        return opened

    def stop_listening(self, opened: Opened, listener: Listener) -> None:
        opened.document.feeder.discard(listener)
        opened.idle_since = time.monotonic()

    def leave(self, opened: Opened, member: Member) -> None:
        document = opened.document
        document.members.discard(member)
        document.awareness.leave(member)
        if not document.members:
            opened.idle_since = time.monotonic()

    def _open(self, room: int, kind: str) -> Opened:
        def publish(message: dict[str, Any]) -> None:
            self._hub.publish(room, {**message, "process": self._hub.process})

        document = OpenDocument(room, kind, publish=publish, run=self._run)
        opened = self._opened[room, kind] = Opened(document, Writer(document))
        document.awareness.ask_others()
        document.changed.set()
        return opened

    # --- other processes -------------------------------------------------------------------------------------------
    def _heard_document(self, room: int, message: dict[str, Any]) -> None:
        opened = self._opened.get((room, message["document"]))
        if opened is not None:
            opened.document.hear(message)

    def _heard_awareness(self, room: int, message: dict[str, Any]) -> None:
        opened = self._opened.get((room, message["document"]))
        if opened is not None:
            opened.document.awareness.hear(
                message["process"], message["person"], message["client"], message["clock"], message["state"]
            )

    def _heard_query(self, room: int, message: dict[str, Any]) -> None:
        opened = self._opened.get((room, message["document"]))
        if opened is not None:
            opened.document.awareness.tell_others()

    # --- time ------------------------------------------------------------------------------------------------------
    async def poll(self) -> None:
        """Compare what is open with the database, and let go of what nobody uses."""
        await self._release()
        loaded = {
            opened.document.loaded.document: opened.document
            for opened in self._opened.values()
            if opened.document.loaded is not None
        }
        if not loaded:
            return
        heads = await self._run(_read_heads, list(loaded))
        for key, document in loaded.items():
            document.awareness.forget_silent()
            if key in heads:
                document.polled(**heads[key])
            elif not document.lock.locked():
                document.discard()  # deleted with its room; loading it again says so

    async def _release(self) -> None:
        oldest = time.monotonic() - RELEASE_SECONDS
        for key, opened in list(self._opened.items()):
            document = opened.document
            in_use = document.members or document.feeder.listeners or not opened.writer.is_idle
            unused = not in_use and opened.idle_since < oldest
            if unused or opened.document.gone:
                del self._opened[key]
                await opened.close()

    def _room_emptied(self, room: int) -> None:
        for (of_room, _), opened in self._opened.items():
            if of_room == room:
                opened.document.saver.now()

    async def close(self) -> None:
        """Commit and save what is under way; the process is going."""
        opened, self._opened = list(self._opened.values()), {}
        await asyncio.gather(*(each.close() for each in opened))


def _read_heads(documents: list[int]) -> dict[int, dict[str, Any]]:
    rows = DocumentHead.objects.filter(document_id__in=documents)
    columns = rows.values_list(
        "document_id", "seq", "document__epoch", "document__state_seq", "document__language"
    )
    return {
        document: {"seq": seq, "epoch": epoch, "saved_seq": saved_seq, "language": language}
        for document, seq, epoch, saved_seq, language in columns
    }
