"""Hashing passwords, of which a process does only so many at once: each takes a core and 100 MB while it lasts.

The hashers are Django's own, which come here for their turn, so that no door can forget to ask for it.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers

from fusemeet.errors import Unavailable

WAIT_SECONDS = 5

_slots = threading.BoundedSemaphore(settings.PASSWORD_HASHES_AT_ONCE)
_mine = threading.local()


@contextlib.contextmanager
def hashing_slot() -> Iterator[None]:
    """One of the process's places for hashing; within it the same thread hashes without waiting again.

    Whoever counts a try takes the place first: a try that finds none has not been one. Raises Unavailable when there
    is none for five seconds.
    """
    if getattr(_mine, "held", False):
        yield
        return
    if not _slots.acquire(timeout=WAIT_SECONDS):
        sentence = "Too many people are signing in at this moment. Please try again in a few seconds."
        raise Unavailable("busy", sentence, retry_after=WAIT_SECONDS)
    _mine.held = True
    try:
        yield
    finally:
        _mine.held = False
        _slots.release()


class _InTurn:
    """A hasher that waits for its place."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        with hashing_slot():
            return super().encode(*args, **kwargs)  # type: ignore[misc]

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        with hashing_slot():
            return super().verify(*args, **kwargs)  # type: ignore[misc]


class Argon2(_InTurn, hashers.Argon2PasswordHasher):
    """Argon2id, what every password becomes at the latest when its owner signs in."""


class BCryptSHA256(_InTurn, hashers.BCryptSHA256PasswordHasher):
    """From older installations."""


class BCrypt(_InTurn, hashers.BCryptPasswordHasher):
    """From the clients before those."""


class PBKDF2(_InTurn, hashers.PBKDF2PasswordHasher):
    """What other Django sites have, for accounts that are brought along."""
