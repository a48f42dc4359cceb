"""A forgotten password, the link for a new one, and what a password must be like."""

import threading
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.cookies import ACCESS_COOKIE
from accounts.known_browsers import COOKIE
from accounts.models import User
from accounts.passwords import password_errors, reset_link, reset_password
from accounts.sessions import TokenPair, read_access
from fusemeet.celery import app
from fusemeet.errors import NotSignedIn, TooMany, Unavailable
from mailing.models import OutgoingMail
from signaling.models import Revocation
from tests.accounts.conftest import HTML, browser, csrf
from tests.accounts.mailbox import mails_to, token_in_last_mail
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "a quite different secret"
LINK, NOTICE = "Set a new password for FuseMeet", "Your password was changed"


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Calls something and lets the mails out that it queued."""

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return run


def forgot(email: str = "ada@example.org", **extra: Any) -> Response:
    return APIClient().post("/api/auth/forgot-password", {"email": email}, format="json", **extra)


def reset(token: str, password: str = NEW, **extra: Any) -> Response:
    body = {"token": token, "newPassword": password}
    return APIClient().post("/api/auth/reset-password", body, format="json", **extra)


def login(password: str) -> int:
    body = {"usernameOrEmail": "ada", "password": password}
    return APIClient().post("/api/auth/login", body, format="json").status_code


def link_token(user: User) -> str:
    from urllib.parse import unquote

    return unquote(reset_link(user).split("token=")[1])


def later(delta: timedelta) -> Any:
    import time

    return patch("django.core.signing.time.time", return_value=time.time() + delta.total_seconds())


# --- asking ----------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_same_whether_anybody_has_the_address_or_not(
    ada: User, send: Callable[..., Any]
) -> None:
    known, unknown = send(forgot, "ADA@example.org"), send(forgot, "nobody@example.org")
    assert (
        (known.status_code, known.content) == (unknown.status_code, unknown.content) == (200, known.content)
    )
    assert [sent.to for sent in mail.outbox] == [[ada.email]]
    assert mails_to(ada.email) == [LINK]


def test_a_closed_account_gets_no_link(ada: User, send: Callable[..., Any]) -> None:
    User.objects.update(is_active=False)
    assert send(forgot).status_code == 200
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_asking_takes_the_same_time_for_known_and_unknown_addresses(ada: User, settings: Any) -> None:
    app.conf.task_always_eager = False  # mails are written by a worker, not by whoever asks
    settings.RATE_LIMITS = {name: [(10_000, 3600)] for name in ("forgot-password", "forgot-password-address")}
    client = APIClient()

    def seconds(email: str) -> float:
        start = perf_counter()
        answer = client.post("/api/auth/forgot-password", {"email": email}, format="json")
        taken = perf_counter() - start
        assert answer.status_code == 200
        return taken

    for _ in range(10):
        seconds("warm-up@example.org")
    # In turns, and in either order, so that whatever else the machine does falls on both.
    pairs = []
    for number in range(200):
        emails = [ada.email, "nob@example.org"]
        times = {email: seconds(email) for email in (emails if number % 2 else emails[::-1])}
        pairs.append((times[ada.email], times["nob@example.org"]))
    known, unknown = (median(column) for column in zip(*pairs, strict=True))
    assert known / unknown == pytest.approx(1, abs=0.1)
    assert OutgoingMail.objects.filter(kind="accounts.reset-password").count() == 410
    assert mail.outbox == []


def test_a_poisoned_host_header_does_not_reach_the_link(
    ada: User, send: Callable[..., Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    poison = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_ORIGIN": "null"}
    assert send(forgot, **poison).status_code == 200
    body = str(mail.outbox[0].body) + str(mail.outbox[0].alternatives[0][0])  # type: ignore[attr-defined]
    assert f"{settings.SITE_URL}/reset-password/?token=" in body
    assert "evil" not in body


def test_an_address_is_mailed_twice_an_hour_whoever_asks_and_whether_it_is_known(ada: User) -> None:
    for email in ("ada@example.org", "nobody@example.org"):
        answers = [forgot(email.upper() if n else email, REMOTE_ADDR=f"192.0.2.{n}") for n in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[-1]["Retry-After"]) > 0


def test_an_address_is_mailed_five_times_a_day(ada: User) -> None:
    from accounts import throttle

    start = 1_800_000_000 // 86_400 * 86_400
    codes = []
    for hour in range(7):
        with patch.object(throttle.time, "time", return_value=start + hour * 3600):
            codes.append(forgot().status_code)
    assert codes == [200] * 5 + [429] * 2


# --- the link --------------------------------------------------------------------------------------------------------


def test_the_mailed_link_sets_a_password_and_ends_everything_of_before(
    ada: User, pair: TokenPair, send: Callable[..., Any]
) -> None:
    User.objects.update(email_verified=False, pending_email="thief@example.org", failed_login_attempts=3)
    send(forgot)
    answer = send(reset, token_in_last_mail(ada.email))
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert (login(PASSWORD), login(NEW)) == (401, 200)
    with pytest.raises(NotSignedIn):
        read_access(pair.access)
    assert set(Revocation.objects.values_list("kind", flat=True)) == {"session", "user"}
    ada.refresh_from_db()
    assert (ada.pending_email, ada.email_verified, ada.failed_login_attempts) == ("", True, 0)
    assert mails_to(ada.email) == [LINK, NOTICE]
    assert not answer.cookies, "a link in a mail is not a sign-in"


def test_a_link_is_good_once(ada: User) -> None:
    token = link_token(ada)
    assert reset(token).status_code == 200
    again = reset(token, "yet another secret")
    assert (again.status_code, again.json()["code"]) == (401, "token_invalid")
    assert login(NEW) == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_parallel_uses_of_a_link_one_sets_the_password(ada: User) -> None:
    token, done = link_token(ada), []
    together = threading.Barrier(8)

    def use(number: int) -> None:
        together.wait()
        try:
            reset_password(token=token, new_password=f"{NEW} {number}", network="192.0.2.1")
            done.append(number)
        except (NotSignedIn, TooMany, Unavailable):  # counted as guesses for a moment; no place for hashing
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert login(f"{NEW} {done[0]}") == 200


def test_a_link_runs_out_after_an_hour(ada: User) -> None:
    token = link_token(ada)
    with later(timedelta(minutes=59)):
        assert reset(token, "1").status_code == 400, "good, but for the password"
    with later(timedelta(minutes=61)):
        assert reset(token).json()["code"] == "token_expired"


@pytest.mark.parametrize(
    "change",
    [{"email": "other@example.org"}, {"password": "!"}, {"token_version": 7}, {"is_active": False}],
    ids=["address", "password", "all sessions ended", "closed"],
)
def test_a_link_dies_with_what_it_was_made_for(ada: User, change: dict[str, Any]) -> None:
    token = link_token(ada)
    User.objects.update(**change)
    assert reset(token).json()["code"] == "token_invalid"


def test_other_tokens_are_no_links(ada: User, pair: TokenPair) -> None:
    from accounts.unlocking import unlock_link
    from accounts.verification import verification_link

    others = [pair.access, pair.refresh, verification_link(ada).split("token=")[1]]
    others.append(unlock_link(ada, source="", until="").split("token=")[1])
    assert [reset(token).status_code for token in others] == [401] * 4
    assert login(PASSWORD) == 200


def test_made_up_links_are_refused_after_five_and_a_good_one_of_another_network_is_not(ada: User) -> None:
    token = link_token(ada)
    codes = [reset(f"{token[:-4]}{n:04}").status_code for n in range(50)]
    assert codes == [401] * 5 + [429] * 45
    assert browser().get("/reset-password/?token=x", **HTML).status_code == 429
    assert reset(token, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_good_and_used_links_are_no_guesses(ada: User) -> None:
    token = link_token(ada)
    for _ in range(7):
        assert reset(token, "1").status_code == 400
    reset(token)
    assert [reset(token).status_code for _ in range(7)] == [401] * 7


# --- the pages -------------------------------------------------------------------------------------------------------


def post(client: Client, path: str, **form: str) -> Any:
    return client.post(path, form, **HTML, headers=csrf(client))


def test_the_pages_lead_from_the_forgotten_password_to_the_sign_in(
    ada: User, send: Callable[..., Any]
) -> None:
    client = browser()
    assert b"/forgot-password/" in client.get("/sign-in/", **HTML).content
    assert send(post, client, "/forgot-password/", email=ada.email)["Location"] == "/forgot-password/sent/"
    assert ada.email.encode() not in client.get("/forgot-password/sent/", **HTML).content
    token = token_in_last_mail(ada.email)
    assert client.get("/reset-password/", {"token": token}, **HTML).status_code == 200
    refused = post(client, "/reset-password/", token=token, new_password="12345678")
    assert b"too common" in refused.content and b'value="12345678"' not in refused.content
    done = post(client, "/reset-password/", token=token, new_password=NEW)
    assert done["Location"] == "/sign-in/" and COOKIE in done.cookies and ACCESS_COOKIE not in done.cookies
    assert login(NEW) == 200


def test_a_link_that_is_not_good_says_so_and_offers_another(ada: User) -> None:
    token = link_token(ada)
    with later(timedelta(minutes=61)):
        page = browser().get("/reset-password/", {"token": token}, **HTML)
    assert page.status_code == 410 and b"has run out" in page.content
    reset(token)
    page = browser().get("/reset-password/", {"token": token}, **HTML)
    assert page.status_code == 410 and b"not good any more" in page.content
    for unknown in ("", "x"):
        page = browser().get("/reset-password/", {"token": unknown}, **HTML)
        assert page.status_code == 404 and b'action="/forgot-password/"' in page.content


# --- what one must be like -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("seven77", False),
        ("password1", False),
        ("qwertyuiop", False),
        ("84736251", False),
        ("ada-lovelace", False),
        ("AdaLovelace1", False),
        ("ada@example.org", False),
        ("x" * 129, False),
        ("only small letters will do", True),
        ("ключ от квартиры", True),
        ("x7 " * 42, True),
    ],
)
def test_a_password_is_long_uncommon_and_not_ones_name_and_needs_no_special_characters(
    ada: User, password: str, good: bool
) -> None:
    assert (password_errors(password, ada) == []) is good
