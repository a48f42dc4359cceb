"""Changing one's address: asked for with the password, told to both, confirmed by a button from the new one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.email_change import cancel_email_change, confirm_email_change, request_email_change
from accounts.models import User
from accounts.security_letters import email_change_asked
from accounts.services import register_account
from accounts.sessions import TokenPair, read_access
from fusemeet.errors import Conflict, Invalid
from mailing.models import OutgoingMail
from tests.accounts.conftest import HTML, browser, csrf
from tests.accounts.mailbox import mails_to, token_in_last_mail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
OLD, NEW = "ada@example.org", "lovelace@example.org"


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Calls something and lets the mails out that it queued."""

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return run


def ask(pair: TokenPair, email: str = NEW, password: str = PASSWORD) -> Response:
    return rest(pair).post(
        "/api/auth/profile/request-email-change", {"newEmail": email, "password": password}, format="json"
    )


def rest(pair: TokenPair) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    return client


def open_link(token: str, client: Client | None = None) -> Any:
    return (client or browser()).get("/api/auth/profile/confirm-email-change", {"token": token}, **HTML)


def press(token: str) -> Any:
    client = browser()
    return client.post("/profile/email/confirm/", {"token": token}, **HTML, headers=csrf(client))


def later(delta: timedelta) -> Any:
    import time

    return patch("django.core.signing.time.time", return_value=time.time() + delta.total_seconds())


@pytest.fixture
def token(ada: User, pair: TokenPair, send: Callable[..., Any]) -> str:
    """Of the link that ada got when she asked for NEW."""
    assert send(ask, pair).status_code == 200
    return token_in_last_mail(NEW)


def test_asking_changes_nothing_but_what_is_pending_and_tells_both_addresses(token: str, ada: User) -> None:
    ada.refresh_from_db()
    assert (ada.email, ada.pending_email) == (OLD, NEW)
    assert mails_to(NEW) == ["Confirm your new address for FuseMeet"]
    assert mails_to(OLD) == ["Your address is about to change"]
    told = str(mail.outbox[-1].body if mail.outbox[-1].to == [OLD] else mail.outbox[-2].body)
    assert NEW in told and "If that was not you" in told and "token=" not in told


def test_opening_the_link_changes_nothing_and_its_button_changes_the_address(
    token: str, ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    page = open_link(token)
    assert page.status_code == 200 and b"Yes, change it" in page.content
    ada.refresh_from_db()
    assert ada.email == OLD, "a mail scanner opens links"
    done = send(press, token)
    assert done.status_code == 200 and b"Your address is changed" in done.content
    ada.refresh_from_db()
    assert (ada.email, ada.pending_email, ada.email_verified) == (NEW, "", True)
    assert ada.last_email_change_at is not None
    assert mails_to(OLD)[-1] == "Your address was changed"
    assert read_access(pair.access).user == ada
    assert b"Your address is changed" in open_link(token).content, "a second click does no harm"
    assert send(press, token).status_code == 200
    assert mails_to(OLD).count("Your address was changed") == 1


def test_it_asks_for_the_password(ada: User, pair: TokenPair, send: Callable[..., Any]) -> None:
    without = rest(pair).post("/api/auth/profile/request-email-change", {"newEmail": NEW}, format="json")
    wrong = send(ask, pair, password="wrong")
    assert [list(answer.json()["errors"]) for answer in (without, wrong)] == [["password"], ["password"]]
    ada.refresh_from_db()
    assert ada.pending_email == "" and mail.outbox == []


def test_nobody_asks_without_being_signed_in() -> None:
    body = {"newEmail": NEW, "password": PASSWORD}
    assert APIClient().post("/api/auth/profile/request-email-change", body, format="json").status_code == 401


@pytest.mark.parametrize("email", ["no address", "ADA@example.org", f"{'x' * 100}@example.org", ""])
def test_an_address_that_will_not_do_is_refused_by_field(ada: User, pair: TokenPair, email: str) -> None:
    refused = ask(pair, email)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["newEmail"])


def test_an_address_that_somebody_has_is_refused_once_the_password_is_right(
    ada: User, pair: TokenPair, make_user: Callable[..., User]
) -> None:
    make_user("bob", email="bob@example.org")
    assert ask(pair, "Bob@example.org", "wrong").status_code == 400
    refused = ask(pair, "Bob@example.org")
    assert (refused.status_code, refused.json()["code"]) == (409, "email_taken")


def test_whoever_registers_with_the_address_meanwhile_has_it(token: str, ada: User) -> None:
    person = {"username": "grace", "full_name": "Grace", "account_type": "STUDENT"}
    register_account(email=NEW.upper(), password="a long enough secret", **person)
    assert open_link(token).status_code == 409
    page = press(token)
    assert page.status_code == 409 and b"Somebody has this address already" in page.content
    ada.refresh_from_db()
    assert ada.email == OLD


def test_the_unique_key_decides_between_a_confirmation_and_a_registration_of_the_same_moment(
    token: str, ada: User, make_user: Callable[..., User]
) -> None:
    from accounts import email_change

    seen = email_change._read(token, "192.0.2.1")

    def somebody_registers_right_after(*_: Any) -> Any:
        make_user("grace", email=NEW)
        return seen

    with patch.object(email_change, "_read", somebody_registers_right_after):
        page = press(token)
    assert page.status_code == 409
    ada.refresh_from_db()
    assert (ada.email, ada.pending_email) == (OLD, "")


def test_an_address_that_is_confirmed_is_not_to_be_registered(token: str, ada: User) -> None:
    press(token)
    person = {"username": "grace", "full_name": "Grace", "account_type": "STUDENT"}
    with pytest.raises(Conflict):
        register_account(email=NEW, password="a long enough secret", **person)


def test_a_link_runs_out_after_a_day(token: str, ada: User) -> None:
    with later(timedelta(hours=25)):
        assert open_link(token).status_code == 410
        assert press(token).status_code == 410
    ada.refresh_from_db()
    assert ada.email == OLD


@pytest.mark.parametrize(
    "change",
    [{"password": "!"}, {"token_version": 7}, {"is_active": False}, {"pending_email": "x@example.org"}],
)
def test_a_link_dies_with_what_it_was_made_for(token: str, ada: User, change: dict[str, Any]) -> None:
    User.objects.update(**change)
    assert (open_link(token).status_code, press(token).status_code) == (404, 404)
    ada.refresh_from_db()
    assert ada.email == OLD


def test_it_can_be_taken_back(token: str, ada: User, pair: TokenPair) -> None:
    assert rest(pair).delete("/api/auth/profile/request-email-change").status_code == 200
    assert press(token).status_code == 404
    ada.refresh_from_db()
    assert (ada.email, ada.pending_email) == (OLD, "")


def test_made_up_links_are_refused_after_five() -> None:
    assert [open_link(f"x{n}").status_code for n in range(6)] == [404] * 5 + [429]
    page = open_link("x")
    assert b"<html" in page.content and page["Retry-After"]
    assert press("x").status_code == 429


def test_the_new_address_signs_in_and_the_old_one_does_not(token: str) -> None:
    press(token)
    for email, status in ((NEW, 200), (OLD, 401)):
        body = {"usernameOrEmail": email, "password": PASSWORD}
        assert APIClient().post("/api/auth/login", body, format="json").status_code == status


def test_the_page_shows_what_is_pending_and_takes_it_back(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    client = browser(pair)
    form = {"new_email": NEW, "password": "wrong"}
    wrong = client.post("/profile/email/", form, **HTML, headers=csrf(client))
    assert f'value="{NEW}"'.encode() in wrong.content and b"That is not your password." in wrong.content
    form["password"] = PASSWORD
    assert send(client.post, "/profile/email/", form, **HTML, headers=csrf(client)).status_code == 302
    assert NEW.encode() in client.get("/profile/email/", **HTML).content
    assert client.post("/profile/email/cancel/", **HTML, headers=csrf(client)).status_code == 302
    client.get("/profile/email/", **HTML)  # the toast
    assert NEW.encode() not in client.get("/profile/email/", **HTML).content
    assert browser().get("/profile/email/", **HTML)["Location"].startswith("/sign-in/")


def test_one_account_asks_so_often_and_one_address_is_mailed_so_often(
    ada: User, pair: TokenPair, make_user: Callable[..., User]
) -> None:
    codes = [ask(pair, f"new{n}@example.org").status_code for n in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_password_that_was_right_a_moment_ago_asks_for_nothing_any_more(ada: User) -> None:
    def meanwhile(scope: str, key: str) -> None:
        if scope == "email-change-address":  # what is counted between the password and the change
            User.objects.update(password="!")

    with patch("accounts.email_change.count_or_refuse", meanwhile), pytest.raises(Invalid) as refused:
        request_email_change(user=ada, new_email=NEW, password=PASSWORD)
    assert list(refused.value.errors or {}) == ["password"]
    ada.refresh_from_db()
    assert ada.pending_email == "" and not OutgoingMail.objects.exists()


def test_the_old_address_hears_nothing_of_what_is_taken_back_or_done(ada: User, token: str) -> None:
    arguments = {"user_id": ada.pk, "email": NEW, "old": OLD}
    assert email_change_asked(**arguments) is not None
    cancel_email_change(user=ada)
    assert email_change_asked(**arguments) is None
    User.objects.update(pending_email=NEW)
    confirm_email_change(token=token, network="192.0.2.1")
    assert email_change_asked(**arguments) is None


def test_an_old_address_that_nobody_confirmed_is_told_nothing(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    User.objects.update(email_verified=False)
    assert send(ask, pair).status_code == 200
    send(press, token_in_last_mail(NEW))
    ada.refresh_from_db()
    assert (ada.email, ada.email_verified) == (NEW, True)
    assert mails_to(OLD) == []
