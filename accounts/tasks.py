"""Jobs of accounts: mails, with retries, and forgetting what has ended."""

import smtplib
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.mail import send_verification
from accounts.models import User
from accounts.sessions import delete_dead_sessions

# Six tries over about ten minutes.
RETRY: dict[str, Any] = {
    "autoretry_for": (smtplib.SMTPException, OSError),
    "max_retries": 5,
    "retry_backoff": 20,
    "retry_backoff_max": 300,
    "retry_jitter": True,
}


@shared_task(**RETRY)
def send_verification_mail(user_id: int) -> None:
    """To whoever just registered, unless the address was verified meanwhile."""
    user = User.objects.filter(pk=user_id, email_verified=False, is_active=True).first()
    if user:
        send_verification(user)


@shared_task(**RETRY)
def answer_verification_request(email: str) -> None:
    """Somebody asked for another link. Whether there is such an account is looked up here, where nobody can time it."""
    user = User.objects.filter(email=email, email_verified=False, is_active=True).first()
    if user:
        send_verification(user)


@shared_task
def forget_dead_sessions() -> None:
    """A week after its last token a session can no longer tell a replay from a stranger's token anyway."""
    delete_dead_sessions(before=timezone.now() - timedelta(days=7))
