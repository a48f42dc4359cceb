"""Counting what could be tried again and again: a fixed window per key, in the cache that may not forget."""

import contextlib
import hashlib
import logging
import time

from django.core.cache import caches
from django.http import HttpRequest

from fusemeet.errors import TooMany, Unavailable
from fusemeet.network import address_of, network_of

log = logging.getLogger(__name__)

# What is counted: how often in how many seconds. By the client's network, but for what names an address to mail to.
# A whole class may sit behind one network, so a sign-in that succeeds is taken off again.
LIMITS = {
    "sign-in": [(60, 60), (600, 3600)],
    "register": [(60, 600), (300, 86_400)],
    "verification": [(60, 3600)],
    "invitation": [(50, 3600), (200, 86_400)],
    "verification-address": [(2, 3600), (5, 86_400)],
}


def count_or_refuse(scope: str, key: str) -> None:
    """Counts one try of `scope` by `key`; raises TooMany past a limit, and Unavailable when it cannot be counted."""
    now = int(time.time())
    for limit, seconds in LIMITS[scope]:
        name = _name(scope, key, seconds, now)
        try:
            cache = caches["strict"]
            cache.add(name, 0, timeout=seconds + 60)
            count = cache.incr(name)
        except Exception:  # whatever a cache's client raises; without a count there is no try
            log.exception("the strict cache does not count")
            raise Unavailable(retry_after=5) from None
        if count > limit:
            raise TooMany(retry_after=seconds - now % seconds)


def take_back(scope: str, key: str) -> None:
    """Takes one counted try off again, because it was a good one."""
    now = int(time.time())
    for _, seconds in LIMITS[scope]:
        # Past the end of its window, or with the cache away, there is nothing to take off.
        with contextlib.suppress(Exception):
            caches["strict"].decr(_name(scope, key, seconds, now))


def _name(scope: str, key: str, seconds: int, now: int) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"throttle:{scope}:{seconds}:{now // seconds}:{digest}"


def client_address(request: HttpRequest) -> str:
    """The client's IP address (see `fusemeet.network`)."""
    return address_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def client_network(request: HttpRequest) -> str:
    """The network that counts as one client."""
    return network_of(client_address(request))
