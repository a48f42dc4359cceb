"""Clients that count bytes and note times: one that speaks Yjs as the page does, one that speaks JSON."""

import asyncio
import json
import time
from typing import Any

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.stage import Door
from signaling.documents.diff import diff
from signaling.documents.frames import MessageKind, SyncKind, sync_frame
from signaling.documents.patch import patch_of_edits
from signaling.documents.text import to_units
from signaling.documents.validator import RULES, parse_update
from signaling.documents.varint import read_bytes, read_uint

PATIENCE = 60.0
UPDATE_START = bytes((0, MessageKind.SYNC, SyncKind.UPDATE))


class Client:
    """A socket of the room. `heard_bytes` counts what concerns documents, `told_bytes` what was sent of them."""

    query = ""

    def __init__(self, door: Door, name: str) -> None:
        self.door, self.name = door, name
        self.heard_bytes = self.told_bytes = self.answer_bytes = 0
        self.times: dict[Any, float] = {}  # when what was written became known here
        self.changed = asyncio.Event()

    async def open(self) -> "Client":
        self.socket: ClientConnection = await connect(
            f"{self.door.ws_url}/ws/rooms/{self.door.room_id}/?peer=bench-{self.name}{self.query}",
            additional_headers={"Authorization": f"Bearer {self.door.token}"},
            max_size=None,
            open_timeout=PATIENCE,
            close_timeout=1,
            ping_interval=None,
            compression=None,
            proxy=None,
        )
        self.ready = asyncio.Event()
        self.reading = asyncio.create_task(self._read())
        self.reading.add_done_callback(lambda _: self.changed.set())
        await asyncio.wait_for(self.ready.wait(), PATIENCE)
        return self

    async def close(self) -> None:
        await self.socket.close()
        await asyncio.wait({self.reading})

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                now = time.perf_counter()
                if isinstance(frame, bytes):
                    await self.take_frame(frame, now)
                else:
                    await self.take_event(json.loads(frame), len(frame.encode()), now)
        except ConnectionClosed:
            return

    async def send(self, frame: bytes | str) -> None:
        self.told_bytes += len(frame if isinstance(frame, bytes) else frame.encode())
        await self.socket.send(frame)

    async def until(self, key: Any) -> float:
        """The moment at which this became known here."""
        async with asyncio.timeout(PATIENCE):
            while key not in self.times:
                if self.reading.done():
                    self.reading.result()  # raises what ended it
                    raise EOFError(f"{self.name} was closed with {self.socket.close_code}")
                self.changed.clear()
                await self.changed.wait()
        return self.times[key]

    def note(self, key: Any, now: float) -> None:
        self.times.setdefault(key, now)
        self.changed.set()

    async def take_frame(self, frame: bytes, now: float) -> None:
        return

    async def take_event(self, event: dict[str, Any], size: int, now: float) -> None:
        return


class YjsClient(Client):
    """Types with a document of its own; only watches without one. Keys are (client, clock), acknowledged or heard."""

    query = "&documents=yjs"

    def __init__(self, door: Door, name: str, *, types: bool = True) -> None:
        super().__init__(door, name)
        self.doc: Doc[Text] | None = Doc() if types else None
        self.text = self.doc.get("code", type=Text) if self.doc is not None else None
        self.sent = 0

    async def type(self, at: int, letter: str) -> tuple[Any, float]:
        """The edit's key, and when it was sent."""
        assert self.doc is not None
        assert self.text is not None
        known = self.doc.get_state()
        self.text.insert(at, letter)
        frame = sync_frame("code", SyncKind.UPDATE, self.doc.get_update(known))
        self.sent += 1
        started = time.perf_counter()
        await self.send(frame)
        return keys_of(frame)[0], started

    async def acknowledged(self) -> float:
        return await self.until(("saved", self.sent))

    async def take_event(self, event: dict[str, Any], size: int, now: float) -> None:
        if event["type"] == "welcome":
            state = b"\x00" if self.doc is None else self.doc.get_state()
            await self.socket.send(sync_frame("code", SyncKind.STEP_1, state))

    async def take_frame(self, frame: bytes, now: float) -> None:
        if frame.startswith(UPDATE_START):
            self.heard_bytes += len(frame)
            if self.doc is not None:
                self.doc.apply_update(read_bytes(frame, 3)[0])
            for key in keys_of(frame):
                self.note(key, now)
        elif frame[1] == MessageKind.SAVED:
            self.answer_bytes += len(frame)
            count, _ = read_uint(frame, 2)
            for number in range(self.sent, 0, -1):
                if number <= count:
                    if ("saved", number) in self.times:
                        break
                    self.note(("saved", number), now)
        elif frame[1] == MessageKind.SYNC:
            if frame[2] == SyncKind.STEP_1:
                self.ready.set()
            elif self.doc is not None:
                self.doc.apply_update(read_bytes(frame, 3)[0])


def keys_of(frame: bytes) -> list[tuple[int, int]]:
    """Client and clock of every letter that this update brings."""
    update = parse_update(read_bytes(frame, 3)[0], RULES["code"])
    return [(client, clock) for client, start, end in update.inserts for clock in range(start, end)]


class JsonClient(Client):
    """Types by patches (`by="code-patch"`) or whole texts (`by="code-change"`), from the text that it was told."""

    def __init__(self, door: Door, name: str, *, by: str) -> None:
        super().__init__(door, name)
        self.by, self.body, self.version, self.number = by, "", 0, 0

    async def type(self, at: int, letter: str) -> tuple[Any, float]:
        after = self.body[:at] + letter + self.body[at:]
        self.number += 1
        about: dict[str, Any] = {"type": self.by, "id": f"{self.name}-{self.number}", "version": self.version}
        if self.by == "code-patch":
            about["patch"] = patch_of_edits(to_units(self.body), diff(self.body, after))
        else:
            about["content"] = after
        frame = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        started = time.perf_counter()
        await self.send(frame)
        await self.until(("ack", about["id"]))
        self.body = after
        return ("version", self.version), started

    async def take_event(self, event: dict[str, Any], size: int, now: float) -> None:
        match event["type"]:
            case "welcome":
                self.ready.set()
            case "ack":
                self.answer_bytes += size
                self.version = event["seq"]
                self.note(("ack", event["id"]), now)
            case "code-patch" | "code-change":
                self.heard_bytes += size
                self.note(("version", event["newVersion"]), now)
            case "error":
                raise RuntimeError(event)
