"""Changing the password while signed in: what it asks for, what it ends, and whom it tells."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.models import User
from accounts.passwords import change_password
from accounts.sessions import TokenPair, read_access
from fusemeet.errors import Invalid, NotSignedIn
from mailing.models import OutgoingMail
from signaling.models import Revocation
from tests.accounts.conftest import HTML, browser, new_pair
from tests.accounts.mailbox import mails_to
from tests.accounts.test_passwords import NEW, NOTICE, link_token, login, post, reset
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Calls something and lets the mails out that it queued."""

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return run


def change(pair: TokenPair, password: str = PASSWORD, new: str = NEW) -> Response:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    body = {"password": password, "newPassword": new}
    return client.post("/api/auth/profile/change-password", body, format="json")


def test_changing_it_ends_the_other_sessions_and_tells_the_owner(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    other = new_pair(ada)
    assert send(change, pair).status_code == 200
    assert read_access(pair.access).user == ada
    with pytest.raises(NotSignedIn):
        read_access(other.access)
    assert Revocation.objects.filter(kind="session", key=other.session_id).exists()
    assert (login(PASSWORD), login(NEW)) == (401, 200)
    assert mails_to(ada.email) == [NOTICE]


def test_changing_it_asks_for_the_one_of_now(ada: User, pair: TokenPair) -> None:
    refused = change(pair, "wrong")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["password"])
    assert login(PASSWORD) == 200


@pytest.mark.parametrize("new", [PASSWORD, "short", "12345678", "ada-lovelace"])
def test_a_password_that_will_not_do_changes_nothing(ada: User, pair: TokenPair, new: str) -> None:
    refused = change(pair, new=new)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["newPassword"])
    assert login(PASSWORD) == 200


def test_changing_it_takes_a_change_of_address_back_and_kills_a_mailed_link(
    ada: User, pair: TokenPair
) -> None:
    User.objects.update(pending_email="thief@example.org")
    token = link_token(ada)
    change(pair)
    ada.refresh_from_db()
    assert ada.pending_email == ""
    assert reset(token).status_code == 401


def test_guessing_the_one_of_now_is_refused_after_five(ada: User, pair: TokenPair) -> None:
    assert [change(pair, "wrong").status_code for _ in range(6)] == [400] * 5 + [429]
    assert change(pair).status_code == 429


def test_it_is_changed_and_mailed_five_times_an_hour(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    passwords = [PASSWORD, *(f"{NEW} {n}" for n in range(6))]
    answers = [send(change, pair, old, new) for old, new in pairwise(passwords)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert mails_to(ada.email) == [NOTICE] * 5
    assert login(passwords[5]) == 200


def test_an_address_that_nobody_confirmed_is_not_told(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    User.objects.update(email_verified=False)
    assert send(change, pair).status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize("overtaken_by", [{"password": "!"}, {"token_version": 7}, {"is_active": False}])
def test_a_password_that_was_right_a_moment_ago_changes_nothing_any_more(
    ada: User, pair: TokenPair, overtaken_by: dict[str, Any]
) -> None:
    def meanwhile(password: str) -> str:
        User.objects.update(**overtaken_by)
        return make_password(password)

    with (
        patch("accounts.passwords.make_password", meanwhile),
        pytest.raises(Invalid) as refused,
    ):
        change_password(user=ada, password=PASSWORD, new_password=NEW, keep=pair.session_id)
    assert list(refused.value.errors or {}) == ["password"]
    ada.refresh_from_db()
    assert not ada.check_password(NEW)
    assert not OutgoingMail.objects.exists()


def test_the_page_says_under_the_field_what_is_wrong(ada: User, pair: TokenPair) -> None:
    client = browser(pair)
    page = client.get("/profile/password/", **HTML)
    assert page.status_code == 200 and b'autocomplete="current-password"' in page.content
    wrong = post(client, "/profile/password/", password="wrong", new_password=NEW)
    assert b"That is not your password." in wrong.content and b"wrong" not in wrong.content
    assert post(client, "/profile/password/", password=PASSWORD, new_password=NEW).status_code == 302
    assert client.get("/profile/password/", **HTML).status_code == 200, "this device stays signed in"
    assert browser().get("/profile/password/", **HTML)["Location"].startswith("/sign-in/")


def test_an_account_without_a_password_is_offered_a_link_for_one(ada: User, pair: TokenPair) -> None:
    ada.set_unusable_password()
    ada.save()
    page = browser(pair).get("/profile/password/", **HTML)
    assert b"Mail me a link" in page.content and b'name="new_password"' not in page.content
