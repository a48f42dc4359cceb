"""Keeping somebody out: a blocked account is signed out everywhere at once, and nobody signs in to it."""

from django.db import transaction

from accounts.models import User
from accounts.sessions import end_other_sessions


def block_account(*, user: User) -> None:
    """Signs the person out of every device; their sockets close on every process. Twice is once."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        end_other_sessions(user=user, keep=None)
    user.is_active = False


def unblock_account(*, user: User) -> None:
    """They may sign in again; the sessions of before stay ended."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
