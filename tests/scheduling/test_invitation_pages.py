"""The page behind an invitation's links: looking changes nothing, sending answers, and what is over says so."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, withdraw_invite
from tests.mailing.conftest import post_office  # noqa: F401  (a fixture)
from tests.mailing.post_office import PostOffice
from tests.scheduling.calendar_reading import hours
from tests.scheduling.letters import Planner, Post, answer_path, links_of, path_of

pytestmark = pytest.mark.django_db
KIT = "kit@example.org"
MARK = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def post(post_office: PostOffice) -> Post:  # noqa: F811
    return Post(post_office)


@pytest.fixture
def reader() -> Client:
    """Somebody without an account, in a browser that checks what Django checks."""
    return Client(enforce_csrf_checks=True)


def send(reader: Client, path: str, answer: str, **more: str) -> Any:
    """The form of the page at `path`, as a browser without script sends it."""
    page = reader.get(path).content.decode()
    mark = MARK.search(page)
    assert mark
    return reader.post(path.partition("?")[0], {"form": mark[1], "answer": answer, **more})


def status() -> str:
    return str(Invite.objects.get().status)


def starts_in(minutes: float, length: float = 60) -> None:
    start = timezone.now() + timedelta(minutes=minutes)
    Schedule.objects.update(start_time=start, end_time=start + timedelta(minutes=length))


def test_links_of_the_mail_lead_to_an_answer_that_is_kept(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT, title="Talk & tea")
    mail = post.new()[KIT]
    for answer, kept, said in [
        ("accept", "ACCEPTED", "You have accepted."),
        ("decline", "DECLINED", "You have declined."),
        ("maybe", "MAYBE", "You have answered maybe."),
    ]:
        path = answer_path(mail, answer)
        page = reader.get(path)
        assert f'value="{answer}" checked' in page.content.decode(), "what was chosen in the mail"
        assert "Talk &amp; tea" in page.content.decode()
        done = send(reader, path, answer)
        assert done.status_code == 303
        assert status() == kept
        assert said in reader.get(done["Location"]).content.decode()


def test_looking_changes_nothing_however_often_and_by_whatever_program(
    plan: Planner, post: Post, reader: Client
) -> None:
    plan(KIT)
    for link in links_of(post.new()[KIT]):
        path = path_of(link) if "/invitations/" in link else "/"
        for ask in (reader.get, reader.head, reader.get):
            assert ask(path).status_code == 200
        assert reader.options(path).status_code in {200, 405}
    assert status() == "PENDING"
    assert Invite.objects.get().responded_at is None


def test_a_form_that_no_page_gave_out_answers_nothing(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT, "lea@example.org")
    mails = post.new()
    path = answer_path(mails[KIT], "accept").partition("?")[0]
    other = reader.get(answer_path(mails["lea@example.org"], "accept")).content.decode()
    mark = MARK.search(other)
    assert mark
    for form in ("", "x", mark[1], TimestampSigner(salt="scheduling.answer").sign("1-x")):
        again = reader.post(path, {"answer": "accept", "form": form})
        assert again.status_code == 400
        assert "send your answer once more" in again.content.decode()
        assert 'value="accept" checked' in again.content.decode(), "the choice is kept"
    assert not Invite.objects.exclude(status="PENDING").exists()


@pytest.mark.parametrize("answer", ["", "ACCEPTED", "yes", "accept\x00"])
def test_an_answer_that_is_none_is_asked_for_again(
    answer: str, plan: Planner, post: Post, reader: Client
) -> None:
    plan(KIT)
    again = send(reader, answer_path(post.new()[KIT], "accept"), answer)
    assert again.status_code == 400
    assert "Choose one of the three answers." in again.content.decode()
    assert status() == "PENDING"


def test_the_page_is_told_to_nobody_and_kept_by_nothing(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT)
    page = reader.get(answer_path(post.new()[KIT], "accept"))
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies, "no account, no session, no cookie"


def test_the_reader_sees_their_own_zone_and_the_hosts(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT, timezone="Asia/Kolkata")
    path = answer_path(post.new()[KIT], "accept")
    plain = reader.get(path).content.decode()
    assert "Asia/Kolkata, UTC+05:30" in plain and "In UTC:" in plain
    reader.cookies["zone"] = "Australia/Adelaide"
    own = reader.get(path).content.decode()
    assert "(Australia/Adelaide, UTC+" in own and "Asia/Kolkata, UTC+05:30" in own


def test_the_way_in_is_there_from_ten_minutes_before_until_the_end(
    plan: Planner, post: Post, reader: Client
) -> None:
    plan(KIT)
    path = answer_path(post.new()[KIT], "accept").partition("?")[0]
    for minutes, there in [(60, False), (11, False), (9, True), (-30, True)]:
        starts_in(minutes)
        page = reader.get(path).content.decode()
        assert ("Join now" in page) is there, minutes
        assert ("delay:" in page) is not there, "the page looks again by itself"
    starts_in(24 * 60)
    assert "delay:" not in reader.get(path).content.decode()


def test_the_way_in_lets_somebody_in_without_an_account(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT)
    path = answer_path(post.new()[KIT], "accept").partition("?")[0]
    starts_in(5)
    way = re.search(r'id="join" href="([^"]+)"', reader.get(path).content.decode())
    assert way
    shown = reader.get(path_of(way[1]))
    assert shown.status_code == 200
    room_id, token = re.match(r"/rooms/([^/]+)/\?invite=(.+)", path_of(way[1])).groups()  # type: ignore[union-attr]
    body = {"username": "Kit", "inviteToken": token}
    entered = Client().post(f"/api/rooms/{room_id}/guest", body, content_type="application/json")
    assert entered.status_code == 200, entered.content


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("cancelled", 410, "This session was cancelled"),
        ("over", 410, "This session is over"),
        ("withdrawn", 410, "This invitation was taken back"),
        ("unknown", 404, "There is no such invitation"),
    ],
)
def test_what_cannot_be_answered_any_more_says_why(
    how: str, code: int, words: str, plan: Planner, host: Any, post: Post, reader: Client
) -> None:
    [session] = plan(KIT)
    path = answer_path(post.new()[KIT], "accept")
    form = MARK.search(reader.get(path).content.decode())
    assert form
    if how == "cancelled":
        cancel_session(host=host, schedule_id=session.pk)
    elif how == "over":
        starts_in(-90)
    elif how == "withdrawn":
        withdraw_invite(host=host, schedule_id=session.pk, invite_id=Invite.objects.get().pk)
    else:
        path = "/invitations/AAAAAAAAAAAAAAAAAAAAAA/"
    for page in (
        reader.get(path),
        reader.post(path.partition("?")[0], {"form": form[1], "answer": "accept"}),
    ):
        assert page.status_code == code
        assert words in page.content.decode()
        assert how == "unknown" or page["Referrer-Policy"] == "no-referrer"
    assert status() == "PENDING"


def test_tokens_that_nobody_made_are_counted(plan: Planner, settings: Any, reader: Client) -> None:
    settings.RATE_LIMITS = {"invitation-link": [(3, 300)]}
    codes = [reader.get(f"/invitations/{'A' * 21}{number}/").status_code for number in range(5)]
    assert codes == [404, 404, 404, 429, 429]


def test_a_series_is_answered_at_once_or_one_by_one(plan: Planner, post: Post, reader: Client) -> None:
    sessions = plan(KIT, repeat_count=3)
    path = answer_path(post.new()[KIT], "accept")
    assert "All 3 sessions of the series" in reader.get(path).content.decode()
    send(reader, path, "accept", sessions="all")
    assert set(Invite.objects.values_list("status", flat=True)) == {"ACCEPTED"}
    send(reader, path, "decline", sessions="one")
    declined = Invite.objects.filter(status="DECLINED")
    assert [row.schedule_id for row in declined] == [sessions[0].pk]


def test_the_link_of_a_series_goes_on_working_when_its_first_session_is_over(
    plan: Planner, post: Post, reader: Client
) -> None:
    sessions = plan(KIT, repeat_count=3)
    path = answer_path(post.new()[KIT], "accept")
    past = timezone.now() - hours(3)
    Schedule.objects.filter(pk=sessions[0].pk).update(start_time=past, end_time=past + hours(1))
    assert send(reader, path, "maybe").status_code == 303
    rows = dict(Invite.objects.values_list("schedule_id", "status"))
    assert rows == {sessions[0].pk: "PENDING", sessions[1].pk: "MAYBE", sessions[2].pk: "MAYBE"}


def test_words_of_the_host_stay_words(plan: Planner, post: Post, reader: Client) -> None:
    plan(KIT, title="<script>alert(1)</script>", notes="{{ 7*7 }} <img src=x>")
    page = reader.get(answer_path(post.new()[KIT], "accept")).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "{{ 7*7 }} &lt;img src=x&gt;" in page
