"""Counting what could be tried again and again: a fixed window per key, in the cache that may not forget."""

import contextlib
import hashlib
import ipaddress
import logging
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from fusemeet.errors import TooMany, Unavailable

log = logging.getLogger(__name__)

# What is counted: how often in how many seconds. By the client's network, but for what names an address to mail to.
# A whole class may sit behind one network, so a sign-in that succeeds is taken off again.
LIMITS = {
    "sign-in": [(60, 60), (600, 3600)],
    "register": [(60, 600), (300, 86_400)],
    "verification": [(60, 3600)],
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
    """The client's IP address: the peer's, or as many steps from the right of X-Forwarded-For as we have proxies."""
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return peer
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else peer


def client_network(request: HttpRequest) -> str:
    """What one client can easily change is left out: of an IPv6 address its /64 counts."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
