"""Putting mails into the outbox, in the same transaction as what they tell of, and taking them out again."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from mailing.letters import is_registered
from mailing.models import KEY_LENGTH, OPEN, OutgoingMail, State


def queue(kind: str, *, key: str = "", **args: str | int) -> None:
    """One mail, sent once the caller's transaction is committed; rolled back with it, it never was.

    `args` are what the kind's builder takes, and are stored: ids and addresses, never a secret. With a `key` there is
    at most one mail of this kind with that key, ever, and a second call does nothing. Raises ValueError for a kind
    that nobody registered.
    """
    if not is_registered(kind):
        raise ValueError(f"no letter of the kind {kind}")
    if len(key) > KEY_LENGTH:
        raise ValueError(f"a key has {KEY_LENGTH} characters at most")
    try:
        with transaction.atomic():
            mail = OutgoingMail.objects.create(kind=kind, key=key or None, args=args)
    except IntegrityError:
        if key and OutgoingMail.objects.filter(kind=kind, key=key).exists():
            return
        raise
    _start(mail.pk)


def queue_many(kind: str, *, args: Sequence[Mapping[str, Any]]) -> None:
    """One mail for each of `args`, without keys, as `queue` does: two statements and one job for any number.

    That job is a sweep; what it does not get to is left to the sweeps of the schedule. Raises ValueError for a kind
    that nobody registered.
    """
    if not is_registered(kind):
        raise ValueError(f"no letter of the kind {kind}")
    if not args:
        return
    mails = [OutgoingMail(kind=kind, args=dict(one)) for one in args]
    OutgoingMail.objects.bulk_create(mails, batch_size=500)
    from mailing.tasks import start_sweep

    transaction.on_commit(start_sweep, robust=True)


def cancel(kind: str, *, key: str) -> None:
    """What waits is not sent any more, nor is it when `queue` is called again with its key.

    A mail that a worker is handing over at this moment may still arrive; its row then says that it was sent. With no
    such mail in the outbox nothing happens, and one that is queued later is sent.
    """
    OutgoingMail.objects.filter(kind=kind, key=key, state__in=OPEN).update(
        state=State.CANCELLED, claimed_until=None
    )


class SentAgain(NamedTuple):
    """How many mails got further tries, and how many cannot, since what they tell of was forgotten."""

    queued: int
    forgotten: int


def send_again(*, mails: QuerySet[OutgoingMail]) -> SentAgain:
    """Those of `mails` that failed get another six tries, under the same Message-ID."""
    failed = list(mails.filter(state=State.FAILED).values_list("pk", "args"))
    known = [mail_id for mail_id, args in failed if args]  # mailing/keeping.py empties the args of the others
    count = 0
    for mail_id in known:
        # The state is part of the condition: two operators may press the button.
        again = OutgoingMail.objects.filter(pk=mail_id, state=State.FAILED)
        if again.update(state=State.WAITING, attempts=0, deaths=0, next_try_at=timezone.now()):
            _start(mail_id)
            count += 1
    return SentAgain(count, len(failed) - len(known))


def _start(mail_id: int) -> None:
    from mailing.tasks import start_delivery

    transaction.on_commit(lambda: start_delivery(mail_id), robust=True)
