"""The calendar feed: made, renewed and revoked by its owner, read by programs, and by nobody who lacks its address."""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from scheduling.answers import answer_invite
from scheduling.models import CalendarFeed, Invite, Schedule
from scheduling.planning import cancel_session
from tests.scheduling.calendar_reading import hours, instants, read
from tests.scheduling.conftest import ahead
from tests.scheduling.letters import Planner, path_of
from tests.ws import access_token

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'value="([^"]+\.ics)"')
PAGE = "/calendar/feed/"


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def kit(make_user: Any) -> Any:
    return make_user("kit", email="kit@example.org", account_type="CANDIDATE")


def signed_in(user: Any) -> Client:
    client = Client()
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
    return client


def make(client: Client) -> str:
    """A new address, as the owner reads it; its path."""
    assert client.post(PAGE, {"do": "make"}).status_code == 302
    found = ADDRESS.search(client.get(PAGE).content.decode())
    assert found
    return path_of(found[1])


@pytest.fixture
def program() -> Client:
    return Client()


def titles(answer: Any) -> list[str]:
    return sorted(str(event["SUMMARY"]) for event in read(answer.content).walk("VEVENT"))


def test_its_owner_makes_renews_and_revokes_the_address(kit: Any, program: Client) -> None:
    owner = signed_in(kit)
    assert ADDRESS.search(owner.get(PAGE).content.decode()) is None
    first = make(owner)
    page = owner.get(PAGE).content.decode()
    assert "webcal://" in page and "No calendar has read it yet." in page
    assert program.get(first).status_code == 200
    assert "Last read" in owner.get(PAGE).content.decode()
    second = make(owner)
    assert first != second
    assert (program.get(first).status_code, program.get(second).status_code) == (404, 200)
    owner.post(PAGE, {"do": "revoke"})
    owner.post(PAGE, {"do": "revoke"})
    assert program.get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_it_holds_what_one_hosts_and_is_invited_to(
    plan: Planner, host: Any, kit: Any, program: Client
) -> None:
    plan("kit@example.org", title="Pending")
    plan("kit@example.org", title="Declined", start=ahead(8))
    plan("kit@example.org", title="Cancelled", start=ahead(9))
    plan("lea@example.org", title="Of others", start=ahead(10))
    plan("kit@example.org", title="Series", start=ahead(11), repeat_count=2, timezone="Australia/Lord_Howe")
    answer_invite(invite=Invite.objects.get(schedule__title="Declined"), status="DECLINED")
    cancel_session(host=host, schedule_id=Schedule.objects.get(title="Cancelled").pk)
    theirs = program.get(make(signed_in(kit)))
    assert titles(theirs) == ["Pending", "Series", "Series"]
    calendar = read(theirs.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert {event["STATUS"] for event in calendar.walk("VEVENT")} == {"TENTATIVE"}
    assert b"kit@example.org" not in theirs.content and b"hedda@example.org" not in theirs.content
    assert b"invite=" not in theirs.content, "who reads it signs in"
    hosted = program.get(make(signed_in(host)))
    assert titles(hosted) == ["Declined", "Of others", "Pending", "Series", "Series"]
    wanted = Schedule.objects.filter(cancelled_at=None).values_list("start_time", "end_time")
    assert instants(hosted.content) == sorted(
        (one.astimezone(UTC), two.astimezone(UTC)) for one, two in wanted
    )


def test_it_reaches_a_month_back_and_a_year_ahead(plan: Planner, host: Any, program: Client) -> None:
    path = make(signed_in(host))
    [session] = plan()
    for days, there in [(-31, False), (-29, True), (365, True), (367, False)]:
        start = timezone.now() + timedelta(days=days)
        Schedule.objects.filter(pk=session.pk).update(start_time=start, end_time=start + hours(1))
        assert bool(titles(program.get(path))) is there, days


def test_a_program_that_has_it_already_is_told_so(plan: Planner, host: Any, program: Client) -> None:
    path = make(signed_in(host))
    plan(title="First")
    answer = program.get(path)
    etag = answer["ETag"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    same = program.get(path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
    assert program.head(path)["ETag"] == etag
    plan(title="Second", start=ahead(9))
    other = program.get(path, headers={"If-None-Match": etag})
    assert other.status_code == 200 and other["ETag"] != etag


def test_it_sets_no_cookie_and_is_told_to_nobody(host: Any, program: Client) -> None:
    path = make(signed_in(host))
    answer = program.get(path)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-cache"
    unknown = program.get("/calendar/feed/AAAAAAAAAAAAAAAAAAAAAA.ics")
    assert unknown["Cache-Control"] == "no-store"
    assert not answer.cookies and not unknown.cookies
    assert program.post(path).status_code == 405


def test_the_feed_of_an_account_that_is_off_is_none(host: Any, program: Client) -> None:
    path = make(signed_in(host))
    type(host).objects.filter(pk=host.pk).update(is_active=False)
    assert program.get(path).status_code == 404


def test_reading_too_often_and_guessing_are_counted(
    host: Any, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"calendar-feed": [(2, 3600)], "invitation-link": [(2, 3600)]}
    monkeypatch.setattr(settings, "RATE_LIMITS", limits)
    path = make(signed_in(host))
    answers = [program.get(path) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    guesses = [program.get(f"/calendar/feed/{'A' * 21}{n}.ics").status_code for n in range(3)]
    assert guesses == [404, 404, 429]


def test_a_stranger_makes_no_feed(program: Client) -> None:
    assert program.get(PAGE)["Location"].startswith("/sign-in/")
    assert program.post(PAGE, {"do": "make"}).status_code == 302
    assert not CalendarFeed.objects.exists()


def test_the_address_is_stored_nowhere(host: Any) -> None:
    token = make(signed_in(host)).removeprefix("/calendar/feed/").removesuffix(".ics")
    assert token not in str(list(CalendarFeed.objects.values()))


def test_a_feed_of_two_hundred_sessions_is_few_queries(
    plan: Planner, host: Any, program: Client, django_assert_max_num_queries: Any
) -> None:
    path = make(signed_in(host))
    for week in range(4):
        plan(start=ahead(7, hour=2 + 3 * week), repeat_count=50)
    program.get(path)
    with django_assert_max_num_queries(4):
        assert len(titles(program.get(path))) == 200
