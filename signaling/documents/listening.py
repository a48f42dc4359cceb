"""A room socket as a JSON client: it hears of each change of a document as an event, until it speaks Yjs there."""

import asyncio
from typing import Protocol

from signaling.documents import feeds
from signaling.documents.engine import Engine, Opened
from signaling.hooks import Person

BEGIN_SECONDS = 10.0


class ListeningSocket(Protocol):
    """What is asked here of `signaling.socket.Socket`."""

    # Whether each change is to bring the whole text with it.
    wants_content: bool

    @property
    def room(self) -> int: ...
    @property
    def person(self) -> Person: ...
    @property
    def abilities(self) -> frozenset[str]: ...
    def send_text(self, frame: str) -> None: ...


class JsonListener:
    """One socket's ear at one document. What it hears before `release` waits: the welcome comes first."""

    def __init__(self, socket: ListeningSocket) -> None:
        self._socket = socket
        self._held: list[str] | None = []

    @property
    def person(self) -> Person:
        return self._socket.person

    @property
    def abilities(self) -> frozenset[str]:
        return self._socket.abilities

    @property
    def wants_content(self) -> bool:
        return self._socket.wants_content

    def send_text(self, frame: str) -> None:
        if self._held is None:
            self._socket.send_text(frame)
        else:
            self._held.append(frame)

    def release(self) -> None:
        held, self._held = self._held, None
        for frame in held or ():
            self._socket.send_text(frame)


class Listening:
    """All of a socket's ears."""

    def __init__(self, socket: ListeningSocket, engine: Engine) -> None:
        self._socket = socket
        self._engine = engine
        self._ears: dict[str, tuple[Opened, JsonListener]] = {}

    async def begin(self) -> None:
        """Hear of every document's changes from now on. Raises DocumentGone or TimeoutError."""
        async with asyncio.timeout(BEGIN_SECONDS):
            for kind in feeds.kinds():
                listener = JsonListener(self._socket)
                opened = self._engine.open(self._socket.room, kind)
                self._ears[kind] = (opened, listener)
                await opened.document.feeder.add(listener)

    def release(self) -> None:
        for _, listener in self._ears.values():
            listener.release()

    def end(self, kind: str) -> None:
        """Hear of that document no longer."""
        ear = self._ears.pop(kind, None)
        if ear is not None:
            self._engine.stop_listening(*ear)

    def close(self) -> None:
        for kind in list(self._ears):
            self.end(kind)
