"""Counting what could be tried again and again: a fixed window per key, in the cache that may not forget."""

import contextlib
import hashlib
import logging
import time

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from fusemeet.errors import TooMany, Unavailable
from fusemeet.network import address_of, network_of

log = logging.getLogger(__name__)

# What is counted: how often in how many seconds; an operator changes them by RATE_LIMITS. By the client's network, but
# for what names an address to mail to or a person. A whole class may sit behind one network, so a sign-in that
# succeeds is taken off again.
LIMITS = {
    "sign-in": [(60, 60), (600, 3600)],
    # Those that succeed too, for each costs a hash; still room for a school behind one address.
    "sign-in-any": [(300, 600)],
    # By network and by the name as it was typed, whether anybody has it or not; as often as locks an account.
    "sign-in-name": [],
    "own-password": [(20, 600)],  # by the person who confirms something, right or wrong: each costs a hash
    "password-change": [(5, 3600), (10, 86_400)],  # each is a mail
    "register": [(60, 600), (300, 86_400)],
    "verification": [(60, 3600)],
    "invitation": [(50, 3600), (200, 86_400)],
    "invitation-address": [(2, 3600), (5, 86_400)],
    "verification-address": [(2, 3600), (5, 86_400)],
    "forgot-password": [(60, 3600)],
    "forgot-password-address": [(2, 3600), (5, 86_400)],
    "email-change": [(5, 3600), (10, 86_400)],
    "email-change-address": [(2, 3600), (5, 86_400)],
    "link": [(5, 900)],  # links of mails that nobody signed
    "lock-mail": [(4, 3600), (10, 86_400)],
    "two-factor": [(10, 3600)],  # wrong codes for one account, whoever sends them
    "google": [(120, 600)],  # twice for each sign-in: going and coming back
    "picture": [(20, 3600)],
    "board-image": [(60, 600), (600, 86_400)],  # by person
    "board": [(30, 60), (600, 3600)],  # by person: each reads all that is drawn
    "questions": [(300, 60)],  # by person: changes of questions, a room's or one's own, but for the socket's
    "question-import": [(30, 600), (200, 86_400)],  # by person; each preview counts
    "question-export": [(30, 600)],  # by person
    "code-past": [(240, 60)],  # by person: earlier texts and who wrote what, built from the log
    # A recording is read from its log each time, so these are dear; yet a whole class may follow one link.
    "playback": [(300, 60)],  # by person: what a room's own people read of recordings
    "playback-link": [(300, 60)],  # by network
    "playback-image": [(1500, 60)],  # by network, behind a link
    "interview-note": [(120, 60), (2000, 3600)],  # by person: notes and scorecards written
    "group-change": [(120, 600), (2000, 86_400)],  # by person: class groups made, and people added to them
    "group-mail": [(1500, 86_400)],  # by person: mails to people whom they add
    "group-mail-address": [(3, 3600), (10, 86_400)],  # by address; past it somebody is added without a mail
    "my-data": [(5, 3600), (10, 86_400)],
    "csp-report": [(60, 60), (600, 3600)],
    "room-code": [(30, 300)],
    "invitation-link": [(30, 300)],
    "room-password": [(5, 300)],  # by room and network; a right one starts the count over
    "calendar-feed": [(120, 3600)],  # by feed: a calendar asks a few times an hour
    "calendar-feed-new": [(20, 3600)],  # by person
    "session": [(60, 3600), (300, 86_400)],  # by host: planned or changed, mails each
    "session-invitation": [(3000, 86_400)],  # by host: people invited, those of a series once
    "session-place": [(30_000, 86_400)],  # by host: the same, with each session of a series
    "session-mail": [(6000, 86_400)],  # by host: people told of changes
    "answer": [(30, 600)],  # by invitation: each is news to its host
    "guest-pass": [(300, 3600), (1000, 86_400)],
    "guest-pass-room": [(300, 3600)],  # by room, wherever they come from
}


def count_or_refuse(scope: str, key: str, amount: int = 1) -> None:
    """Counts a try of `scope` by `key` (`amount` of them at once); raises TooMany past a limit, and Unavailable when
    it cannot be counted."""
    now = int(time.time())
    for limit, seconds in limits_of(scope):
        name = _name(scope, key, seconds, now)
        try:
            cache = caches["strict"]
            cache.add(name, 0, timeout=seconds + 60)
            count = cache.incr(name, amount)
        except Exception:  # whatever a cache's client raises; without a count there is no try
            log.exception("the strict cache does not count")
            raise Unavailable(retry_after=5) from None
        if count > limit:
            raise TooMany(retry_after=seconds - now % seconds)


def take_back(scope: str, key: str) -> None:
    """Takes one counted try off again, because it was a good one."""
    now = int(time.time())
    for _, seconds in limits_of(scope):
        # Past the end of its window, or with the cache away, there is nothing to take off.
        with contextlib.suppress(Exception):
            caches["strict"].decr(_name(scope, key, seconds, now))


def forget(scope: str, key: str) -> None:
    """Starts the count of `key` over."""
    now = int(time.time())
    with contextlib.suppress(Exception):  # a count that cannot be reached ends with its window
        caches["strict"].delete_many([_name(scope, key, seconds, now) for _, seconds in limits_of(scope)])


def limits_of(scope: str) -> list[tuple[int, int]]:
    """`(how often, in how many seconds)`, each of which holds."""
    found = settings.RATE_LIMITS.get(scope) or LIMITS[scope]
    return found or [(settings.LOGIN_FAILURES_BEFORE_LOCK, int(settings.LOGIN_LOCK.total_seconds()))]


def require_known_scopes() -> None:
    """A slip in RATE_LIMITS would leave a limit as it was, unnoticed: the start is refused instead."""
    if unknown := set(settings.RATE_LIMITS) - set(LIMITS):
        known = ", ".join(sorted(LIMITS))
        raise ImproperlyConfigured(
            f"RATE_LIMITS names {', '.join(sorted(unknown))}, but there are only {known}"
        )


def _name(scope: str, key: str, seconds: int, now: int) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"throttle:{scope}:{seconds}:{now // seconds}:{digest}"


def client_address(request: HttpRequest) -> str:
    """The client's IP address (see `fusemeet.network`)."""
    return address_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def client_network(request: HttpRequest) -> str:
    """The network that counts as one client."""
    return network_of(client_address(request))
