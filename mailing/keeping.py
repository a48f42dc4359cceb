"""What the outbox keeps, and for how long."""

from datetime import datetime

from django.db.models import Q

from mailing.models import OPEN, OutgoingMail, State


def forget_mails(*, before: datetime) -> None:
    """Drop what was finished before; a row with a key stays, without its address, so that it is never sent twice."""
    finished = OutgoingMail.objects.exclude(state__in=OPEN).filter(created_at__lt=before)
    finished.filter(key=None).delete()
    finished.exclude(key=None).exclude(to="", args={}).update(to="", args={}, last_error="")


def forget_address(*, email: str, user: int) -> None:
    """The owner of this address, and of the account `user`, has gone: nothing says any more that mails went to them.

    What still waits for them is not sent: it was about an account that there is not.
    """
    about = (
        Q(args__user=user) | Q(args__user_id=user) | Q(args__email__iexact=email) | Q(args__old__iexact=email)
    )
    mails = OutgoingMail.objects
    mails.filter(about, state__in=OPEN).update(state=State.CANCELLED, claimed_until=None)
    mails.filter(about | Q(to__iexact=email)).exclude(state__in=OPEN).update(to="", args={}, last_error="")
