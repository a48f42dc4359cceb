"""Reminders: a day and ten minutes before, once for each start, to whoever has not declined, and never of the past."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from mailing.models import OutgoingMail
from scheduling.answers import answer_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, change_session
from scheduling.reminders import remind_due
from scheduling.tasks import send_reminders
from tests.mailing.conftest import post_office  # noqa: F401  (a fixture)
from tests.mailing.post_office import PostOffice
from tests.scheduling.calendar_reading import hours
from tests.scheduling.letters import Planner, Post, links_of, text_of

pytestmark = pytest.mark.django_db
KIT, LEA, HOST = "kit@example.org", "lea@example.org", "hedda@example.org"


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def post(post_office: PostOffice) -> Post:  # noqa: F811
    return Post(post_office)


def starts_in(away: timedelta, *, planned: timedelta = timedelta(days=9)) -> None:
    """Every session begins so far from now, and was planned and told of `planned` ago; the clock has gone on."""
    start, then = timezone.now() + away, timezone.now() - planned
    Schedule.objects.update(start_time=start, end_time=start + hours(1), created_at=then)
    for row in Invite.objects.exclude(told=None):
        row.told = {**(row.told or {}), "at": then.isoformat()}
        row.save()


def due(post: Post) -> dict[str, str]:
    """What a job sends now: the subject by address."""
    send_reminders()
    return {to: str(mail["Subject"]) for to, mail in post.new().items()}


def test_a_day_and_ten_minutes_before_once_each(plan: Planner, post: Post) -> None:
    plan(KIT, LEA)
    post.new()
    for away, expected in [
        (timedelta(hours=25), set()),
        (timedelta(hours=24), {KIT, LEA}),
        (timedelta(minutes=11), set()),
        (timedelta(minutes=10), {KIT, LEA, HOST}),
        (timedelta(minutes=-1), set()),
    ]:
        starts_in(away)
        Schedule.objects.exclude(day_reminded_for=None).update(
            day_reminded_for=Schedule.objects.get().start_time
        )
        assert set(due(post)) == expected, away
        assert due(post) == {}, "once"


def test_what_a_reminder_says(plan: Planner, post: Post) -> None:
    plan(KIT, timezone="Asia/Kolkata")
    post.new()
    starts_in(timedelta(hours=24, minutes=-1))
    send_reminders()
    day = post.new()[KIT]
    assert day["Subject"].startswith("Reminder: Interview: ")
    assert "It begins in 24 hours." in text_of(day) and "Asia/Kolkata" in text_of(day)
    assert sum("answer=" in link for link in links_of(day)) == 3
    answer_invite(invite=Invite.objects.get(), status="ACCEPTED")
    starts_in(timedelta(minutes=9, seconds=50))
    send_reminders()
    mails = post.new()
    assert mails[KIT]["Subject"] == "Begins in 10 minutes: Interview"
    assert "you have accepted" in text_of(mails[KIT])
    assert any("/rooms/" in link and "invite=" in link for link in links_of(mails[KIT]))
    assert "Your session begins in 10 minutes." in text_of(mails[HOST])
    assert not any("invite" in link for link in links_of(mails[HOST]))


@pytest.mark.parametrize("away", [timedelta(hours=23), timedelta(minutes=8)])
def test_who_declined_was_withdrawn_or_has_a_cancelled_session_is_left_alone(
    away: timedelta, plan: Planner, host: Any, post: Post
) -> None:
    [session] = plan(KIT, LEA, "mo@example.org")
    post.new()
    starts_in(away)
    answer_invite(invite=Invite.objects.get(invitee_email=KIT), status="DECLINED")
    Invite.objects.filter(invitee_email=LEA).update(withdrawn_at=timezone.now())
    assert set(due(post)) - {HOST} == {"mo@example.org"}
    Schedule.objects.update(day_reminded_for=None, soon_reminded_for=None)
    cancel_session(host=host, schedule_id=session.pk)
    Invite.objects.update(told=None)
    assert due(post) == {}


def test_whoever_declines_between_the_job_and_the_mail_gets_none(plan: Planner, post: Post) -> None:
    plan(KIT, LEA)
    post.new()
    starts_in(timedelta(hours=20))
    send_reminders()
    answer_invite(invite=Invite.objects.get(invitee_email=KIT), status="DECLINED")
    assert set(post.new()) == {LEA}


def test_a_session_planned_later_than_a_day_before_gets_no_day_reminder(plan: Planner, post: Post) -> None:
    plan(KIT)
    post.new()
    starts_in(timedelta(hours=20), planned=timedelta(hours=1))
    assert due(post) == {}
    starts_in(timedelta(minutes=6), planned=timedelta(minutes=2))
    assert due(post) == {}, "nor one planned five minutes ago another at once"


def test_a_moved_session_is_reminded_of_anew(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    post.new()
    starts_in(timedelta(hours=23))
    assert set(due(post)) == {KIT}
    start = timezone.now() + timedelta(days=3)
    change_session(host=host, schedule_id=session.pk, changes={"start": start, "end": start + hours(1)})
    assert post.new()[KIT]["Subject"].startswith("Changed: ")
    assert due(post) == {}
    starts_in(timedelta(hours=22))
    assert set(due(post)) == {KIT}, "for its new start"


def test_a_reminder_of_a_start_that_was_moved_meanwhile_is_moot(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    post.new()
    starts_in(timedelta(hours=23))
    send_reminders()
    start = timezone.now() + timedelta(days=3)
    change_session(host=host, schedule_id=session.pk, changes={"start": start, "end": start + hours(1)})
    assert post.new()[KIT]["Subject"].startswith("Changed: "), "and nothing else"


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (timedelta(hours=23), {KIT}),
        (timedelta(hours=4), {KIT}),
        (timedelta(hours=2), set()),
        (timedelta(minutes=1), {KIT, HOST}),
        (timedelta(seconds=-1), set()),
        (timedelta(hours=-1), set()),
    ],
)
def test_a_job_that_was_off_for_long_reminds_of_what_lies_ahead_alone(
    away: timedelta, expected: set[str], plan: Planner, post: Post
) -> None:
    plan(KIT)
    post.new()
    starts_in(away)
    assert set(due(post)) == expected


def test_a_reminder_that_waited_too_long_is_not_sent(plan: Planner, post: Post) -> None:
    plan(KIT)
    post.new()
    starts_in(timedelta(minutes=5))
    send_reminders()
    Schedule.objects.update(start_time=timezone.now() - timedelta(seconds=1))
    assert post.new() == {}


def test_a_reminder_job_is_on_the_schedule_and_does_not_pile_up() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["send-reminders"]
    assert entry["task"] == send_reminders.name
    assert entry["options"] == {"expires": 60}


@pytest.mark.django_db(transaction=True)
def test_jobs_at_the_same_moment_remind_once(plan: Planner, post_office: PostOffice) -> None:  # noqa: F811
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory is one connection")
    plan(KIT, LEA)
    Post(post_office).new()
    starts_in(timedelta(hours=23))

    def job(_: int) -> int:
        try:
            return remind_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(job, range(4))) == 1
    assert OutgoingMail.objects.filter(kind="scheduling.reminder").count() == 2
