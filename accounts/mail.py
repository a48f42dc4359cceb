"""The mails that accounts send: written from templates, sent by a job, queued when what they tell of is committed."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from accounts.verification import verification_link


def queue_verification(*, user: User) -> None:
    """Once the transaction is committed; a broker that is away is logged, and the person can ask again."""
    from accounts.tasks import send_verification_mail

    transaction.on_commit(lambda: send_verification_mail.delay(user.pk), robust=True)


def send_verification(user: User) -> None:
    context = {
        "person": user,
        "link": verification_link(user),
        "hours": int(settings.VERIFICATION_LIFETIME.total_seconds() // 3600),
    }
    send("verify_email", to=user.email, subject="Confirm your address for FuseMeet", context=context)


def send(template: str, *, to: str, subject: str, context: dict[str, object]) -> None:
    """One mail of `templates/email/<template>.txt` and `.html`."""
    shared = {"subject": subject, "site_url": settings.SITE_URL, **context}
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"email/{template}.txt", shared),
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no out-of-office answers, please
    )
    mail.attach_alternative(render_to_string(f"email/{template}.html", shared), "text/html")
    mail.send()
