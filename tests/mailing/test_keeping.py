"""What is kept of mails that are done: after a month not whom they went to, but that they went."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.deletion import erase_account
from accounts.letters import queue_verification, queue_verification_answer
from mailing.models import OutgoingMail
from mailing.outbox import queue
from mailing.tasks import forget_old_mails

pytestmark = pytest.mark.django_db


def test_after_a_month_a_mail_is_forgotten_but_not_its_key(note: str, outbox_mails: Any) -> None:
    queue(note, to="ada@example.org")
    queue(note, key="welcome:1", to="bob@example.org")
    outbox_mails()
    queue(note, to="waiting@example.org")
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=31))
    queue(note, to="new@example.org")
    forget_old_mails()
    rows = OutgoingMail.objects.order_by("pk")
    assert [(row.key, row.to, row.args.get("to", "")) for row in rows] == [
        ("welcome:1", "", ""),
        (None, "", "waiting@example.org"),
        (None, "", "new@example.org"),
    ]
    queue(note, key="welcome:1", to="bob@example.org")
    assert [mail.to[0] for mail in outbox_mails()[2:]] == ["waiting@example.org", "new@example.org"]


def test_a_deleted_accounts_address_is_forgotten_at_once(
    make_user: Callable[..., Any], outbox_mails: Any
) -> None:
    grace, ada = make_user("grace", verified=False), make_user("ada", verified=False)
    for user in (grace, ada):
        queue_verification(user=user)
        queue_verification_answer(email=user.email)
    assert len(outbox_mails()) == 4
    queue_verification(user=grace)
    gone = grace.email
    erase_account(user=grace)
    assert len(outbox_mails()) == 4, "what still waited has no reader"
    assert gone not in str(list(OutgoingMail.objects.values()))
    assert OutgoingMail.objects.filter(to=ada.email).count() == 2
