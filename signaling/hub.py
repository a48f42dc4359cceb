"""This process's sockets by room: encodes once, delivers in the journal's order, and talks to the other processes.

The channel layer carries hints only. What is durable is in the journal: a process delivers a row when it is the next
one, and otherwise reads the journal first; a poll of the heads finds whatever hint was lost.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from signaling import db, journal
from signaling.bus import Bus
from signaling.journal import Row
from signaling.socket import Address, Socket

log = logging.getLogger(__name__)

Message = dict[str, Any]
SETTLE_SECONDS = 2
FILL_ROWS = 7  # of at most 128 KB each, so that one step stays below a socket's quota


class Feed:
    """The sockets of one address on this process, and for a room how far its journal was delivered here."""

    def __init__(self) -> None:
        self.sockets: dict[str, Socket] = {}
        self.last: int | None = None
        self.newest = 0
        self.filling = False
        self.filled = asyncio.Event()


class Hub:
    """See the module; one per process, started with its first socket."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(8)
        self.feeds: dict[Address, Feed] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self._started = 0.0
        self.bus = Bus(self.process, self._heard)
        self._handlers: dict[str, Callable[[Any, Message], None]] = {
            "row": self._heard_row,
            "cast": self._heard_cast,
        }
        self._jobs: list[tuple[float, Callable[[], Awaitable[None]]]] = []
        self._emptied: list[Callable[[int], None]] = []
        self._stopping: list[Callable[[], Awaitable[None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # --- life ------------------------------------------------------------------------------------------------------
    def ensure_started(self) -> None:
        if self.loop is not None:
            return
        self.loop = asyncio.get_running_loop()
        self._started = self.loop.time()
        self.bus.start()
        for seconds, job in self._jobs:
            self.spawn(self._periodic(seconds, job))

    def age(self) -> float:
        """Seconds since the start."""
        return self.loop.time() - self._started if self.loop is not None else 0.0

    async def stop(self) -> None:
        for handler in self._stopping:
            try:
                await handler()
            except Exception:
                log.exception("stopping")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bus.stop()
        self.loop = None

    def every(self, seconds: float, job: Callable[[], Awaitable[None]]) -> None:
        """Run `job` again and again while the hub lives; its errors are logged and never end it."""
        self._jobs.append((seconds, job))
        if self.loop is not None:
            self.spawn(self._periodic(seconds, job))

    def on_stop(self, handler: Callable[[], Awaitable[None]]) -> None:
        self._stopping.append(handler)

    def spawn(self, coroutine: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _periodic(self, seconds: float, job: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await job()
            except Exception:
                log.exception("periodic job %s", getattr(job, "__qualname__", job))

    # --- sockets ---------------------------------------------------------------------------------------------------
    def add(self, socket: Socket) -> None:
        feed = self.feeds.get(socket.address)
        if feed is None:
            feed = self.feeds[socket.address] = Feed()
            self.bus.subscribe(socket.address)
        feed.sockets[socket.id] = socket

    def remove(self, socket: Socket) -> None:
        feed = self.feeds.get(socket.address)
        if feed is None or feed.sockets.pop(socket.id, None) is None or feed.sockets:
            return
        del self.feeds[socket.address]
        self.bus.unsubscribe(socket.address)
        if isinstance(socket.address, int):
            for handler in self._emptied:
                handler(socket.address)

    def sockets(self, address: Address) -> Collection[Socket]:
        feed = self.feeds.get(address)
        return list(feed.sockets.values()) if feed else ()

    def all_sockets(self) -> list[Socket]:
        return [socket for feed in self.feeds.values() for socket in feed.sockets.values()]

    def rooms(self) -> list[int]:
        return [address for address in self.feeds if isinstance(address, int)]

    def on_room_emptied(self, handler: Callable[[int], None]) -> None:
        """Called on the loop when the last socket of a room leaves this process."""
        self._emptied.append(handler)

    def release(self, socket: Socket, seq: int) -> None:
        """The socket's client has the snapshot of `seq`; whatever came since follows."""
        socket.release(seq)
        feed = self.feeds.get(socket.address)
        if feed is None or not isinstance(socket.address, int):
            return
        if feed.last is None:
            feed.last = seq
        if feed.newest > feed.last:
            self._fill_soon(socket.address, feed)

    # --- durable rows ----------------------------------------------------------------------------------------------
    def row_committed(self, row: Row) -> None:
        """Called by `publish` on commit, from any thread of any process."""
        if self.loop is None:
            self.bus.publish_from_outside(row.room, {"kind": "row", "row": row.pack()})
            return
        self.loop.call_soon_threadsafe(self._own_row, row)

    def _own_row(self, row: Row) -> None:
        self.offer_row(row)
        self.bus.publish(row.room, {"kind": "row", "row": row.pack()})

    def _heard_row(self, room: int, message: Message) -> None:
        self.offer_row(Row.unpack(message["row"]))

    def offer_row(self, row: Row) -> None:
        """Deliver the row if it is the next one, otherwise read the journal."""
        feed = self.feeds.get(row.room)
        if feed is None:
            return
        feed.newest = max(feed.newest, row.seq)
        if feed.last is None or row.seq <= feed.last:
            return
        if row.seq == feed.last + 1 and not feed.filling:
            self._deliver(feed, row)
        else:
            self._fill_soon(row.room, feed)

    def heads_seen(self, heads: dict[int, int]) -> None:
        """What the poll found: rooms whose head is ahead of what was delivered here are filled."""
        for room, head in heads.items():
            feed = self.feeds.get(room)
            if feed is None:
                continue
            feed.newest = max(feed.newest, head)
            if feed.last is not None and head > feed.last:
                self._fill_soon(room, feed)

    def _deliver(self, feed: Feed, row: Row) -> None:
        feed.last = row.seq
        frame = row.frame()
        for socket in list(feed.sockets.values()):
            socket.deliver(row, frame)

    def _fill_soon(self, room: int, feed: Feed) -> None:
        if not feed.filling:
            feed.filling = True
            feed.filled.clear()
            self.spawn(self._fill(room, feed))

    async def settled(self, room: int) -> None:
        """Wait for the journal that is just being read: why a socket closes is said before it closes."""
        feed = self.feeds.get(room)
        if feed is not None and feed.filling:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLE_SECONDS):
                    await feed.filled.wait()

    async def _fill(self, room: int, feed: Feed) -> None:
        slow: set[str] = set()
        delivered = False
        try:
            while feed.last is not None and feed.newest > feed.last and self.feeds.get(room) is feed:
                rows = await db.run(journal.read_since, room, feed.last)
                if not rows:
                    return
                # A backlog is handed over at the pace of those who read. Who keeps the others waiting is waited for
                # once; its own queue closes it.
                for start in range(0, len(rows), FILL_ROWS):
                    if delivered:
                        reading = [socket for id, socket in feed.sockets.items() if id not in slow]
                        kept_up = await asyncio.gather(*(socket.outbox.drained() for socket in reading))
                        slow |= {socket.id for socket, done in zip(reading, kept_up, strict=True) if not done}
                    for row in rows[start : start + FILL_ROWS]:
                        self._deliver(feed, row)
                    delivered = True
        except Exception:
            log.exception("reading the journal of room %s", room)
        finally:
            feed.filling = False
            feed.filled.set()

    # --- everything else -------------------------------------------------------------------------------------------
    def cast(
        self,
        address: Address,
        frame: str,
        *,
        volatile: bool = False,
        skip: Socket | None = None,
        local: bool = False,
    ) -> None:
        """The same frame to every socket of the address, on every process (`local`: on this one), but not to `skip`."""
        for socket in self.sockets(address):
            if socket is not skip:
                socket.send_text(frame, volatile=volatile)
        if not local:
            self.bus.publish(address, {"kind": "cast", "frame": frame, "volatile": volatile})

    def _heard_cast(self, address: Address, message: Message) -> None:
        for socket in self.sockets(address):
            socket.send_text(message["frame"], volatile=message.get("volatile", False))

    def publish(self, room: Address, message: Message) -> None:
        """A message with a "kind" to every other process that serves the address; best effort, never raises."""
        self.bus.publish(room, message)

    def publish_everywhere(self, address: Address, message: Message) -> None:
        """The same from any thread of any process, and to this process too."""
        if self.loop is None:
            self.bus.publish_from_outside(address, message)
            return
        self.loop.call_soon_threadsafe(self._heard, address, message)
        self.loop.call_soon_threadsafe(self.bus.publish, address, message)

    def on(self, kind: str, handler: Callable[[Any, Message], None]) -> None:
        """Who takes messages of this kind: `handler(address, message)`, on the loop."""
        self._handlers[kind] = handler

    def _heard(self, address: Address, message: Message) -> None:
        handler = self._handlers.get(message.get("kind", ""))
        if handler is None:
            return
        try:
            handler(address, message)
        except Exception:
            log.exception("message %s", message.get("kind"))


hub = Hub()
