"""Who is online: a key a person in the cache that may forget, `user:session:{userId}`.

Its value is the id of the session that was used last, its lifetime two minutes. It is written when a session is
opened, turned or used (at most once a minute), and every half minute for whoever has a socket open; it goes with the
session that it names. Nothing depends on it: with the cache away nobody is online, and nothing else changes.
"""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from accounts.models import UserSession

LIFETIME_SECONDS = 120
TOUCH = timedelta(minutes=1)


def online(user_ids: Iterable[int]) -> set[int]:
    """Those of these accounts that were here within the last two minutes; one question to the cache."""
    names = {_key(user_id): user_id for user_id in user_ids}
    with contextlib.suppress(Exception):  # whatever a cache's client raises: then nobody is known to be here
        return {names[key] for key in cache.get_many(names) or {} if key in names}
    return set()


def mark_online(sessions: Mapping[int, str]) -> None:
    """`{user id: session id}` of people who are here now."""
    with contextlib.suppress(Exception):
        cache.set_many({_key(user): session for user, session in sessions.items()}, LIFETIME_SECONDS)


def mark_offline(user_id: int, *, session_id: str = "") -> None:
    """Their session ended; with `session_id` only if it is the one that was used last."""
    with contextlib.suppress(Exception):
        if not session_id or cache.get(_key(user_id)) == session_id:
            cache.delete(_key(user_id))


def touch_session(session: UserSession) -> None:
    """This session is being used; noted at most once a minute."""
    now = timezone.now()
    if session.last_used_at is not None and session.last_used_at > now - TOUCH:
        return
    _note_use([session.pk])
    mark_online({session.user_id: session.pk})


def hear_of_sockets(people: Iterable[tuple[str, str]]) -> None:
    """`(person id, session id)` of the sockets that are open in this process; guests have no account."""
    known = [(int(person), session) for person, session in people if person.isdigit()]
    if known:
        mark_online(dict(known))
        _note_use(session for _, session in known)


def _note_use(session_ids: Iterable[str]) -> None:
    now = timezone.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - TOUCH)
    UserSession.objects.filter(unnoted, pk__in=list(session_ids), revoked_at=None).update(last_used_at=now)


def _key(user_id: int) -> str:
    return f"user:session:{user_id}"
