"""Jobs of accounts: forgetting what has ended."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.sessions import delete_dead_sessions


@shared_task
def forget_dead_sessions() -> None:
    """A week after its last token a session can no longer tell a replay from a stranger's token anyway."""
    delete_dead_sessions(before=timezone.now() - timedelta(days=7))
