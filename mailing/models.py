"""The outbox, and the addresses that get no more mail."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils import timezone

from fusemeet.fields import ExactCharField, FoldedCharField

KEY_LENGTH = 128
ADDRESS_LENGTH = 254


class State(models.TextChoices):
    WAITING = "WAITING", "Waiting"
    SENDING = "SENDING", "Being sent"
    SENT = "SENT", "Sent"
    MOOT = "MOOT", "Not needed any more"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"


OPEN = (State.WAITING, State.SENDING)


def new_message_id() -> str:
    """What mailboxes know a mail by; of the sender's own domain, as filters expect it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


class OutgoingMail(models.Model):
    """One mail: what it tells of, never what it says. Its text and its links are made when it is sent."""

    kind = ExactCharField(max_length=64, help_text="Which letter, such as accounts.verify-email.")
    # NULL for no key: MySQL has no conditional unique constraint, and NULLs do not collide.
    key = ExactCharField(
        max_length=KEY_LENGTH, null=True, blank=True, help_text="At most one mail of a kind with this key."
    )
    args = models.JSONField(default=dict, help_text="What the letter is built from: ids, never a secret.")
    to = models.CharField(max_length=ADDRESS_LENGTH, blank=True, help_text="Known once the letter was built.")
    message_id = ExactCharField(max_length=255, default=new_message_id, editable=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often a worker that had it did not live to say how it went."
    )
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Until then a worker has it; after that the worker is taken for dead.",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "outgoing_mails"
        verbose_name = "mail"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="outgoing_mails_once")]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="outgoing_mails_due"),
            models.Index(fields=["to"], name="outgoing_mails_to"),
            models.Index(fields=["created_at"], name="outgoing_mails_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to or '?'}"


class Reason(models.TextChoices):
    BOUNCE = "BOUNCE", "Does not exist"
    COMPLAINT = "COMPLAINT", "Complained of our mail"


class SuppressedAddress(models.Model):
    """An address whose mailbox or owner refused our mail; it gets none until the row is taken away."""

    email = FoldedCharField(max_length=ADDRESS_LENGTH, unique=True)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    detail = models.CharField(max_length=500, blank=True, help_text="What the mail service said.")
    count = models.PositiveIntegerField(default=1, help_text="How often we were told.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "suppressed_addresses"
        verbose_name_plural = "suppressed addresses"

    def __str__(self) -> str:
        return f"{self.email}: {self.get_reason_display()}"
