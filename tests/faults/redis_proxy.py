"""A Redis not to be relied on: a proxy that doubles, delays, reorders and drops published messages, and cuts lines.

It works on whole messages of the protocol (RESP 2 and 3), so that a client never sees broken bytes, only a bad network:
answers to commands pass in order and untouched, what was published to subscribers may come late, twice or never.
Protocol: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

import asyncio
import contextlib
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

ONE_LINE = b"+-:_,#("
WITH_BYTES = b"$=!"
WITH_MEMBERS = b"*>~"
WITH_PAIRS = b"%|"


def message_end(data: bytes | bytearray, at: int = 0) -> int | None:
    """Where the message ends that begins at `at`; None while it is not there as a whole."""
    line_end = data.find(b"\r\n", at)
    if line_end < 0:
        return None
    kind, after = data[at], line_end + 2
    if kind in ONE_LINE:
        return after
    size = int(data[at + 1 : line_end])
    if kind in WITH_BYTES:
        end = after if size < 0 else after + size + 2
        return end if end <= len(data) else None
    if kind not in WITH_MEMBERS + WITH_PAIRS:
        raise ValueError(f"no message of Redis begins with {bytes((kind,))!r}")
    # An attribute (|) stands before the value that it belongs to.
    members = max(size, 0) * (2 if kind in WITH_PAIRS else 1) + (kind == b"|"[0])
    for _ in range(members):
        member_end = message_end(data, after)
        if member_end is None:
            return None
        after = member_end
    return after


def is_published(message: bytes) -> bool:
    """Whether it is what somebody published, and no answer to a command."""
    return message.startswith((b">3\r\n$7\r\nmessage\r\n", b"*3\r\n$7\r\nmessage\r\n"))


@dataclass
class Weather:
    """How likely what is for one published message. Delays are in seconds; who is delayed is overtaken."""

    drop: float = 0.0
    double: float = 0.0
    delay: float = 0.0
    longest: float = 0.3


@dataclass
class LossyRedis:
    """Runs on a thread with a loop of its own, so that it serves whatever its users do meanwhile."""

    upstream: str
    seed: int = 0
    weather: Weather = field(default_factory=Weather)
    counts: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Self:
        parts = urlsplit(self.upstream)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 6379)
        self._path = parts.path
        self._chance = random.Random(self.seed)
        # Each end of each connection, with the number of the newest message it was given.
        self._lines: dict[asyncio.StreamWriter, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lossy-redis", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}{self._path}"

    def reseed(self, seed: int) -> None:
        self._chance.seed(seed)

    def cut(self) -> None:
        """Every connection ends at once, as when a firewall forgets; whoever comes again is served."""
        self._loop.call_soon_threadsafe(self._cut)

    def _cut(self) -> None:
        self.counts["cuts"] += 1
        for line in list(self._lines):
            line.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        for line in list(self._lines):
            line.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            redis_reader, redis_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer: 0, redis_writer: 0}
        try:
            done, rest = await asyncio.wait(
                {
                    asyncio.ensure_future(self._commands(reader, redis_writer)),
                    asyncio.ensure_future(self._messages(redis_reader, writer)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in rest:
                task.cancel()
            await asyncio.gather(*done, *rest, return_exceptions=True)
        finally:
            for line in (writer, redis_writer):
                del self._lines[line]
                line.transport.abort()

    async def _commands(self, reader: asyncio.StreamReader, redis: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                redis.write(data)
                await redis.drain()

    async def _messages(self, redis: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting = bytearray()
        with contextlib.suppress(OSError):
            while data := await redis.read(65536):
                waiting += data
                at = 0
                while (end := message_end(waiting, at) if at < len(waiting) else None) is not None:
                    self._deliver(bytes(waiting[at:end]), writer)
                    at = end
                del waiting[:at]
                await writer.drain()

    def _deliver(self, message: bytes, writer: asyncio.StreamWriter) -> None:
        if not is_published(message):
            writer.write(message)
            return
        chance, weather = self._chance.random, self.weather
        self.counts["published"] += 1
        if chance() < weather.drop:
            self.counts["dropped"] += 1
            return
        copies = 1
        if chance() < weather.double:
            self.counts["doubled"] += 1
            copies = 2
        for _ in range(copies):
            if chance() < weather.delay:
                self.counts["delayed"] += 1
                late = self._chance.uniform(0, weather.longest)
                self._loop.call_later(late, self._write, message, writer, self.counts["published"])
            else:
                self._write(message, writer, self.counts["published"])

    def _write(self, message: bytes, writer: asyncio.StreamWriter, number: int) -> None:
        if writer.transport.is_closing():
            return
        writer.write(message)
        newest = self._lines.get(writer, 0)
        self.counts["overtaken"] += number < newest
        if writer in self._lines:
            self._lines[writer] = max(newest, number)
