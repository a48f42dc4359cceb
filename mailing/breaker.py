"""The breaker around the mail service: when half of what we hand over fails, it is left alone for ten seconds.

Its state is in the strict cache, so that all workers share it, and that one of them tries whether the service is back.
When that cache is away the breaker is closed: every worker then tries for itself.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
LEAST_TRIES = 4  # one refused connection says nothing yet
OPEN_SECONDS = 10
PROBE_SECONDS = 30  # as long as a job that sends may take; after that its worker is taken for dead
FORGOTTEN_SECONDS = 3600

PREFIX = "mail-breaker:"
TRIES, FAILURES, OPENED, PROBE = (PREFIX + name for name in ("tries", "failures", "opened", "probe"))
T = TypeVar("T")


def is_open() -> bool:
    """The service is being left alone; nobody need try."""
    return _ask(lambda cache: _resting(cache.get(OPENED)), otherwise=False)


def admit() -> bool:
    """Whether the caller may hand a mail over now; it then says by `record` how that went.

    Once the service has had its rest, one caller is admitted to find out.
    """

    def ask(cache: BaseCache) -> bool:
        opened = cache.get(OPENED)
        if opened is None:
            return True
        return not _resting(opened) and bool(cache.add(PROBE, 1, timeout=PROBE_SECONDS))

    return _ask(ask, otherwise=True)


def record(*, success: bool) -> None:
    """What became of a mail that was admitted."""
    _ask(lambda cache: _record(cache, success), otherwise=None)


def _record(cache: BaseCache, success: bool) -> None:
    if cache.get(OPENED) is not None:
        if success:
            cache.delete_many([OPENED, PROBE, TRIES, FAILURES])
            log.warning("the mail service is back")
        else:
            _open(cache)
        return
    tries = _count(cache, TRIES)
    failures = _count(cache, FAILURES, 0 if success else 1)
    if not success and tries >= LEAST_TRIES and failures * 2 >= tries:
        log.error("the mail service failed %s of %s times: it is left alone for a while", failures, tries)
        _open(cache)


def _open(cache: BaseCache) -> None:
    cache.set(OPENED, time.time(), timeout=FORGOTTEN_SECONDS)
    cache.delete_many([PROBE, TRIES, FAILURES])


def _resting(opened: float | None) -> bool:
    return opened is not None and time.time() < opened + OPEN_SECONDS


def _count(cache: BaseCache, key: str, more: int = 1) -> int:
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    return int(cache.incr(key, more))


def _ask(question: Callable[[BaseCache], T], *, otherwise: T) -> T:
    try:
        return question(caches["strict"])
    except Exception as problem:  # Redis away, or a window that ended between two calls
        log.debug("the breaker is taken for closed: %s", problem)
        return otherwise
