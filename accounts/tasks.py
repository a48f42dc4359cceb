"""Jobs of accounts: forgetting what has ended."""

from datetime import timedelta
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.failures import delete_old_failures
from accounts.sessions import delete_dead_sessions


@shared_task
def forget_dead_sessions() -> None:
    """A week after its last token a session can no longer tell a replay from a stranger's token anyway."""
    delete_dead_sessions(before=timezone.now() - timedelta(days=7))


@shared_task
def forget_admin_sessions() -> None:
    """The administration's, which are Django's: without this each stays a row for ever."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@shared_task
def forget_old_failures() -> None:
    """A week without another wrong password is longer than any lock or block lasts."""
    delete_old_failures(before=timezone.now() - timedelta(days=7))
