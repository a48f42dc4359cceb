"""Counting wrong passwords in the database, before the password is looked at, and locking what failed too often.

Every count is made under a lock on the account's row: of any number of parallel guesses only as many as the limit ever
reach the password. Each kind of source has a counter of its own:
`""` all strangers together, in the columns of the account; five lock it for a quarter of an hour;
`device:…` a browser that signed in before, which the strangers' lock does not concern;
`signed-in` whoever is signed in and confirms something with the password;
`network:…` beside the strangers' counter: a network that goes on failing is shut out for a day, so that nobody can
keep an account locked for as long as they like.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import SignInFailures, User
from accounts.throttle import count_or_refuse, forget
from fusemeet.errors import TooMany
from mailing.outbox import queue

STRANGERS = ""
SIGNED_IN = "signed-in"
SOURCE_LENGTH = 64


@dataclass(frozen=True)
class Try:
    """One counted try of a password for `user`."""

    user: User
    source: str
    network: str  # the source that stands beside the strangers' counter
    locks: datetime | None  # until when it locks `source`, if it turns out to be wrong


def count_try(*, user_id: int, source: str, network: str = "") -> Try | None:
    """Counts a try as failed and returns it; None, and nothing counted, where the source is locked.

    `network` is given for strangers alone.
    """
    now = timezone.now()
    beside = network_source(network) if source == STRANGERS and network else ""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None or locked_until(user=user, source=source):
            return None
        if beside and not _count_network(user, beside, now):
            return None
        if source == STRANGERS:
            count, until = _one_more(user.failed_login_attempts, user.locked_until, now)
            User.objects.filter(pk=user.pk).update(failed_login_attempts=count, locked_until=until)
            user.failed_login_attempts, user.locked_until = count, until
        else:
            row = SignInFailures.objects.get_or_create(user=user, source=source)[0]
            row.count, until = _one_more(row.count, row.locked_until, now)
            row.locked_until = until
            row.save(update_fields=["count", "locked_until", "updated_at"])
    return Try(user, source, beside, until)


def fail_try(tried: Try) -> None:
    """The password was wrong; if that locked the source, the owner is mailed, once for each lock."""
    if tried.locks is None:
        return
    key = f"{tried.user.pk}:{tried.source}:{tried.locks.isoformat()}"
    try:
        count_or_refuse("lock-mail", str(tried.user.pk))  # many networks must not fill a mailbox either
    except TooMany:
        return
    queue(
        "accounts.locked",
        key=key,
        user_id=tried.user.pk,
        source=tried.source,
        until=tried.locks.isoformat(),
    )


def forgive_tries(tried: Try) -> None:
    """The password was right: this source starts over, and so does a strangers' count that locks nothing yet."""
    mine = [source for source in (tried.source, tried.network) if source]
    SignInFailures.objects.filter(user=tried.user, source__in=mine).delete()
    strangers = User.objects.filter(pk=tried.user.pk)
    if tried.source != STRANGERS:
        strangers = strangers.filter(locked_until=None)
    strangers.update(failed_login_attempts=0, locked_until=None)


def unlock_account(*, user: User, networks: bool = True) -> None:
    """Every counter of `user` starts over; without `networks`, those that were shut out for the day stay so."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(failed_login_attempts=0, locked_until=None)
        rows = SignInFailures.objects.filter(user=user)
        seen = rows.filter(source__startswith="network:").values_list("source", flat=True)
        for source in seen:
            for name in (user.username, user.email):
                forget("sign-in-name", name_key(source, name))
        (rows if networks else rows.exclude(source__startswith="network:")).delete()
    user.failed_login_attempts, user.locked_until = 0, None


def locked_until(*, user: User, source: str) -> datetime | None:
    """When the lock of `source` ends, if it is locked."""
    if source == STRANGERS:
        until = user.locked_until
    else:
        row = SignInFailures.objects.filter(user=user, source=source).first()
        until = row.locked_until if row else None
    return until if until and until > timezone.now() else None


def delete_old_failures(*, before: datetime) -> int:
    """Forgets counters that nothing was added to since `before`; returns how many."""
    return SignInFailures.objects.filter(updated_at__lt=before).delete()[0]


def network_source(network: str) -> str:
    whole = f"network:{network}"
    return (
        whole if len(whole) <= SOURCE_LENGTH else f"network:{hashlib.sha256(whole.encode()).hexdigest()[:40]}"
    )


def name_key(source: str, name: str) -> str:
    """What a network's tries of one name are counted under, whether anybody has that name or not."""
    return f"{source} {name.strip().casefold()}"


def _count_network(user: User, source: str, now: datetime) -> bool:
    """Whether this network may still try; its window and its block last a day, and the block is not prolonged."""
    row = SignInFailures.objects.get_or_create(user=user, source=source)[0]
    if row.locked_until and row.locked_until > now:
        return False
    over = bool(row.locked_until) or row.created_at <= now - settings.LOGIN_NETWORK_BLOCK
    row.count = 1 if over else row.count + 1
    row.created_at = now if over else row.created_at
    reached = row.count >= settings.LOGIN_FAILURES_PER_NETWORK
    row.locked_until = now + settings.LOGIN_NETWORK_BLOCK if reached else None
    row.save(update_fields=["count", "created_at", "locked_until", "updated_at"])
    return True


def _one_more(count: int, until: datetime | None, now: datetime) -> tuple[int, datetime | None]:
    """The count with one more, and until when it locks; after a lock it starts over."""
    count = 1 if until else count + 1
    return count, now + settings.LOGIN_LOCK if count >= settings.LOGIN_FAILURES_BEFORE_LOCK else None
