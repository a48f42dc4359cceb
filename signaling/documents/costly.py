"""Threads of its own for work on long texts: what one message costs must not take the threads of everything else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from fusemeet.errors import Unavailable

T = TypeVar("T")


class CostlyWork:
    """At most `threads` pieces of work at once, and `most` that run or wait.

    A thread cannot be stopped: a piece whose asker has given up keeps its thread until it ends, so that asking again
    does not make it two. One that had not begun is dropped.
    """

    def __init__(self, name: str, *, threads: int, most: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = most
        self._asked: list[Future[Any]] = []

    async def run(self, work: Callable[..., T], /, *args: Any) -> T:
        """Raises Unavailable at once where too many wait already, or what the work raises."""
        self._asked = [future for future in self._asked if not future.done()]
        if len(self._asked) >= self._most:
            raise Unavailable
        future = self._pool.submit(work, *args)
        self._asked.append(future)
        return await asyncio.wrap_future(future)
