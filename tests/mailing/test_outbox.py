"""The outbox: a mail is queued with what it tells of, sent once, and taken out while there is time."""

from typing import Any

import pytest
from django.db import transaction

from mailing import tasks
from mailing.delivery import claim_mail, deliver, deliver_due
from mailing.models import OutgoingMail, State
from mailing.outbox import cancel, queue

pytestmark = pytest.mark.django_db


def only() -> OutgoingMail:
    return OutgoingMail.objects.get()


def test_a_queued_mail_is_sent_once(note: str, outbox_mails: Any) -> None:
    queue(note, to="ada@example.org")
    assert [mail.to for mail in outbox_mails()] == [["ada@example.org"]]
    assert len(outbox_mails()) == 1, "a sweep does not send it again"
    row = only()
    assert (row.state, row.to, row.attempts) == (State.SENT, "ada@example.org", 1)
    assert row.sent_at is not None and row.claimed_until is None


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_sends_nothing(note: str, outbox_mails: Any) -> None:
    with transaction.atomic():
        queue(note, to="ada@example.org")
        transaction.set_rollback(True)
    assert outbox_mails() == [] and not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_told_on_commit_and_not_before(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(tasks, "start_delivery", told.append)
    with transaction.atomic():
        queue(note, to="ada@example.org")
        assert told == []
    assert told == [only().pk]


def test_there_is_one_mail_for_a_key_ever(note: str, outbox_mails: Any) -> None:
    for _ in range(2):
        queue(note, key="welcome:1", to="ada@example.org")
        assert len(outbox_mails()) == 1
    queue(note, key="welcome:2", to="bob@example.org")
    queue(note, to="cai@example.org")
    queue(note, to="cai@example.org")
    assert [mail.to[0][:3] for mail in outbox_mails()] == ["ada", "bob", "cai", "cai"]


def test_a_cancelled_mail_is_not_sent_and_does_not_come_back(note: str, outbox_mails: Any) -> None:
    queue(note, key="invitation:1", to="ada@example.org")
    queue(note, key="invitation:2", to="bob@example.org")
    cancel(note, key="invitation:1")
    queue(note, key="invitation:1", to="ada@example.org")
    assert [mail.to for mail in outbox_mails()] == [["bob@example.org"]]


def test_cancelling_what_was_sent_changes_nothing(note: str, outbox_mails: Any) -> None:
    queue(note, key="invitation:1", to="ada@example.org")
    outbox_mails()
    cancel(note, key="invitation:1")
    assert only().state == State.SENT


def test_a_letter_that_is_moot_by_now_is_not_sent(note: str, outbox_mails: Any) -> None:
    queue(note, to="")
    assert outbox_mails() == []
    assert (only().state, only().args) == (State.MOOT, {})


def test_a_kind_that_nobody_registered_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match=r"tests\.nothing"):
        queue("tests.nothing", to="ada@example.org")
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_somebody_has_in_hand_is_left_to_them(note: str, outbox_mails: Any) -> None:
    queue(note, to="ada@example.org")
    assert claim_mail(only().pk) is not None
    assert claim_mail(only().pk) is None
    deliver(only().pk)
    assert outbox_mails() == []


def test_a_dead_workers_mail_is_sent_after_its_lease(note: str, outbox_mails: Any, settings: Any) -> None:
    queue(note, to="ada@example.org")
    settings.MAIL_LEASE *= 0
    claim_mail(only().pk)
    assert len(outbox_mails()) == 1
    assert (only().state, only().attempts, only().deaths) == (State.SENT, 1, 1)


def test_a_sweep_ends_in_time_and_says_what_is_left(note: str, mailoutbox: list[Any]) -> None:
    queue(note, to="ada@example.org")
    assert deliver_due(seconds=-1) is True
    assert mailoutbox == []
    assert deliver_due() is False
    assert len(mailoutbox) == 1
