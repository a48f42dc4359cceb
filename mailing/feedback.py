"""What the mail service tells us of mails it took: an address that does not exist, a reader who complained."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import F

from mailing.models import ADDRESS_LENGTH, Reason, SuppressedAddress

log = logging.getLogger(__name__)


def suppress_address(*, email: str, reason: Reason, detail: str = "") -> None:
    """No more mail to this address; each further report is counted."""
    email = email.strip()
    if not email or len(email) > ADDRESS_LENGTH:
        return
    with transaction.atomic():
        defaults = {"reason": reason, "detail": detail[:500]}
        _, created = SuppressedAddress.objects.get_or_create(email=email, defaults=defaults)
        if not created:
            SuppressedAddress.objects.filter(email=email).update(**defaults, count=F("count") + 1)
    log.warning("no more mail to an address: %s", reason.label)


def take_bounce(bounce: dict[str, Any]) -> None:
    """SES's `bounce` object. A full mailbox or a server that is away (Transient) is none of an address's faults."""
    if bounce.get("bounceType") != "Permanent":
        log.info("a mail bounced for now: %s", bounce.get("bounceSubType"))
        return
    for recipient in _recipients(bounce.get("bouncedRecipients")):
        detail = str(recipient.get("diagnosticCode") or bounce.get("bounceSubType") or "")
        suppress_address(email=str(recipient.get("emailAddress", "")), reason=Reason.BOUNCE, detail=detail)


def take_complaint(complaint: dict[str, Any]) -> None:
    """SES's `complaint` object."""
    detail = str(complaint.get("complaintFeedbackType") or "")
    for recipient in _recipients(complaint.get("complainedRecipients")):
        suppress_address(email=str(recipient.get("emailAddress", "")), reason=Reason.COMPLAINT, detail=detail)


def _recipients(entries: object) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
