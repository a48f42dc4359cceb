"""A Yjs client in Python: a pycrdt document, and the lane's frames as the page sends and reads them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text, TransactionEvent

from signaling.documents.frames import MessageKind, SyncKind
from signaling.documents.lane import DocumentLane
from signaling.documents.varint import read_bytes, read_uint, write_bytes, write_uint
from tests.documents.network import Process

WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Someone:
    id: str
    username: str = "someone"
    full_name: str = "Some One"


@dataclass
class FakeSocket:
    room: int
    person: Someone
    abilities: frozenset[str] = frozenset({"edit_code"})
    frames: list[bytes] = field(default_factory=list)
    closed_with: int | None = None

    def send_bytes(self, frame: bytes, *, volatile: bool = False) -> None:
        if self.closed_with is None:
            self.frames.append(frame)

    async def write(self, frame: bytes) -> None:
        self.send_bytes(frame)

    def close(self, code: int) -> None:
        if self.closed_with is None:
            self.closed_with = code


def update_frame(data: bytes, sync: SyncKind = SyncKind.UPDATE) -> bytes:
    return bytes((0, MessageKind.SYNC, sync)) + write_bytes(data)


def awareness_update(client: int, clock: int, state: str) -> bytes:
    inner = write_uint(1) + write_uint(client) + write_uint(clock) + write_bytes(state.encode())
    return bytes((0, MessageKind.AWARENESS)) + write_bytes(inner)


@dataclass
class Client:
    """Sends what is typed at once; `read()` takes in what the server has sent. Counts like the page does."""

    room: int
    user: str = "1"
    abilities: frozenset[str] = frozenset({"edit_code"})
    client_id: int | None = None

    def __post_init__(self) -> None:
        self.doc: Doc[Text] = Doc(client_id=self.client_id)
        self.text: Text = self.doc.get("code", type=Text)
        self.doc.observe(self._edited)
        self.outgoing: list[bytes] = []
        self.applying = False
        self.socket = FakeSocket(self.room, Someone(self.user), self.abilities)
        self.lane: DocumentLane | None = None
        self.reset()

    def reset(self) -> None:
        self.sent = self.saved = self.seq = 0
        self.epoch: int | None = None
        self.refused: list[tuple[int, str]] = []
        self.awareness: dict[int, str] = {}
        self.asked: list[bytes] = []

    def _edited(self, event: TransactionEvent) -> None:
        if not self.applying:
            self.outgoing.append(event.update)

    def __str__(self) -> str:
        return str(self.text)

    # --- connection ------------------------------------------------------------------------------------------------
    async def connect(self, process: Process) -> "Client":
        self.reset()
        self.socket = FakeSocket(self.room, Someone(self.user), self.abilities)
        self.lane = DocumentLane(self.socket, engine=process.engine)
        await self.lane.receive(bytes((0, 0, 0)) + write_bytes(self.doc.get_state()))
        await self.read()
        return self

    def disconnect(self) -> None:
        if self.lane is not None:
            self.lane.closed()
        self.lane = None

    async def send(self, update: bytes, sync: SyncKind = SyncKind.UPDATE) -> None:
        if self.lane is None:
            return
        if sync is SyncKind.UPDATE or update != b"\x00\x00":
            self.sent += 1
        await self.lane.receive(update_frame(update, sync))

    async def insert(self, index: int, text: str) -> None:
        """At an index in code points."""
        self.text.insert(len(str(self.text)[:index].encode()), text)
        await self.flush()

    async def delete(self, start: int, end: int) -> None:
        text = str(self.text)
        del self.text[len(text[:start].encode()) : len(text[:end].encode())]
        await self.flush()

    async def flush(self) -> None:
        outgoing, self.outgoing = self.outgoing, []
        for update in outgoing:
            await self.send(update)

    # --- what the server says --------------------------------------------------------------------------------------
    async def read(self) -> None:
        while self.socket.frames:
            frames, self.socket.frames = self.socket.frames, []
            for frame in frames:
                await self._take(frame)

    async def _take(self, frame: bytes) -> None:
        assert frame[0] == 0
        kind, at = read_uint(frame, 1)
        match kind:
            case MessageKind.SYNC:
                data, _ = read_bytes(frame, at + 1)
                if frame[at] == SyncKind.STEP_1:
                    self.asked.append(data)
                    if self.lane is not None:
                        await self.send(self.doc.get_update(data), SyncKind.STEP_2)
                else:
                    self.apply(data)
            case MessageKind.SAVED:
                self.saved, at = read_uint(frame, at)
                self.seq, _ = read_uint(frame, at)
            case MessageKind.REFUSED:
                number, at = read_uint(frame, at)
                self.refused.append((number, read_bytes(frame, at)[0].decode()))
            case MessageKind.EPOCH:
                self.epoch, _ = read_uint(frame, at)
            case MessageKind.AWARENESS:
                self._take_awareness(read_bytes(frame, at)[0])

    def _take_awareness(self, data: bytes) -> None:
        count, at = read_uint(data, 0)
        for _ in range(count):
            client, at = read_uint(data, at)
            _, at = read_uint(data, at)
            state, at = read_bytes(data, at)
            self.awareness[client] = state.decode()

    def apply(self, update: bytes) -> None:
        self.applying = True
        try:
            self.doc.apply_update(update)
        finally:
            self.applying = False

    @property
    def settled(self) -> bool:
        return self.saved == self.sent or {number for number, _ in self.refused} >= set(
            range(self.saved + 1, self.sent + 1)
        )


async def until(true: Callable[[], Any], *clients: Client, seconds: float = WAIT_SECONDS) -> None:
    """Let everything run, reading for the clients, until `true()`."""
    async with asyncio.timeout(seconds):
        while True:
            for client in clients:
                await client.read()
            if true():
                return
            await asyncio.sleep(0.005)


async def settle(*clients: Client) -> None:
    """Until each client knows what became of everything it sent."""
    await until(lambda: all(client.settled for client in clients), *clients)


async def agree(*clients: Client, seconds: float = WAIT_SECONDS) -> str:
    """Until everything is settled and all see the same text, which it gives."""
    await until(
        lambda: all(client.settled for client in clients) and len({str(client) for client in clients}) == 1,
        *clients,
        seconds=seconds,
    )
    return str(clients[0])
