"""One socket's way out: a bounded queue and the one task that writes it, so that no sender waits for a reader."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from signaling.frames import CLOSE_TOO_SLOW

MAX_FRAMES = 256
MAX_BYTES = 1024 * 1024
SEND_SECONDS = 20
CLOSE_SECONDS = 2
DRAIN_SECONDS = 2

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """Queues frames; over 256 frames or 1 MB volatile ones fall out first, then the socket is closed as too slow."""

    def __init__(self, send: Send, give_up: Callable[[], None]) -> None:
        """`give_up` cuts the connection of a client that does not even take a close frame."""
        self._send = send
        self._give_up = give_up
        self._patience: asyncio.Timeout | None = None
        self._queue: deque[tuple[str | bytes, bool]] = deque()
        self._bytes = 0
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._code: int | None = None
        self.gone = False  # the client is
        self._task = asyncio.create_task(self._drain())

    @property
    def writer(self) -> asyncio.Task[None]:
        """Done once the last frame, the close, is written or the client is gone."""
        return self._task

    @property
    def closing(self) -> bool:
        return self._code is not None

    def put(self, frame: str | bytes, *, volatile: bool) -> None:
        if self.closing:
            return
        self._queue.append((frame, volatile))
        self._empty.clear()
        self._bytes += len(frame)
        if len(self._queue) > MAX_FRAMES or self._bytes > MAX_BYTES:
            self._drop_volatile()
            if len(self._queue) > MAX_FRAMES or self._bytes > MAX_BYTES:
                self._queue.clear()
                self._bytes = 0
                self.close(CLOSE_TOO_SLOW)
        self._wake.set()

    async def write(self, frame: str | bytes) -> None:
        """Write now and wait for it, outside the quota (welcome, catch-up, sync replies)."""
        async with self._lock:
            if not self.closing:
                await self._write(frame)

    async def drained(self) -> bool:
        """Wait until the queue is empty, but no longer than a reader that is merely busy needs; False if it is not."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._empty.wait()
        return self._empty.is_set()

    def close(self, code: int) -> None:
        """End the socket after what is queued."""
        if self._code is None:
            self._code = code
            self._wake.set()
            self._empty.set()
            if self._patience is not None:  # a write is waiting for this reader: not much longer
                self._patience.reschedule(asyncio.get_running_loop().time() + CLOSE_SECONDS)

    def cancel(self) -> None:
        """The client is gone: stop writing."""
        self.gone = True
        self._code = self._code or 1006
        self._empty.set()
        self._task.cancel()

    def _drop_volatile(self) -> None:
        kept = [item for item in self._queue if not item[1]]
        self._queue = deque(kept)
        self._bytes = sum(len(frame) for frame, _ in kept)

    async def _drain(self) -> None:
        while True:
            while self._queue:
                async with self._lock:
                    if not self._queue:
                        break
                    frame, _ = self._queue.popleft()
                    self._bytes -= len(frame)
                    if not await self._write(frame):
                        return
            self._empty.set()
            if self._code is not None:
                await self._close()
                return
            self._wake.clear()
            await self._wake.wait()

    async def _write(self, frame: str | bytes) -> bool:
        key = "text" if isinstance(frame, str) else "bytes"
        try:
            async with asyncio.timeout(
                SEND_SECONDS if self._code is None else CLOSE_SECONDS
            ) as self._patience:
                await self._send({"type": "websocket.send", key: frame})
        except TimeoutError:
            self._code = CLOSE_TOO_SLOW
            self._queue.clear()
            await self._close()
            return False
        except Exception:  # the transport is gone; the consumer learns of it by its own disconnect
            self._code = self._code or 1006
            self._queue.clear()
            return False
        finally:
            self._patience = None
        return True

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._send({"type": "websocket.close", "code": self._code})
        except TimeoutError:
            self._give_up()
        except Exception:  # closed already
            return
