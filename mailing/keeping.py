"""What the outbox keeps, and for how long."""

from datetime import datetime

from django.db.models import Q

from mailing.models import OPEN, OutgoingMail


def forget_mails(*, before: datetime) -> None:
    """Drop what was finished before; a row with a key stays, without its address, so that it is never sent twice."""
    finished = OutgoingMail.objects.exclude(state__in=OPEN).filter(created_at__lt=before)
    finished.filter(key=None).delete()
    finished.exclude(key=None).exclude(to="", args={}).update(to="", args={}, last_error="")


def forget_address(*, email: str) -> None:
    """Its owner has gone: what is finished does not say any more that it went to them.

    What still waits stays: its letter looks whether there is a reader, and then it is forgotten like all others.
    """
    theirs = Q(to=email) | Q(args__email=email)
    OutgoingMail.objects.filter(theirs).exclude(state__in=OPEN).update(to="", args={}, last_error="")
