"""Five wrong passwords lock an account, and strangers cannot lock its owner out by that."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts import hashing
from accounts.credentials import require_password
from accounts.failures import delete_old_failures, unlock_account
from accounts.hashing import Argon2
from accounts.known_browsers import COOKIE
from accounts.models import SignInFailures, User
from accounts.sessions import end_other_sessions
from fusemeet.errors import Invalid, TooMany
from tests.accounts.conftest import HTML, browser, csrf
from tests.accounts.mailbox import mails_to, token_in_last_mail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.1", "198.51.100.7"
SUBJECT = "Too many wrong passwords"


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Calls something and lets the mails out that it queued."""

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return run


def login(
    password: str = "wrong",  # noqa: S107
    *,
    name: str = "ada",
    address: str = HERE,
    cookie: str = "",
) -> Response:
    client = APIClient(REMOTE_ADDR=address)
    if cookie:
        client.cookies[COOKIE] = cookie
    return client.post("/api/auth/login", {"usernameOrEmail": name, "password": password}, format="json")


def known_browser(address: str = HERE) -> str:
    """The cookie of a browser that ada has signed in with."""
    return login(PASSWORD, address=address).cookies[COOKIE].value


def lock_by_strangers(times: int = 5) -> None:
    for number in range(times):
        login(address=f"203.0.113.{number}")


def locks_end() -> None:
    """As after a quarter of an hour; a day's block of a network goes on."""
    before = timezone.now() - timedelta(seconds=1)
    User.objects.exclude(locked_until=None).update(locked_until=before)
    SignInFailures.objects.exclude(source__startswith="network:").exclude(locked_until=None).update(
        locked_until=before
    )


# --- the lock and its mail -------------------------------------------------------------------------------------------


def test_the_sixth_try_is_refused_like_the_first_even_with_the_right_password(ada: User) -> None:
    answers = [login() for _ in range(5)] + [login(PASSWORD), login(PASSWORD, address=THERE)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_a_lock_is_mailed_to_its_owner_once(ada: User, send: Callable[..., Any]) -> None:
    send(lock_by_strangers, 4)
    assert mails_to(ada.email) == []
    for number in range(4):
        send(login, address=f"198.51.100.{number}")
    assert mails_to(ada.email) == [SUBJECT]
    locks_end()
    send(lock_by_strangers)
    assert mails_to(ada.email) == [SUBJECT, SUBJECT], "a second lock is another one"


def test_no_lock_is_mailed_when_the_fifth_try_was_right(ada: User, send: Callable[..., Any]) -> None:
    send(lock_by_strangers, 4)
    assert send(login, PASSWORD).status_code == 200
    assert mail.outbox == []


def test_locks_upon_locks_do_not_fill_a_mailbox(ada: User, send: Callable[..., Any]) -> None:
    for number in range(6):
        for _ in range(5):
            send(login, address=f"203.0.113.{number}")
        locks_end()
    assert mails_to(ada.email) == [SUBJECT] * 4


def test_a_name_that_nobody_has_costs_no_more_tries_than_one_that_somebody_has(ada: User) -> None:
    checked: list[str] = []

    def counted(self: Any, password: str, encoded: str) -> bool:
        checked.append(encoded)
        return False

    with patch.object(Argon2, "verify", counted):
        for name in ("ada", "nobody"):
            answers = [login(name=name) for _ in range(20)]
            assert len(checked) == 5
            assert len({answer.content for answer in answers}) == 1
            checked.clear()


# --- known browsers --------------------------------------------------------------------------------------------------


def test_strangers_cannot_lock_the_owner_out_of_a_browser_that_signed_in_before(ada: User) -> None:
    cookie = known_browser()
    lock_by_strangers(8)
    for _ in range(8):
        login()  # from the owner's own network too
    assert login(PASSWORD).status_code == 401, "without the cookie they are a stranger"
    assert login(PASSWORD, cookie=cookie).status_code == 200


def test_a_known_browser_has_five_tries_of_its_own(ada: User, send: Callable[..., Any]) -> None:
    cookie = known_browser()
    answers = [send(login, cookie=cookie) for _ in range(5)] + [send(login, PASSWORD, cookie=cookie)]
    assert {answer.status_code for answer in answers} == {401}
    assert mails_to(ada.email) == [SUBJECT]
    assert login(PASSWORD, address=THERE).status_code == 200, "it locks nobody else"
    locks_end()
    assert login(PASSWORD, cookie=cookie).status_code == 200


def test_a_good_sign_in_starts_that_browsers_count_over(ada: User) -> None:
    cookie = known_browser()
    for _ in range(3):
        for _ in range(4):
            login(cookie=cookie)
        assert login(PASSWORD, cookie=cookie).status_code == 200
    assert not SignInFailures.objects.exists()


def test_signing_in_with_a_known_browser_does_not_open_the_strangers_lock(ada: User) -> None:
    cookie = known_browser()
    lock_by_strangers()
    assert login(PASSWORD, cookie=cookie).status_code == 200
    assert login(PASSWORD, address=THERE).status_code == 401


def test_only_a_cookie_that_we_signed_for_this_account_makes_a_browser_known(
    ada: User, make_user: Callable[..., User]
) -> None:
    make_user("bob")
    cookie = known_browser()
    bobs = login(PASSWORD, name="bob").cookies[COOKIE].value
    lock_by_strangers()
    for false in (cookie[:-2], bobs, "x", "W10:1:2", ":".join(["W10", *cookie.split(":")[1:]])):
        assert login(PASSWORD, cookie=false).status_code == 401, false


def test_a_browser_is_a_stranger_again_after_all_sessions_were_ended(ada: User) -> None:
    cookie = known_browser()
    end_other_sessions(user=ada, keep=None)
    lock_by_strangers()
    assert login(PASSWORD, cookie=cookie).status_code == 401


def test_one_browser_is_known_to_all_who_use_it(ada: User, make_user: Callable[..., User]) -> None:
    make_user("bob")
    cookie = login(PASSWORD, name="bob", cookie=known_browser()).cookies[COOKIE].value
    lock_by_strangers()
    assert login(PASSWORD, cookie=cookie).status_code == 200
    assert login(PASSWORD, name="bob", cookie=cookie).status_code == 200


def test_the_browsers_cookie_is_out_of_reach_of_scripts_and_opens_nothing(ada: User) -> None:
    cookie = login(PASSWORD).cookies[COOKIE]
    assert cookie["httponly"] and cookie["path"] == "/" and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 86_400
    client = Client()
    client.cookies[COOKIE] = cookie.value
    assert client.get("/api/auth/check").status_code == 401


# --- one network against one account ---------------------------------------------------------------------------------


def test_a_network_that_goes_on_shuts_itself_out_instead_of_locking_the_account_for_ever(ada: User) -> None:
    for name in ("ada", "ada@example.org", "ADA", "Ada@Example.org", "ada"):
        for _ in range(5):
            login(name=name, address="2001:db8::1")
        locks_end()
    row = SignInFailures.objects.get(source="network:2001:db8::/64")
    assert row.count == 10 and row.locked_until is not None
    assert row.locked_until - timezone.now() > timedelta(hours=23)
    for number in range(20):
        login(address=f"2001:db8::{number:x}")
    assert login(PASSWORD, address=THERE).status_code == 200, "no lock came of the last tries"
    assert login(PASSWORD, address="2001:db8::2").status_code == 401


def test_a_shut_out_network_may_try_again_after_a_day(ada: User) -> None:
    day = timezone.now() - timedelta(days=1, minutes=1)
    SignInFailures.objects.create(user=ada, source=f"network:{HERE}", count=10, locked_until=day)
    SignInFailures.objects.update(created_at=day)
    assert login().status_code == 401
    row = SignInFailures.objects.get()
    assert (row.count, row.locked_until) == (1, None)
    assert login(PASSWORD).status_code == 200
    assert not SignInFailures.objects.exists()


def test_old_counters_are_forgotten(ada: User) -> None:
    login()
    assert delete_old_failures(before=timezone.now() - timedelta(days=7)) == 0
    SignInFailures.objects.update(updated_at=timezone.now() - timedelta(days=8))
    assert delete_old_failures(before=timezone.now() - timedelta(days=7)) == 1


# --- opening it ------------------------------------------------------------------------------------------------------


def open_link(token: str, client: Client | None = None) -> Any:
    return (client or browser()).get(f"/unlock/?token={token}", **HTML)


def press_button(token: str, client: Client) -> Any:
    open_link(token, client)
    return client.post("/unlock/", {"token": token}, **HTML, headers=csrf(client))


def test_the_mailed_link_opens_the_account_once_and_only_by_its_button(
    ada: User, send: Callable[..., Any]
) -> None:
    send(lock_by_strangers)
    token = token_in_last_mail(ada.email)
    assert b"Let me go on" in open_link(token).content
    assert login(PASSWORD, address=THERE).status_code == 401, "a mail scanner opened the link"
    client = browser()
    assert press_button(token, client)["Location"] == "/sign-in/"
    assert COOKIE in client.cookies
    assert login(PASSWORD, address="192.0.2.99").status_code == 200
    again = open_link(token)
    assert again.status_code == 200 and b"That lock is over" in again.content


def test_it_makes_that_browser_known_so_that_strangers_cannot_lock_it_out_again(
    ada: User, send: Callable[..., Any]
) -> None:
    send(lock_by_strangers)
    client = browser()
    press_button(token_in_last_mail(ada.email), client)
    lock_by_strangers()
    assert login(PASSWORD, cookie=client.cookies[COOKIE].value).status_code == 200


def test_whoever_failed_five_times_goes_on_at_once_after_the_link(
    ada: User, send: Callable[..., Any]
) -> None:
    for _ in range(5):
        send(login, address="127.0.0.1")
    press_button(token_in_last_mail(ada.email), browser())
    assert login(PASSWORD, address="127.0.0.1").status_code == 200, "another browser behind the same address"


def test_a_used_link_opens_no_later_lock(ada: User, send: Callable[..., Any]) -> None:
    send(lock_by_strangers)
    token = token_in_last_mail(ada.email)
    press_button(token, browser())
    lock_by_strangers()
    press_button(token, browser())
    assert login(PASSWORD, address=THERE).status_code == 401


def test_a_made_up_link_is_unknown(ada: User) -> None:
    page = open_link("made-up")
    assert page.status_code == 404 and b"We do not know this link" in page.content
    assert open_link("").status_code == 404


def test_an_operator_opens_everything(ada: User) -> None:
    for _ in range(5):
        login()
    unlock_account(user=ada)
    assert not SignInFailures.objects.exists()
    assert login(PASSWORD).status_code == 200


# --- confirming with the password ------------------------------------------------------------------------------------


def test_a_signed_in_persons_password_is_counted_by_itself(ada: User, send: Callable[..., Any]) -> None:
    lock_by_strangers()
    require_password(user=ada, password=PASSWORD)
    for _ in range(5):
        with pytest.raises(Invalid) as refused:
            send(require_password, user=ada, password="wrong")
        assert refused.value.errors == {"password": ["That is not your password."]}
    with pytest.raises(TooMany) as locked:
        require_password(user=ada, password=PASSWORD)
    assert 0 < (locked.value.retry_after or 0) <= 900
    assert "signed in to your account" in str(mail.outbox[-1].body)
    locks_end()
    require_password(user=ada, password=PASSWORD)
    assert login(PASSWORD).status_code == 200


def test_right_passwords_are_counted_too_as_each_costs_a_hash(
    ada: User, make_user: Callable[..., User], settings: Any
) -> None:
    settings.RATE_LIMITS = {"own-password": [(3, 600)]}
    for _ in range(3):
        assert require_password(user=ada, password=PASSWORD) == ada
    with (
        patch.object(User, "check_password", side_effect=AssertionError("hashed")),
        pytest.raises(TooMany),
    ):
        require_password(user=ada, password=PASSWORD)
    require_password(user=make_user(), password=PASSWORD)


def test_an_account_without_a_password_is_told_how_to_get_one(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    for _ in range(7):
        with pytest.raises(Invalid) as refused:
            require_password(user=ada, password="")
    assert "no password yet" in (refused.value.errors or {})["password"][0]


# --- the cost --------------------------------------------------------------------------------------------------------


def test_a_try_that_finds_no_place_for_hashing_is_503_and_not_counted(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 1)
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        with hashing.hashing_slot():
            taken.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(5)
    try:
        for name in ("ada", "nobody"):
            answer = login(PASSWORD, name=name)
            assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "1")
    finally:
        release.set()
        holder.join()
    ada.refresh_from_db()
    assert ada.failed_login_attempts == 0
    assert login(PASSWORD).status_code == 200


def test_such_tries_do_not_shut_their_network_out(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as busy:
        busy.setattr(hashing, "_slots", threading.BoundedSemaphore(1))
        busy.setattr(hashing, "WAIT_SECONDS", 0)
        hashing._slots.acquire()
        assert [login(PASSWORD).status_code for _ in range(7)] == [503] * 7
    assert login(PASSWORD).status_code == 200
