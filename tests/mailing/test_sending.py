"""Handing mails to a real mail server: what it takes, what it refuses for now or for good, and what fails around it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import caches
from django.db import OperationalError, connection
from django.utils import timezone

from mailing import breaker, delivery, letters, tasks
from mailing.delivery import DEATHS, JITTER, PAUSES_SECONDS, SWEEP_SECONDS, deliver, deliver_due
from mailing.models import OutgoingMail, State
from mailing.outbox import cancel, queue
from tests.mailing.post_office import PostOffice

pytestmark = pytest.mark.django_db


def only() -> OutgoingMail:
    return OutgoingMail.objects.get()


def much_later() -> None:
    """Every pause is over, the breaker's too."""
    caches["strict"].clear()
    OutgoingMail.objects.filter(state=State.WAITING).update(next_try_at=timezone.now())


def test_a_mail_arrives_once_with_both_texts_and_the_id_of_its_row(
    note: str, post_office: PostOffice, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "FuseMeet <noreply@meet.example.org>"
    queue(note, to="ada@example.org", name="Adä <b>")
    deliver_due()
    deliver_due()
    [taken] = post_office.taken
    assert (taken.to, taken.message_id) == ("ada@example.org", only().message_id)
    assert taken.message_id.endswith("@meet.example.org>")
    message = taken.message
    assert (message["To"], message["From"]) == ("ada@example.org", "FuseMeet <noreply@meet.example.org>")
    assert (message["Subject"], message["Auto-Submitted"]) == ("A note for Adä <b>", "auto-generated")
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and "Hello Adä <b>: https://" in text.get_content()
    assert html is not None and "Hello Adä &lt;b&gt;" in html.get_content()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("MAIL", "421 busy, come back later"),
        ("MAIL", "451 not now"),
        ("RCPT", "450 mailbox busy"),
        ("RCPT", "421 too many connections"),
        ("DATA", "452 no room"),
    ],
)
def test_what_is_refused_for_now_is_tried_again_and_arrives_once(
    note: str, post_office: PostOffice, command: str, answer: str
) -> None:
    post_office.refusals = [(command, answer)]
    queue(note, to="ada@example.org")
    deliver_due()
    row = only()
    assert (row.state, row.attempts, post_office.taken) == (State.WAITING, 1, [])
    assert answer[:3] in row.last_error
    deliver_due()
    assert post_office.taken == [], "not before its time"
    much_later()
    deliver_due()
    assert [taken.message_id for taken in post_office.taken] == [row.message_id]
    assert (only().state, only().attempts, only().last_error) == (State.SENT, 2, "")


@pytest.mark.parametrize(
    ("command", "answer"), [("RCPT", "550 no such user"), ("RCPT", "553 not here"), ("DATA", "554 spam")]
)
def test_what_is_refused_for_good_fails_at_once_and_alone(
    note: str, post_office: PostOffice, command: str, answer: str
) -> None:
    post_office.refusals = [(command, answer)]
    queue(note, to="nobody@example.org")
    queue(note, to="ada@example.org")
    deliver_due()
    much_later()
    deliver_due()
    failed = OutgoingMail.objects.get(to="nobody@example.org")
    assert (failed.state, failed.attempts) == (State.FAILED, 1)
    assert answer in failed.last_error
    assert [taken.to for taken in post_office.taken] == ["ada@example.org"]


def test_the_pauses_grow_and_vary_and_after_six_tries_a_mail_has_failed(
    note: str, post_office: PostOffice
) -> None:
    post_office.refusals = [("MAIL", "451 not now")] * 6
    queue(note, to="ada@example.org")
    for number, seconds in enumerate(PAUSES_SECONDS, start=1):
        before = timezone.now()
        deliver_due()
        row = only()
        assert (row.state, row.attempts) == (State.WAITING, number)
        pause = (row.next_try_at - before).total_seconds()
        assert seconds * JITTER[0] <= pause <= seconds * JITTER[1] + 2
        much_later()
    deliver_due()
    assert (only().state, only().attempts) == (State.FAILED, 6)
    much_later()
    deliver_due()
    assert only().attempts == 6 and post_office.taken == []
    assert 12 * 60 < sum(PAUSES_SECONDS) < 18 * 60


def test_a_mail_server_that_is_away_or_silent_is_tried_again(
    note: str, settings: Any, post_office: PostOffice
) -> None:
    listening, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    queue(note, to="ada@example.org")
    deliver_due()
    assert "ConnectionRefusedError" in only().last_error
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT, post_office.stall = listening, 0.2, lambda: 1.0
    much_later()
    deliver_due()
    row = only()
    assert (row.state, row.attempts) == (State.WAITING, 2) and row.last_error
    settings.EMAIL_TIMEOUT, post_office.stall = 5, lambda: 0.0
    much_later()
    deliver_due()
    assert len(post_office.taken) == 1 and only().state == State.SENT


def test_a_broker_that_is_away_leaves_the_mail_to_the_sweep(
    note: str,
    post_office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from fusemeet.celery import app

    with (
        app.connection_for_write("redis://127.0.0.1:1/0", connect_timeout=1) as nowhere,
        monkeypatch.context() as patch,
        django_capture_on_commit_callbacks(execute=True),
    ):
        patch.setattr(app, "producer_or_acquire", lambda *args, **kwargs: app.amqp.Producer(nowhere))
        queue(note, to="ada@example.org")
    assert (only().state, post_office.taken) == (State.WAITING, [])
    assert "the broker is away" in caplog.text
    tasks.sweep_outbox()
    assert [taken.to for taken in post_office.taken] == ["ada@example.org"]


def test_a_mail_that_was_cancelled_between_two_tries_is_not_sent(note: str, post_office: PostOffice) -> None:
    post_office.refusals = [("MAIL", "451 not now")]
    queue(note, key="invitation:1", to="ada@example.org")
    deliver_due()
    cancel(note, key="invitation:1")
    much_later()
    deliver_due()
    assert (only().state, post_office.taken) == (State.CANCELLED, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("refused", [True, False])
def test_a_mail_that_is_cancelled_while_it_is_handed_over_is_sent_now_or_never(
    note: str, post_office: PostOffice, refused: bool
) -> None:
    def cancel_meanwhile() -> None:
        cancel(note, key="invitation:1")
        connection.close()  # this thread's own

    queue(note, key="invitation:1", to="ada@example.org")
    post_office.before_answer = cancel_meanwhile
    post_office.refusals = [("DATA", "451 not now")] if refused else []
    deliver_due()
    much_later()
    deliver_due()
    assert only().state == (State.CANCELLED if refused else State.SENT), "the row says what happened"
    assert len(post_office.taken) == (0 if refused else 1)


def test_a_mail_that_is_cancelled_before_it_is_handed_over_is_not(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    admit = breaker.admit

    def cancel_meanwhile() -> bool:
        cancel(note, key="invitation:1")
        return admit()

    queue(note, key="invitation:1", to="ada@example.org")
    monkeypatch.setattr(breaker, "admit", cancel_meanwhile)
    deliver_due()
    assert (only().state, post_office.taken) == (State.CANCELLED, [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_a_mail_once(note: str, post_office: PostOffice) -> None:
    for number in range(5):
        queue(note, to=f"person{number}@example.org")

    def work() -> None:
        try:
            deliver_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver_due()
    assert sorted(taken.to for taken in post_office.taken) == [f"person{n}@example.org" for n in range(5)]


def test_time_that_is_up_after_the_mail_was_taken_does_not_send_it_again(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def time_is_up(**_: object) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(breaker, "record", time_is_up)
    queue(note, to="ada@example.org")
    deliver_due()
    much_later()
    deliver_due()
    assert only().state == State.SENT and len(post_office.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_fails_right_after_the_mail_was_taken_is_told_again(
    note: str, post_office: PostOffice
) -> None:
    failures = ["once", "twice"]

    def trouble(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if post_office.taken and failures and sql.startswith("UPDATE"):
            failures.pop()
            raise OperationalError("server has gone away")
        return execute(sql, params, many, context)

    queue(note, to="ada@example.org")
    with connection.execute_wrapper(trouble):
        deliver_due()
    assert not failures and only().state == State.SENT
    deliver_due()
    assert len(post_office.taken) == 1


@pytest.mark.parametrize(("died_in", "copies"), [("hand_over", 1), ("_mark_sent", 2)])
def test_a_worker_that_dies_leaves_its_mail_to_another_under_the_same_id(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch, died_in: str, copies: int
) -> None:
    """Dead before the mail server had it: one copy. Dead in the moment after: two, which mailboxes know for one."""

    def die(*_: object) -> None:
        raise SystemExit

    queue(note, to="ada@example.org")
    with monkeypatch.context() as patch:
        patch.setattr(delivery, died_in, die)
        with pytest.raises(SystemExit):
            deliver_due()
    deliver_due()
    assert only().state == State.SENDING, "the lease holds"
    OutgoingMail.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    deliver_due()
    assert only().state == State.SENT
    assert [taken.message_id for taken in post_office.taken] == [only().message_id] * copies


def test_a_mail_that_its_workers_die_of_is_given_up(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MAIL_LEASE *= 0
    queue(note, to="ada@example.org")
    deaths: list[int] = []

    def die(*_: object) -> None:
        deaths.append(only().attempts)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_write", die)
        for _ in range(DEATHS + 1):
            with pytest.raises(SystemExit):
                deliver(only().pk)
        for _ in range(3):
            deliver_due()
    assert deaths == [1] * (DEATHS + 1), "and it was not tried once more"
    assert (only().state, only().last_error) == (State.FAILED, "Its worker died too often.")
    assert post_office.taken == []


def test_dead_workers_use_up_none_of_a_mails_tries(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    queue(note, to="ada@example.org")
    lease, settings.MAIL_LEASE = settings.MAIL_LEASE, settings.MAIL_LEASE * 0
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_write", die)
        for _ in range(DEATHS):
            with pytest.raises(SystemExit):
                deliver(only().pk)
    settings.MAIL_LEASE = lease
    post_office.refusals = [("MAIL", "451 not now")] * 5
    for _ in range(5):
        deliver_due()
        assert only().state == State.WAITING
        much_later()
    deliver_due()
    assert (only().state, only().attempts) == (State.SENT, 6)


def test_a_sweep_queues_no_other_however_much_is_left(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a backlog they would multiply, since the schedule adds one each time, and fresh mails would wait for all."""
    monkeypatch.setattr(tasks, "deliver_due", lambda: deliver_due(seconds=-1))
    queued: list[object] = []
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *args, **kwargs: queued.append(args))
    OutgoingMail.objects.create(kind=note, args={"to": "ada@example.org"})
    tasks.sweep_outbox()
    assert queued == [] and only().state == State.WAITING


def test_a_letter_that_cannot_be_written_is_tried_again_and_stops_no_other(
    note: str, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("a bug, or the database")

    monkeypatch.setitem(letters._builders, "tests.broken", broken)
    queue("tests.broken")
    OutgoingMail.objects.create(kind="tests.of-a-newer-version")
    queue(note, to="ada@example.org")
    deliver_due()
    assert [taken.to for taken in post_office.taken] == ["ada@example.org"]
    waiting = OutgoingMail.objects.filter(state=State.WAITING, attempts=1)
    assert {row.last_error for row in waiting} == {
        "RuntimeError: a bug, or the database",
        "UnknownKind: tests.of-a-newer-version",
    }


def test_a_job_ends_before_its_lease_does(settings: Any) -> None:
    """Otherwise somebody else would take up a mail that is being handed over."""
    for job in (tasks.deliver_mail, tasks.sweep_outbox):
        assert job.soft_time_limit < job.time_limit
        assert timedelta(seconds=job.time_limit) < settings.MAIL_LEASE
    sweep = settings.CELERY_BEAT_SCHEDULE["sweep-outbox"]
    assert sweep["task"] == tasks.sweep_outbox.name and sweep["schedule"] <= timedelta(seconds=30)
    pause = sweep["schedule"].total_seconds()
    assert SWEEP_SECONDS < pause >= sweep["options"]["expires"], "fresh mails find room between two sweeps"
