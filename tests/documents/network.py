"""Several server processes in one: an engine each, and a line between them that can lose what it carries."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from signaling import db
from signaling.documents.engine import Engine

Run = Callable[..., Awaitable[Any]]
Watch = Callable[[str, tuple[Any, ...]], Awaitable[None] | None]


def watched(*, before: Watch | None = None, after: Watch | None = None) -> Run:
    """`db.run` with somebody beside it, who is told the function's name and arguments and may wait or raise."""

    async def run(fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if before is not None and (waiting := before(fn.__name__, args)) is not None:
            await waiting
        result = await db.run(fn, *args, **kwargs)
        if after is not None and (waiting := after(fn.__name__, args)) is not None:
            await waiting
        return result

    return run


class Network:
    """`lost` of the messages between processes never arrive; the rest come late and in any order."""

    def __init__(self, *, lost: float = 0.0, seed: int = 0) -> None:
        self.lost = lost
        self.random = random.Random(seed)
        self.hubs: list[OneHub] = []
        self.sent: list[dict[str, Any]] = []

    def process(self, run: Run = db.run) -> "Process":
        hub = OneHub(self, f"process-{len(self.hubs)}")
        self.hubs.append(hub)
        return Process(hub, run)

    def carry(self, sender: "OneHub", room: int, message: dict[str, Any]) -> None:
        self.sent.append(message)
        for hub in self.hubs:
            if hub is not sender and hub.alive and self.random.random() >= self.lost:
                delay = self.random.uniform(0, 0.01)
                asyncio.get_running_loop().call_later(delay, hub.hear, room, message)


class OneHub:
    """The hub as the engine sees it; its periodic jobs run when a test asks."""

    def __init__(self, network: Network, process: str) -> None:
        self.network = network
        self.process = process
        self.alive = True
        self.handlers: dict[str, Any] = {}
        self.jobs: list[Any] = []
        self.emptied: list[Any] = []
        self.stopping: list[Any] = []

    def publish(self, room: int, message: dict[str, Any]) -> None:
        self.network.carry(self, room, message)

    def hear(self, room: int, message: dict[str, Any]) -> None:
        if self.alive and message["kind"] in self.handlers:
            self.handlers[message["kind"]](room, message)

    def on(self, kind: str, handler: Any) -> None:
        self.handlers[kind] = handler

    def every(self, seconds: float, job: Any) -> None:
        self.jobs.append(job)

    def on_room_emptied(self, handler: Any) -> None:
        self.emptied.append(handler)

    def on_stop(self, handler: Any) -> None:
        self.stopping.append(handler)


class Process:
    def __init__(self, hub: OneHub, run: Run) -> None:
        self.hub = hub
        self.engine = Engine(hub, run=run)

    async def poll(self) -> None:
        for job in self.hub.jobs:
            await job()

    def empty(self, room: int) -> None:
        for handler in self.hub.emptied:
            handler(room)

    async def stop(self) -> None:
        self.hub.alive = False
        await self.engine.close()

    def kill(self) -> None:
        """As by SIGKILL: nothing is finished, nothing is said."""
        self.hub.alive = False
        for opened in self.engine._opened.values():
            opened.writer._task.cancel()
            opened.document.saver.kill()
            opened.document.awareness.close()
        self.engine._opened.clear()
