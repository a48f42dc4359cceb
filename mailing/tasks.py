"""Jobs of the outbox: one mail on commit, and a sweep for whatever was left behind."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mailing.delivery import deliver, deliver_due
from mailing.keeping import forget_mails

log = logging.getLogger(__name__)

# A job ends well before its lease (settings.MAIL_LEASE), so that nobody sends what somebody still has in hand.
LIMITS = {"soft_time_limit": 25, "time_limit": 30}


def start_delivery(mail_id: int) -> None:
    """Now, by a worker; if the broker is away the sweep does it when it is back, and nobody waits for that."""
    try:
        deliver_mail.apply_async((mail_id,), retry=False)
    except Exception as problem:
        log.warning("mail %s waits for the sweep, the broker is away: %s", mail_id, problem)


def start_sweep() -> None:
    """Now, by a worker, for many mails at once; if the broker is away the next sweep of the schedule has them."""
    try:
        sweep_outbox.apply_async(retry=False)
    except Exception as problem:
        log.warning("mails wait for the sweep, the broker is away: %s", problem)


@shared_task(**LIMITS)
def deliver_mail(mail_id: int) -> None:
    deliver(mail_id)


@shared_task(**LIMITS)
def sweep_outbox() -> None:
    """What a dead worker or an absent broker left, and every further try.

    It leaves the rest to the next one on the schedule. One that queued another would do so beside the schedule's, and
    in a backlog they would stand before every fresh mail.
    """
    deliver_due()


@shared_task
def forget_old_mails() -> None:
    """Whom we wrote to a month ago is nobody's business any more."""
    forget_mails(before=timezone.now() - timedelta(days=30))
