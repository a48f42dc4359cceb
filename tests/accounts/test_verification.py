"""The verification mail, its link, and what the link opens."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from accounts.deletion import erase_account
from accounts.letters import queue_verification, verify_email
from accounts.models import User
from accounts.verification import verification_link
from mailing.tasks import deliver_mail
from tests.accounts.conftest import HTML, browser

pytestmark = pytest.mark.django_db
NEW = {
    "email": "grace@example.org",
    "username": "grace",
    "password": "a long enough secret",
    "fullName": 'Grace <b>"Hopper"</b>',
    "accountType": "CANDIDATE",
}


@pytest.fixture
def grace(make_user: Callable[..., User]) -> User:
    return make_user("grace", email="grace@example.org", verified=False)


def token_of(user: User) -> str:
    return verification_link(user).split("token=")[1]


def visit(token: str, client: Client | None = None, **extra: Any) -> Any:
    return (client or browser()).get(f"/api/auth/verify-email?token={token}", **(HTML | extra))


def later(delta: timedelta) -> Any:
    import time

    return patch("django.core.signing.time.time", return_value=time.time() + delta.total_seconds())


def ask(email: str) -> Any:
    return APIClient().post("/api/auth/resend-verification", {"email": email}, format="json")


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]


# --- the mail --------------------------------------------------------------------------------------------------------


def test_registering_mails_a_link_once_it_is_committed(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        APIClient().post("/api/auth/register", NEW, format="json", HTTP_HOST="testserver")
        assert mail.outbox == []
    assert len(callbacks) == 1
    [sent] = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    assert (sent.to, sent.subject) == (["grace@example.org"], "Confirm your address for FuseMeet")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    html = str(sent.alternatives[0][0])
    assert sent.alternatives[0][1] == "text/html"
    [link] = re.findall(r"^https?://\S+token=\S+$", str(sent.body), re.MULTILINE)
    assert Links(html).found.count(link) == 2, "the button and the address to copy"
    assert "Grace &lt;b&gt;" in html
    assert "<b>" not in html
    assert 'Grace <b>"Hopper"</b>' in str(sent.body)
    assert "#B93C0B" in html
    assert visit(link.split("token=")[1]).status_code == 200
    assert User.objects.get().email_verified


def test_a_refused_registration_mails_nothing(django_capture_on_commit_callbacks: Any, grace: User) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        APIClient().post("/api/auth/register", NEW, format="json")
    assert mail.outbox == []


def test_the_link_leads_to_the_configured_site_whatever_the_host_header_says(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SITE_URL = "https://meet.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    with django_capture_on_commit_callbacks(execute=True):
        APIClient().post("/api/auth/register", NEW, format="json", HTTP_HOST="evil.example")
    assert "https://meet.example.org/api/auth/verify-email?token=" in str(mail.outbox[0].body)
    assert "evil.example" not in str(mail.outbox[0].message())


def test_a_verified_or_closed_account_gets_no_mail(grace: User, outbox_mails: Any) -> None:
    queue_verification(user=grace)
    User.objects.update(is_active=False)
    assert outbox_mails() == []
    queue_verification(user=grace)
    User.objects.update(is_active=True, email_verified=True)
    assert outbox_mails() == []
    queue_verification(user=grace)
    grace.delete()
    assert outbox_mails() == []


def test_a_broker_that_is_away_undoes_neither_a_registration_nor_its_mail(
    django_capture_on_commit_callbacks: Any, outbox_mails: Any
) -> None:
    with (
        patch.object(deliver_mail, "apply_async", side_effect=OperationalError("away")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert APIClient().post("/api/auth/register", NEW, format="json").status_code == 200
    assert User.objects.filter(username="grace").exists()
    assert mail.outbox == []
    assert [sent.to for sent in outbox_mails()] == [["grace@example.org"]], "the sweep's"


def test_an_address_is_not_mailed_without_end_by_registering_and_deleting(
    django_capture_on_commit_callbacks: Any,
) -> None:
    answers = []
    for _ in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(APIClient().post("/api/auth/register", NEW, format="json"))
        erase_account(user=User.objects.get())
    assert [answer.status_code for answer in answers] == [200] * 4, "which tells nothing"
    assert [sent.to for sent in mail.outbox] == [["grace@example.org"]] * 2
    with django_capture_on_commit_callbacks(execute=True):
        APIClient().post("/api/auth/register", NEW | {"email": "hopper@example.org"}, format="json")
    assert mail.outbox[-1].to == ["hopper@example.org"]


def test_the_pages_and_the_mail_say_how_long_a_link_is_good(settings: Any, grace: User) -> None:
    for hours, words in ((1, "good for 1 hour."), (36, "good for 36 hours.")):
        settings.VERIFICATION_LIFETIME = timedelta(hours=hours)
        assert words in browser().get("/verification/", **HTML).content.decode()
        token = token_of(grace)
        with later(timedelta(hours=hours, minutes=1)):
            assert words in visit(token).content.decode()
        made = verify_email(user=grace.pk)
        assert made is not None
        assert words in render_to_string("email/verify_email.txt", made.context)
        assert words in render_to_string("email/verify_email.html", made.context)


# --- the link --------------------------------------------------------------------------------------------------------


def test_a_good_link_verifies_and_says_so(grace: User) -> None:
    page = visit(token_of(grace))
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/html")
    assert b"Your address is confirmed" in page.content
    grace.refresh_from_db()
    assert grace.email_verified


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
def test_the_answer_is_a_page_whatever_is_accepted(grace: User, accept: str) -> None:
    page = visit(token_of(grace), HTTP_ACCEPT=accept)
    assert (page.status_code, page["Content-Type"][:9]) == (200, "text/html")


def test_a_second_click_does_no_harm_and_no_work(grace: User) -> None:
    token = token_of(grace)
    visit(token)
    before = User.objects.get()
    assert visit(token).status_code == 200
    assert User.objects.get().updated_at == before.updated_at


def test_a_link_signs_nobody_in(grace: User) -> None:
    page = visit(token_of(grace))
    assert "access" not in page.cookies


def test_an_expired_link_offers_to_ask_again(grace: User) -> None:
    token = token_of(grace)
    with later(timedelta(hours=24, seconds=5)):
        page = visit(token)
    assert page.status_code == 410
    assert b"This link has run out" in page.content
    assert b'value="grace@example.org"' in page.content
    assert b'action="/verification/"' in page.content
    grace.refresh_from_db()
    assert not grace.email_verified


def test_a_link_lives_almost_a_day(grace: User) -> None:
    token = token_of(grace)
    with later(timedelta(hours=23, minutes=59)):
        assert visit(token).status_code == 200


@pytest.mark.parametrize(
    "spoil", [lambda t: "", lambda t: "x", lambda t: t[:-2], lambda t: t.swapcase(), lambda t: "é"]
)
def test_an_unknown_link_says_so(grace: User, spoil: Callable[[str], str]) -> None:
    page = visit(spoil(token_of(grace)))
    assert page.status_code == 404
    assert b"We do not know this link" in page.content
    grace.refresh_from_db()
    assert not grace.email_verified


def test_a_link_dies_when_the_address_changes(grace: User) -> None:
    token = token_of(grace)
    User.objects.update(email="other@example.org")
    assert visit(token).status_code == 404
    with later(timedelta(days=2)):
        assert visit(token).status_code == 404, "and its expired page does not tell the new address"
    assert not User.objects.get().email_verified


def test_a_link_of_a_deleted_or_closed_account_is_unknown(grace: User) -> None:
    token = token_of(grace)
    User.objects.update(is_active=False)
    assert visit(token).status_code == 404
    grace.delete()
    assert visit(token).status_code == 404


def test_a_signature_made_for_something_else_is_unknown(grace: User) -> None:
    from django.core import signing

    for salt in ("accounts.reset", "accounts.change-email"):
        token = signing.dumps({"user": grace.pk, "email": grace.email}, salt=salt, compress=True)
        assert visit(token).status_code == 404


# --- asking again ----------------------------------------------------------------------------------------------------


def test_asking_again_mails_another_link(grace: User, outbox_mails: Any) -> None:
    assert ask("GRACE@example.org").status_code == 200
    assert outbox_mails()[0].to == ["grace@example.org"]


def test_asking_again_answers_the_same_for_whatever_address(
    grace: User, make_user: Callable[..., User], outbox_mails: Any
) -> None:
    make_user("ada", email="ada@example.org")
    answers = [ask(email) for email in ("grace@example.org", "ada@example.org", "nobody@example.org")]
    assert len({answer.content for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert set(answers[0].json()) == {"success", "message"}
    assert [sent.to for sent in outbox_mails()] == [["grace@example.org"]]


def test_asking_again_never_looks_whether_the_address_is_known(grace: User) -> None:
    """The lookup is the job's, so there is nothing for a clock to see: the same statements, and none about people."""
    asked = []
    for email in ("grace@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        asked.append([re.sub(r"'[^']*'|[0-9]+", "?", query["sql"]) for query in queries])
    assert asked[0] == asked[1]
    assert asked[0] and not [sql for sql in asked[0] if "users" in sql]


def test_asking_again_without_an_address_is_400() -> None:
    assert list(ask("nonsense").json()["errors"]) == ["email"]


def test_an_account_is_verified_only_for_the_address_that_was_proven(grace: User) -> None:
    """The address changes between the look-up and the write."""
    token = token_of(grace)
    from accounts import verification

    real = verification._account

    def changes_meanwhile(claims: dict[str, Any]) -> User | None:
        found = real(claims)
        User.objects.update(email="other@example.org", updated_at=timezone.now())
        return found

    with patch.object(verification, "_account", changes_meanwhile):
        visit(token)
    assert not User.objects.get().email_verified
