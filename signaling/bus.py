"""Hints between processes: one channel of the layer for a whole process, lossy, and never a reason to fail."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)

Address = int | str
Message = dict[str, Any]
OUT_LIMIT = 10_000
SEND_SECONDS = 2
RETRY_SECONDS = 1
ENVELOPE = "fusemeet.hint"


def group_of(address: Address) -> str:
    return f"room-{address}" if isinstance(address, int) else address


class Bus:
    """Publishes and hears messages per address. With the in-process layer there is nobody else, and it does nothing."""

    def __init__(self, process: str, heard: Callable[[Address, Message], None]) -> None:
        self.process = process
        self._heard = heard
        self._wanted: set[Address] = set()
        self._subscribed: set[Address] = set()
        self._changed = asyncio.Event()
        self._out: asyncio.Queue[tuple[Address, Message]] = asyncio.Queue(OUT_LIMIT)
        self._tasks: list[asyncio.Task[None]] = []
        self._channel: str | None = None

    @property
    def alone(self) -> bool:
        return isinstance(get_channel_layer(), InMemoryChannelLayer)

    def start(self) -> None:
        if not self.alone:
            self._tasks = [asyncio.create_task(job()) for job in (self._send, self._subscribe, self._listen)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def subscribe(self, address: Address) -> None:
        self._wanted.add(address)
        self._changed.set()

    def unsubscribe(self, address: Address) -> None:
        self._wanted.discard(address)
        self._changed.set()

    def publish(self, address: Address, message: Message) -> None:
        if not self._tasks:
            return
        try:
            self._out.put_nowait((address, message))
        except asyncio.QueueFull:  # lossy by nature: the polls heal what mattered
            log.warning("hint dropped: the channel layer does not keep up")

    def publish_from_outside(self, address: Address, message: Message) -> None:
        """From a process without sockets (WSGI, a worker)."""
        if self.alone:
            return
        try:
            async_to_sync(self._group_send)(address, message)
        except Exception:
            log.warning("hint for %s lost", address, exc_info=True)

    async def _group_send(self, address: Address, message: Message) -> None:
        layer = get_channel_layer()
        envelope = {"type": ENVELOPE, "process": self.process, "address": address, "message": message}
        async with asyncio.timeout(SEND_SECONDS):
            await layer.group_send(group_of(address), envelope)

    async def _send(self) -> None:
        while True:
            address, message = await self._out.get()
            for attempt in (1, 2):  # the first publish after Redis came back fails by itself
                try:
                    await self._group_send(address, message)
                    break
                except Exception as error:
                    if attempt == 2:
                        log.warning("hint for %s lost: %r", address, error)

    async def _subscribe(self) -> None:
        layer = get_channel_layer()
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._channel is None:
                self._changed.set()
                await asyncio.sleep(0.05)
                continue
            try:
                for address in self._wanted - self._subscribed:
                    await layer.group_add(group_of(address), self._channel)
                    self._subscribed.add(address)
                for address in self._subscribed - self._wanted:
                    await layer.group_discard(group_of(address), self._channel)
                    self._subscribed.discard(address)
            except Exception as error:
                log.warning("subscribing: %r", error)
                self._changed.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                if self._channel is None:
                    self._channel = await layer.new_channel()
                    self._subscribed.clear()
                    self._changed.set()
                envelope = await layer.receive(self._channel)
            except Exception as error:
                log.warning("listening: %r", error)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if envelope.get("type") == ENVELOPE and envelope["process"] != self.process:
                self._heard(envelope["address"], envelope["message"])
