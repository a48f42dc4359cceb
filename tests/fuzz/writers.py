"""People of a schedule: they write, lose their connection, come back elsewhere, and remember what was acknowledged."""

import asyncio
import contextlib
import json
import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.fuzz.ledger import Ledger

PATIENCE = 120.0  # a machine under load is slow, not wrong
LOST = (OSError, WebSocketException, InvalidHandshake, EOFError, TimeoutError)


class Place(Protocol):
    """A server process that can be reached."""

    @property
    def ws_url(self) -> str: ...


@dataclass
class Door:
    """How somebody gets into the room, at any of the processes."""

    places: Sequence[Place]
    room_id: str
    token: str
    peer: str
    query: str = ""


class Writer(ABC):
    """A person with one document open. Everything random comes from `chance`, which is the person's own."""

    def __init__(self, door: Door, ledger: Ledger, chance: random.Random) -> None:
        self.door, self.ledger, self.chance = door, ledger, chance
        self.socket: ClientConnection | None = None
        self.heard = asyncio.Event()
        self.refused: list[str] = []
        self.history: list[str] = []  # to look at after a failure
        self.home: int | None = None
        self._reading: asyncio.Task[None] | None = None

    # --- connection ------------------------------------------------------------------------------------------------
    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.door.peer}"

    async def come_in(self, place: int | None = None) -> None:
        """At this process, or any that is up, as often as it takes; back when the document is in sync."""
        self.home = self.home if place is None else place
        async with asyncio.timeout(PATIENCE):
            while True:
                at = self.chance.randrange(len(self.door.places)) if self.home is None else self.home
                try:
                    await self._open(self.door.places[at])
                    await asyncio.wait_for(self._until_ready(), PATIENCE / 4)
                    return
                except LOST:
                    self.cut()
                    await asyncio.sleep(0.1)

    async def _open(self, place: Place) -> None:
        self.socket = await connect(
            f"{place.ws_url}/ws/rooms/{self.door.room_id}/?peer={self.door.peer}{self.door.query}",
            additional_headers={"Authorization": f"Bearer {self.door.token}"},
            max_size=None,
            open_timeout=PATIENCE / 4,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        )
        self.history.append(f"opened {place.ws_url}")
        self.begin()
        self._reading = asyncio.create_task(self._read(self.socket))

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                if isinstance(frame, bytes):
                    await self.take_frame(frame)
                else:
                    await self.take_event(json.loads(frame))
                self.heard.set()
        except (WebSocketException, OSError):
            pass
        except Exception as problem:
            self.refused.append(f"what came cannot be read: {problem!r}")
        finally:
            self.history.append(f"closed with {socket.close_code} {socket.close_reason}")
            self.heard.set()

    async def _until_ready(self) -> None:
        while not self.ready:
            if self._reading is None or self._reading.done():
                raise EOFError
            self.heard.clear()
            await self.heard.wait()

    async def send(self, frame: bytes | str) -> None:
        """A frame that is lost with its connection is no error: it is said again after the next one."""
        if self.socket is not None:
            with contextlib.suppress(WebSocketException, OSError):
                await self.socket.send(frame)

    def cut(self) -> None:
        """As a network does it: no goodbye."""
        socket, self.socket = self.socket, None
        if self._reading is not None:
            self._reading.cancel()
        if socket is not None:
            socket.transport.abort()

    @property
    def away(self) -> bool:
        return self.socket is None or self._reading is None or self._reading.done()

    @property
    @abstractmethod
    def ready(self) -> bool:
        """In sync since the connection was opened."""

    @property
    @abstractmethod
    def settled(self) -> bool:
        """The server has said what became of everything that was written."""

    @abstractmethod
    def begin(self) -> None:
        """A new connection: nothing was sent over it."""

    @abstractmethod
    async def write(self) -> None:
        """One random edit, with or without a connection."""

    @abstractmethod
    async def take_frame(self, frame: bytes) -> None: ...

    @abstractmethod
    async def take_event(self, event: dict[str, Any]) -> None: ...

    @abstractmethod
    def content(self) -> Any:
        """What this person sees, to be compared."""

    @abstractmethod
    def compared_with(self, other: Any) -> str:
        """What the other has and this one has not, for the message of a failure."""

    @abstractmethod
    def unacknowledged(self) -> set[str]: ...
