"""What the outbox keeps, and for how long."""

from datetime import datetime

from mailing.models import OPEN, OutgoingMail


def forget_mails(*, before: datetime) -> None:
    """Drop what was finished before; a row with a key stays, without its address, so that it is never sent twice."""
    finished = OutgoingMail.objects.exclude(state__in=OPEN).filter(created_at__lt=before)
    finished.filter(key=None).delete()
    finished.exclude(key=None).exclude(to="", args={}).update(to="", args={}, last_error="")
