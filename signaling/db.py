"""The bounded pool through which sockets reach the database.

`database_sync_to_async` shares one thread per context and opens a connection for each thread it happens to use; here a
fixed number of threads serve all sockets of a process, each with one connection that is checked before use.
"""

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections, connections

T = TypeVar("T")
_pool: ThreadPoolExecutor | None = None


async def run(fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    """Run one whole synchronous function (never part of a transaction) on a thread of the pool."""
    loop = asyncio.get_running_loop()
    call = functools.partial(contextvars.copy_context().run, _guarded, functools.partial(fn, *args, **kwargs))
    return await loop.run_in_executor(pool(), call)


def pool() -> ThreadPoolExecutor:
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(settings.DATABASE_THREADS, thread_name_prefix="sockets-db")
    return _pool


def _guarded(call: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return call()
    finally:
        close_old_connections()


def close_pool() -> None:
    """At shutdown: wait for what is running and close each thread's connection."""
    global _pool
    if _pool is not None:
        for _ in range(settings.DATABASE_THREADS):
            _pool.submit(connections.close_all)
        _pool.shutdown(wait=True)
        _pool = None
