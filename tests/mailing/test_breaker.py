"""The breaker: a mail service that fails for half of us is left alone, then tried by one."""

from typing import Any

import pytest
from django.utils import timezone

from mailing import breaker
from mailing.delivery import deliver_due
from mailing.models import OutgoingMail, State
from mailing.outbox import queue
from tests.mailing.post_office import PostOffice


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(breaker, "time", made)
    return made


def record(*outcomes: bool) -> None:
    for outcome in outcomes:
        assert breaker.admit()
        breaker.record(success=outcome)


@pytest.mark.parametrize("outcomes", [[False] * 3, [True] * 3 + [False] * 2, [True, False, True]])
def test_a_few_failures_change_nothing(outcomes: list[bool], clock: Clock) -> None:
    record(*outcomes)
    assert breaker.admit() and not breaker.is_open()


@pytest.mark.parametrize("outcomes", [[False] * 4, [True, True, False, False], [True] * 4 + [False] * 4])
def test_at_half_failures_it_opens(outcomes: list[bool], clock: Clock) -> None:
    record(*outcomes)
    assert breaker.is_open() and not breaker.admit()


def test_after_ten_seconds_one_is_admitted_and_its_success_closes_it(clock: Clock) -> None:
    record(*[False] * 4)
    clock.now += 9.9
    assert not breaker.admit()
    clock.now += 0.2
    assert [breaker.admit() for _ in range(3)] == [True, False, False]
    breaker.record(success=True)
    assert all(breaker.admit() for _ in range(3))
    record(False, False, False)
    assert not breaker.is_open(), "what was before is forgotten"


def test_a_failure_of_that_one_opens_it_for_another_ten_seconds(clock: Clock) -> None:
    record(*[False] * 4)
    clock.now += 10.1
    assert breaker.admit()
    breaker.record(success=False)
    assert breaker.is_open() and not breaker.admit()
    clock.now += 10.1
    assert breaker.admit()


def test_it_is_closed_when_its_cache_is_away(settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "strict": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.2},
        },
    }
    record(*[False] * 6)
    assert breaker.admit() and not breaker.is_open()


@pytest.mark.django_db
def test_mails_wait_while_it_is_open_and_lose_no_try_by_it(
    note: str, post_office: PostOffice, clock: Clock, settings: Any
) -> None:
    post_office.refusals = [("MAIL", "421 closing")] * 4
    for number in range(8):
        queue(note, to=f"person{number}@example.org")
    deliver_due()
    tries = sorted(OutgoingMail.objects.values_list("attempts", flat=True))
    assert tries == [0] * 4 + [1] * 4 and post_office.taken == []
    clock.now += 10.1
    OutgoingMail.objects.update(next_try_at=timezone.now())
    deliver_due()
    assert sorted(taken.to for taken in post_office.taken) == [f"person{n}@example.org" for n in range(8)]
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [1] * 4 + [2] * 4


@pytest.mark.django_db
def test_a_mail_that_comes_while_it_is_open_is_put_off_and_one_that_is_moot_is_not(
    note: str, clock: Clock, outbox_mails: Any
) -> None:
    from mailing.delivery import deliver

    record(*[False] * 4)
    queue(note, to="ada@example.org")
    queue(note, to="")
    for pk in OutgoingMail.objects.order_by("pk").values_list("pk", flat=True):
        deliver(pk)
    waiting, moot = OutgoingMail.objects.order_by("pk")
    assert (waiting.state, waiting.attempts, moot.state) == (State.WAITING, 0, State.MOOT)
    assert 7 < (waiting.next_try_at - timezone.now()).total_seconds() < 13


@pytest.mark.django_db
def test_addresses_that_do_not_exist_do_not_open_it(note: str, post_office: PostOffice, clock: Clock) -> None:
    post_office.refusals = [("RCPT", "550 no such user")] * 6
    for number in range(7):
        queue(note, to=f"person{number}@example.org")
    deliver_due()
    assert not breaker.is_open() and len(post_office.taken) == 1
