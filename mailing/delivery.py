"""Sending what stands in the outbox: one worker claims a mail, hands it over, and says so at once.

None is lost, because a claim is a lease: when a worker dies, the next sweep takes the mail up after the lease. None is
doubled, because a claim is one conditional UPDATE. What is left is the moment between the mail service's "250" and
our COMMIT (docs/decisions/0009).
"""

import contextlib
import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from mailing.letters import Letter, build_letter
from mailing.models import OPEN, OutgoingMail, State, SuppressedAddress

log = logging.getLogger(__name__)

# After the first try, the second, …: six tries within a quarter of an hour.
PAUSES_SECONDS = (30, 60, 120, 240, 480)
JITTER = (0.8, 1.2)
SWEEP_SECONDS = 10  # a sweep begins no mail after that and leaves the rest to another


def deliver(mail_id: int) -> None:
    """Send this mail if it is due and nobody else has it. What goes wrong is kept in the row, not raised."""
    claim = claim_mail(mail_id)
    if claim is None:
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        letter = build_letter(mail.kind, mail.args)
        if letter is None:
            _finish(mail, claim, state=State.MOOT, last_error="")
            return
        mail.to = letter.to
        suppressed = SuppressedAddress.objects.filter(email=letter.to).first()
        if suppressed is not None:
            _finish(mail, claim, state=State.FAILED, last_error=f"Not sent: {suppressed}")
            return
        hand_over(write_message(letter, mail.message_id), then=lambda: _mark_sent(mail))
    except Exception as problem:
        log.warning("mail %s (%s), try %s: %s", mail.pk, mail.kind, mail.attempts, describe(problem))
        _plan_next_try(mail, claim, describe(problem))


def claim_mail(mail_id: int) -> datetime | None:
    """Until when the caller has this mail for itself; None if it is not due or somebody else has it."""
    now = timezone.now()
    until = now + settings.MAIL_LEASE
    due = Q(state=State.WAITING, next_try_at__lte=now) | Q(state=State.SENDING, claimed_until__lt=now)
    claimed = OutgoingMail.objects.filter(due, pk=mail_id).update(
        state=State.SENDING, claimed_until=until, attempts=F("attempts") + 1
    )
    return until if claimed else None


def deliver_due(seconds: float = SWEEP_SECONDS) -> bool:
    """Send whatever is due, oldest first, for that long; True if more is left."""
    end = time.monotonic() + seconds
    tried: set[int] = set()
    while True:
        now = timezone.now()
        due = Q(state=State.WAITING, next_try_at__lte=now) | Q(state=State.SENDING, claimed_until__lt=now)
        found = OutgoingMail.objects.filter(due).exclude(pk__in=tried).order_by("next_try_at")
        batch = list(found.values_list("pk", flat=True)[:100])
        if not batch:
            return False
        for mail_id in batch:
            if time.monotonic() > end:
                return True
            tried.add(mail_id)
            deliver(mail_id)


def write_message(letter: Letter, message_id: str) -> EmailMultiAlternatives:
    """HTML and text from the letter's templates, which also get `subject` and `site_url`."""
    context = {"subject": letter.subject, "site_url": settings.SITE_URL, **letter.context}
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=render_to_string(f"email/{letter.template}.txt", context),
        to=[letter.to],
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
            **letter.headers,
            "Message-ID": message_id,
        },
    )
    message.attach_alternative(render_to_string(f"email/{letter.template}.html", context), "text/html")
    for name, content, kind in letter.attachments:
        message.attach(name, content, kind)
    return message


def hand_over(message: EmailMultiAlternatives, *, then: Callable[[], None]) -> None:
    """Give the message to the mail service and call `then` the moment it is taken, before saying goodbye."""
    connection = get_connection()
    try:
        connection.open()
        if not connection.send_messages([message]):
            raise OSError("the mail service took nothing")
        then()
    finally:
        with contextlib.suppress(Exception):
            connection.close()


def describe(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]


def _mark_sent(mail: OutgoingMail) -> None:
    # Whatever became of the row meanwhile (cancelled, say): this is what happened.
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.SENT, sent_at=timezone.now(), to=mail.to, claimed_until=None, last_error=""
    )


def _plan_next_try(mail: OutgoingMail, claim: datetime, error: str) -> None:
    if mail.attempts > len(PAUSES_SECONDS):
        _finish(mail, claim, state=State.FAILED, last_error=error)
        return
    pause = PAUSES_SECONDS[mail.attempts - 1] * random.uniform(*JITTER)
    next_try_at = timezone.now() + timedelta(seconds=pause)
    _finish(mail, claim, state=State.WAITING, last_error=error, next_try_at=next_try_at)


def _finish(mail: OutgoingMail, claim: datetime, **changes: object) -> None:
    """End the claim, unless it is not ours any more: cancelled, or somebody else's after the lease."""
    OutgoingMail.objects.filter(pk=mail.pk, state__in=OPEN, claimed_until=claim).update(
        to=mail.to, claimed_until=None, **changes
    )
