"""People on one event loop: those who talk and write honestly, and those who send anything at all."""

import asyncio
import contextlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from signaling.documents.frames import MessageKind, SyncKind
from signaling.documents.varint import read_bytes, read_uint, write_bytes
from tests.documents.yjs import update_frame
from tests.fuzz.frames import BadUpdates, Frame, binary_frame, text_frame

PATIENCE = 60.0  # a machine under load is slow, not wrong
# Just under what ends a socket (signaling/limits.py, documents/lane.py), so that all of a round is read.
TEXTS, BINARIES, UPDATES = 27, 3, 15


@dataclass
class Line:
    """One socket of somebody, read all the time; events wait in `heard`."""

    url: str
    origin: str
    token: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    listens_to: ClassVar[tuple[str, ...]] = ("{",)

    async def open(self) -> Self:
        headers = {"Authorization": f"Bearer {self.token}"}
        self.socket: ClientConnection = await connect(
            self.url,
            additional_headers=headers,
            origin=self.origin,  # type: ignore[arg-type]
            max_size=None,
            open_timeout=PATIENCE,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        )
        self.reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in self.socket:
                if not isinstance(frame, str):
                    await self.take_frame(frame)
                elif frame.startswith(self.listens_to):
                    self.heard.append(json.loads(frame))
                    self.take_event(self.heard[-1])

    def take_event(self, event: dict[str, Any]) -> None:
        return

    async def take_frame(self, frame: bytes) -> None:
        return

    async def close(self) -> None:
        await self.socket.close()
        await asyncio.wait({self.reading}, timeout=5)

    @property
    def alive(self) -> bool:
        return self.socket.close_code is None


@dataclass
class Talker(Line):
    """Says numbered lines, each when the one before is taken, and remembers what it heard of the others."""

    said: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds until a line was taken

    async def come_in(self) -> Self:
        """Back when the welcome is there: what is said from then on is heard."""
        self.told = asyncio.Event()
        await self.open()
        await asyncio.wait_for(self.told.wait(), PATIENCE)
        return self

    def take_event(self, event: dict[str, Any]) -> None:
        if event["type"] in {"welcome", "ack", "error"}:
            self.told.set()

    async def talk(self, name: str, over: asyncio.Event) -> None:
        while not over.is_set():
            line = f"{name} says {len(self.said)}"
            self.said.append(line)
            self.told.clear()
            started = time.monotonic()
            await self.socket.send(
                json.dumps({"type": "chat", "id": f"line-{len(self.said)}", "message": line})
            )
            await asyncio.wait_for(self.told.wait(), PATIENCE)
            self.waits.append(time.monotonic() - started)
            await asyncio.sleep(0.3)

    def lines(self) -> list[str]:
        return [
            event["message"]
            for event in self.heard
            if event["type"] == "chat" and " says " in event["message"]
        ]


class Editor(Line):
    """Has the code open, types a word now and then, and counts what the server has saved and refused."""

    async def come_in(self) -> Self:
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get("code", type=Text)
        self.sent = self.saved = 0
        self.refused: list[str] = []
        self.synced = asyncio.Event()
        await self.open()
        await self.socket.send(
            bytes((0, MessageKind.SYNC, SyncKind.STEP_1)) + write_bytes(self.doc.get_state())
        )
        await asyncio.wait_for(self.synced.wait(), PATIENCE)
        return self

    async def type(self, word: str) -> None:
        known = self.doc.get_state()
        self.text.insert(0, word)
        self.sent += 1
        await self.socket.send(update_frame(self.doc.get_update(known)))

    async def write(self, name: str, over: asyncio.Event) -> None:
        while not over.is_set():
            await self.type(f"{name}{self.sent} ")
            await asyncio.sleep(0.3)

    async def take_frame(self, frame: bytes) -> None:
        kind, at = read_uint(frame, 1)
        if kind == MessageKind.SYNC and frame[at] == SyncKind.STEP_1:
            missing = self.doc.get_update(read_bytes(frame, at + 1)[0])
            self.sent += missing != b"\x00\x00"
            await self.socket.send(update_frame(missing, SyncKind.STEP_2))
            self.synced.set()
        elif kind == MessageKind.SYNC:
            self.doc.apply_update(read_bytes(frame, at + 1)[0])
        elif kind == MessageKind.SAVED:
            self.saved = read_uint(frame, at)[0]
        elif kind == MessageKind.REFUSED:
            self.refused.append(read_bytes(frame, read_uint(frame, at)[1])[0].decode())


@dataclass
class Attacker:
    """Comes back again and again, each time with as many bad frames as one socket may send."""

    urls: list[str]
    origin: str
    token: str
    chance: random.Random
    state: bytes
    frames: int = 0
    updates: int = 0
    rounds: int = 0
    answers: dict[str, int] = field(default_factory=dict)

    async def attack(self, frames: int, updates: int) -> None:
        bad = BadUpdates(self.chance, self.state)
        while self.frames < frames or self.updates < updates:
            url = self.urls[0] if self.chance.random() < 0.97 else self.urls[1]
            texts = TEXTS if self.frames < frames else 1
            number = UPDATES if self.updates < updates and url == self.urls[0] else 0
            await self.one_round(url, texts, [bad.frame() for _ in range(number)])

    async def one_round(self, url: str, texts: int, updates: list[bytes]) -> None:
        line = Edits(url, self.origin, self.token)
        await line.open()
        mixed: list[Frame] = [text_frame(self.chance) for _ in range(texts)]
        mixed += [binary_frame(self.chance) for _ in range(BINARIES)]
        mixed += updates
        self.chance.shuffle(mixed)
        own = {id(frame) for frame in updates}
        sent = 0
        with contextlib.suppress(ConnectionClosed):
            for frame in mixed:
                await (
                    line.socket.send(bytes(frame), text=True)
                    if isinstance(frame, bytearray)
                    else line.socket.send(frame)
                )
                sent += id(frame) not in own
            await line.socket.send(json.dumps({"type": "ping", "id": "the-last"}))
            await asyncio.wait_for(line.done.wait(), PATIENCE)
        told = sum(event["type"] in {"error", "ack"} for event in line.heard)
        whole = any(event.get("id") == "the-last" for event in line.heard)
        self.frames += sent if whole else min(sent, told)
        self.updates += line.answered
        self.rounds += 1
        for event in line.heard:
            if event["type"] == "error":
                self.answers[event["code"]] = self.answers.get(event["code"], 0) + 1
        await line.close()


class Edits(Line):
    """An attacker's socket: how many of its updates the server has answered, and when all is over."""

    answered = 0
    listens_to = ('{"type":"ack"', '{"type":"error"')

    async def open(self) -> Self:
        self.done = asyncio.Event()
        await super().open()
        self.reading.add_done_callback(lambda _: self.done.set())
        return self

    def take_event(self, event: dict[str, Any]) -> None:
        if event.get("id") == "the-last":
            self.done.set()

    async def take_frame(self, frame: bytes) -> None:
        kind, at = read_uint(frame, 1)
        if kind in {MessageKind.SAVED, MessageKind.REFUSED}:
            self.answered = max(self.answered, read_uint(frame, at)[0])
