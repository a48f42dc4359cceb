"""Sending what stands in the outbox: one worker claims a mail, hands it over, and says so at once.

None is lost, because a claim is a lease: when a worker dies, the next sweep takes the mail up after the lease. None is
doubled, because a claim is one conditional UPDATE. What is left is the moment between the mail service's "250" and
our COMMIT (docs/decisions/0009).
"""

import logging
import random
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from mailing import breaker
from mailing.letters import Letter, build_letter
from mailing.models import OPEN, OutgoingMail, State, SuppressedAddress
from mailing.transport import Refusal, describe, hand_over, mail_service, meaning_of, write_message

log = logging.getLogger(__name__)

# After the first try, the second, …: six tries within about a quarter of an hour.
PAUSES_SECONDS = (30, 60, 120, 240, 480)
JITTER = (0.8, 1.2)
DEATHS = 12  # after so many, the mail itself is what its workers die of
SWEEP_SECONDS = 12  # a sweep begins no mail after that and leaves the rest to the next
MARKING_PAUSES_SECONDS = (0, 0.2, 0.5, 1, 2, 4)


def deliver(mail_id: int) -> None:
    """Send this mail if it is due and nobody else has it. What goes wrong is kept in the row, not raised."""
    claim = claim_mail(mail_id)
    if claim is None:
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        written = _write(mail, claim)
    except Exception as problem:
        log.exception("mail %s (%s) could not be written", mail.pk, mail.kind)
        _plan_next_try(mail, claim, describe(problem), final=isinstance(problem, ValueError))
        return
    if written is None:
        return
    if breaker.admit():
        _send(mail, claim, *written)
    else:
        _put_off(mail, claim)


def claim_mail(mail_id: int) -> datetime | None:
    """Until when the caller has this mail for itself; None if it is not due or somebody else has it.

    A try that a worker did not live to end goes on as the same try, and is counted as a death.
    """
    until = timezone.now() + settings.MAIL_LEASE
    waiting = OutgoingMail.objects.filter(_waiting(), pk=mail_id)
    if waiting.update(state=State.SENDING, claimed_until=until, attempts=F("attempts") + 1):
        return until
    left_behind = OutgoingMail.objects.filter(_left_behind(), pk=mail_id)
    if left_behind.filter(deaths__lt=DEATHS).update(claimed_until=until, deaths=F("deaths") + 1):
        return until
    if left_behind.update(state=State.FAILED, claimed_until=None, last_error="Its worker died too often."):
        log.error("mail %s is given up: its worker died %s times", mail_id, DEATHS + 1)
    return None


def renew_claim(mail_id: int, claim: datetime) -> datetime | None:
    """The claim from now on; None if it was lost meanwhile: the mail was cancelled, or the lease ran out."""
    until = timezone.now() + settings.MAIL_LEASE
    ours = OutgoingMail.objects.filter(pk=mail_id, state=State.SENDING, claimed_until=claim)
    return until if ours.update(claimed_until=until) else None


def deliver_due(seconds: float = SWEEP_SECONDS) -> bool:
    """Send whatever is due, oldest first, for that long; True if more is left that could be sent now."""
    end = time.monotonic() + seconds
    tried: list[int] = []
    while batch := list(
        OutgoingMail.objects.filter(_due())
        .exclude(pk__in=tried)
        .order_by("next_try_at", "pk")
        .values_list("pk", flat=True)[:100]
    ):
        for mail_id in batch:
            if time.monotonic() > end:
                return True
            if breaker.is_open():
                return False
            deliver(mail_id)
        tried += batch
    return False


def _due() -> Q:
    return _waiting() | _left_behind()


def _waiting() -> Q:
    return Q(state=State.WAITING, next_try_at__lte=timezone.now())


def _left_behind() -> Q:
    return Q(state=State.SENDING, claimed_until__lt=timezone.now())


def _write(mail: OutgoingMail, claim: datetime) -> tuple[Letter, EmailMultiAlternatives] | None:
    """The letter and its message; None if there is nothing to send, and the row says why."""
    letter = build_letter(mail.kind, mail.args)
    if letter is None:
        # It may hold an address that somebody typed and that nobody here has.
        _finish(mail, claim, state=State.MOOT, last_error="", args={})
        return None
    mail.to = letter.to
    if suppressed := SuppressedAddress.objects.filter(email=letter.to).first():
        _finish(mail, claim, state=State.FAILED, last_error=f"Not sent. {suppressed}")
        return None
    return letter, write_message(letter, mail.message_id)


def _send(mail: OutgoingMail, claim: datetime, letter: Letter, message: EmailMultiAlternatives) -> None:
    taken = False
    try:
        with mail_service() as service:
            # Building it and finding the service took their time. From here on it takes a few socket time-outs at most.
            renewed = renew_claim(mail.pk, claim)
            if renewed is None:
                return
            claim = renewed
            hand_over(service, message)
            taken = True
            _mark_sent(mail, letter)
        breaker.record(success=True)
    except Exception as problem:
        if taken:  # what failed after that (our time was up, say) must not send it again
            _mark_sent(mail, letter)
            log.warning("mail %s was sent, but then: %s", mail.pk, describe(problem))
            return
        refusal = meaning_of(problem)
        breaker.record(success=refusal is not Refusal.AWAY)
        log.warning("mail %s (%s), try %s: %s", mail.pk, mail.kind, mail.attempts, describe(problem))
        _plan_next_try(mail, claim, describe(problem), final=refusal is Refusal.FINAL)


def _mark_sent(mail: OutgoingMail, letter: Letter) -> None:
    """Whatever became of the row meanwhile (cancelled, say): this is what happened. A database in trouble is asked
    again for some seconds, because the mail would go out twice without this."""
    for last, pause in enumerate(MARKING_PAUSES_SECONDS, start=1 - len(MARKING_PAUSES_SECONDS)):
        time.sleep(pause)
        try:
            with transaction.atomic():
                OutgoingMail.objects.filter(pk=mail.pk).update(
                    state=State.SENT, sent_at=timezone.now(), to=mail.to, claimed_until=None, last_error=""
                )
                _note_sent(letter)
            return
        except (DatabaseError, InterfaceError):
            if last == 0 or connection.in_atomic_block:
                raise
            connection.close()


def _note_sent(letter: Letter) -> None:
    """What else is to be kept of a mail that was sent. A mistake in it must not send the mail again."""
    try:
        if letter.on_sent:
            letter.on_sent()
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("a letter to %s was sent, and what follows from that failed", letter.to)


def _plan_next_try(mail: OutgoingMail, claim: datetime, error: str, *, final: bool) -> None:
    if final or mail.attempts > len(PAUSES_SECONDS):
        _finish(mail, claim, state=State.FAILED, last_error=error)
        return
    pause = PAUSES_SECONDS[mail.attempts - 1] * random.uniform(*JITTER)
    next_try_at = timezone.now() + timedelta(seconds=pause)
    _finish(mail, claim, state=State.WAITING, last_error=error, next_try_at=next_try_at)


def _put_off(mail: OutgoingMail, claim: datetime) -> None:
    """The service is being left alone: that is no try of this mail."""
    next_try_at = timezone.now() + timedelta(seconds=breaker.OPEN_SECONDS * random.uniform(*JITTER))
    _finish(mail, claim, state=State.WAITING, attempts=F("attempts") - 1, next_try_at=next_try_at)


def _finish(mail: OutgoingMail, claim: datetime, **changes: object) -> None:
    """End the claim, unless it is not ours any more: cancelled, or somebody else's after the lease."""
    OutgoingMail.objects.filter(pk=mail.pk, state__in=OPEN, claimed_until=claim).update(
        to=mail.to, claimed_until=None, **changes
    )
