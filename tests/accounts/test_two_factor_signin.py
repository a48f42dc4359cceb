"""The second step of signing in, by REST and by page: a challenge, bound and short-lived, answered by a code."""

import threading
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.models import User, UserSession
from accounts.two_factor.challenges import LIFETIME, SALT, challenge_for
from accounts.two_factor.recovery_codes import make_recovery_codes
from accounts.two_factor.services import begin_enrolment, turn_off
from accounts.two_factor.step import CHALLENGE_COOKIE
from tests.authenticator import Authenticator, turn_on
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(ada: User) -> Authenticator:
    """Ada's two-factor is on."""
    return turn_on(ada)


def login(password: str = PASSWORD) -> Any:
    return APIClient().post(
        "/api/auth/login", {"usernameOrEmail": "ada", "password": password}, format="json"
    )


def answer(challenge: str, code: str) -> Any:
    return APIClient().post("/api/auth/two-factor", {"challenge": challenge, "code": code}, format="json")


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


# --- REST -------------------------------------------------------------------------------------------------------------


def test_the_password_alone_gives_a_challenge_and_nothing_else(app: Authenticator) -> None:
    response = login()
    assert response.status_code == 200
    assert set(response.json()) == {"twoFactorRequired", "challenge"}
    assert response.json()["twoFactorRequired"] is True
    assert not response.cookies
    assert not UserSession.objects.exists()


def test_the_code_gives_tokens_and_cookies(app: Authenticator, ada: User) -> None:
    response = answer(login().json()["challenge"], app.code())
    assert response.status_code == 200
    assert set(response.json()) == {"accessToken", "refreshToken", "tokenType", "expiresIn", "user"}
    assert response.json()["user"]["id"] == str(ada.pk)
    assert {ACCESS_COOKIE, REFRESH_COOKIE} <= set(response.cookies)


def test_without_two_factor_nothing_changes(ada: User) -> None:
    begin_enrolment(user=ada)  # begun is not on
    assert "accessToken" in login().json()


def test_a_wrong_password_tells_nothing_of_two_factor(app: Authenticator, ada: User) -> None:
    with_it = login("wrong")
    turn_off(user=ada)
    assert (with_it.status_code, with_it.content) == (401, login("wrong").content)


def test_a_recovery_code_is_a_code(app: Authenticator, ada: User) -> None:
    code = make_recovery_codes(user=ada)[0]
    assert answer(login().json()["challenge"], code).status_code == 200
    assert refusal(answer(login().json()["challenge"], code)) == (401, "wrong_code")


def test_a_wrong_code_may_be_put_right_with_the_same_challenge(app: Authenticator) -> None:
    challenge = login().json()["challenge"]
    assert refusal(answer(challenge, app.wrong())) == (401, "wrong_code")
    assert answer(challenge, app.code()).status_code == 200


def test_a_challenge_is_good_for_five_tries(app: Authenticator) -> None:
    challenge = login().json()["challenge"]
    for _ in range(5):
        assert refusal(answer(challenge, app.wrong())) == (401, "wrong_code")
    assert refusal(answer(challenge, app.code())) == (401, "challenge_ended")
    assert answer(login().json()["challenge"], app.code()).status_code == 200


def test_a_challenge_is_good_for_one_success(app: Authenticator) -> None:
    challenge = login().json()["challenge"]
    assert answer(challenge, app.code()).status_code == 200
    assert refusal(answer(challenge, app.code(1))) == (401, "challenge_ended")


def test_a_challenge_is_good_for_five_minutes(app: Authenticator) -> None:
    now, minutes = time.time(), LIFETIME.total_seconds()
    with patch("django.core.signing.time.time", lambda: now - minutes + 5):
        young = login().json()["challenge"]
    with patch("django.core.signing.time.time", lambda: now - minutes - 1):
        old = login().json()["challenge"]
    assert refusal(answer(old, app.code())) == (401, "challenge_ended")
    assert answer(young, app.code()).status_code == 200


@pytest.mark.parametrize("change", ["password", "version", "authenticator", "off", "closed"])
def test_a_challenge_stands_for_the_account_as_it_was(app: Authenticator, ada: User, change: str) -> None:
    challenge = login().json()["challenge"]
    if change == "password":
        ada.set_password("another long secret")
        ada.save()
    elif change == "version":
        User.objects.update(token_version=5)
    elif change == "closed":
        User.objects.update(is_active=False)
    else:
        turn_off(user=ada)
        if change == "authenticator":
            app = turn_on(ada)
    assert refusal(answer(challenge, app.code())) == (401, "challenge_ended")
    assert not UserSession.objects.exists()


def test_only_our_own_challenges_are_good(app: Authenticator, ada: User) -> None:
    real = challenge_for(ada)
    assert real is not None
    claims = signing.loads(real.token, salt=SALT)
    for forged in [
        "",
        "x",
        signing.dumps(claims, salt="accounts.verify-email"),
        signing.dumps(claims, salt=SALT, key="another key"),
        real.token[:-1] + ("A" if real.token[-1] != "A" else "B"),
    ]:
        response = answer(forged, app.code())
        assert response.status_code in {400, 401}, forged
        assert "accessToken" not in response.json()
    assert answer(real.token, app.code()).status_code == 200


def test_a_challenge_opens_nobody_elses_account(
    app: Authenticator, make_user: Callable[..., User], ada: User
) -> None:
    eve = make_user("eve")
    hers = turn_on(eve)
    challenge = challenge_for(ada)
    assert challenge is not None
    assert refusal(answer(challenge.token, hers.code())) == (401, "wrong_code")


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_answers_open_one_session(app: Authenticator) -> None:
    challenge, code = login().json()["challenge"], app.code()
    statuses: list[int] = []
    together = threading.Barrier(20)

    def post() -> None:
        together.wait()
        try:
            statuses.append(answer(challenge, code).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 20
    assert statuses.count(200) == 1
    assert UserSession.objects.count() == 1


def test_ten_wrong_codes_shut_the_door_for_codes_whatever_the_challenges(
    app: Authenticator, ada: User
) -> None:
    recovery = make_recovery_codes(user=ada)[0]
    for _ in range(2):
        challenge = login().json()["challenge"]
        for _ in range(5):
            answer(challenge, app.wrong())
    challenge = login().json()["challenge"]
    refused = answer(challenge, app.code())
    assert refusal(refused) == (429, "too_many_codes")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert answer(challenge, recovery).status_code == 200


def test_without_the_strict_cache_no_code_is_tried(app: Authenticator, ada: User) -> None:
    challenge = challenge_for(ada)
    assert challenge is not None
    with patch.object(caches["strict"], "incr", side_effect=ConnectionError("away")):
        assert answer(challenge.token, app.code()).status_code == 503
    assert answer(challenge.token, app.code()).status_code == 200


# --- pages ------------------------------------------------------------------------------------------------------------


def give_password(client: Client, wanted: str = "") -> Any:
    form = {"identifier": "ada", "password": PASSWORD, "next": wanted}
    return client.post("/sign-in/", form)


def test_the_page_asks_for_the_code_and_goes_on_to_next(app: Authenticator) -> None:
    client = Client()
    asked = give_password(client, "/rooms/new/")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in/two-factor/?next=%2Frooms%2Fnew%2F"
    assert ACCESS_COOKIE not in asked.cookies
    cookie = asked.cookies[CHALLENGE_COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 300
    page = client.get(asked["Location"])
    assert page.status_code == 200
    assert 'name="next" value="/rooms/new/"' in page.content.decode()
    assert cookie.value not in page.content.decode(), "no page shows a token"
    done = client.post("/sign-in/two-factor/", {"code": app.code(), "next": "/rooms/new/"})
    assert (done.status_code, done["Location"]) == (302, "/rooms/new/")
    assert ACCESS_COOKIE in done.cookies
    assert done.cookies[CHALLENGE_COOKIE].value == ""


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_the_page_goes_to_no_other_site(app: Authenticator, wanted: str) -> None:
    client = Client()
    assert "evil" not in give_password(client, wanted)["Location"]
    done = client.post("/sign-in/two-factor/", {"code": app.code(), "next": wanted})
    assert (done.status_code, done["Location"]) == (302, "/dashboard/")


def test_the_page_says_what_is_wrong_under_the_code(app: Authenticator) -> None:
    client = Client()
    give_password(client)
    page = client.post("/sign-in/two-factor/", {"code": app.wrong(), "next": "/rooms/new/"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "That code is not right" in html and 'id="id_code_error"' in html
    assert app.wrong() in html, "nothing typed is lost"
    assert 'name="next" value="/rooms/new/"' in html
    assert client.post("/sign-in/two-factor/", {"code": app.code()}).status_code == 302


def test_the_page_takes_a_recovery_code(app: Authenticator, ada: User) -> None:
    code = make_recovery_codes(user=ada)[0]
    client = Client()
    give_password(client)
    assert "Use a recovery code" in client.get("/sign-in/two-factor/").content.decode()
    page = client.get("/sign-in/two-factor/?with=recovery")
    assert 'name="with" value="recovery"' in page.content.decode()
    done = client.post("/sign-in/two-factor/", {"code": code, "with": "recovery"})
    assert done.status_code == 302 and ACCESS_COOKIE in done.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_challenge_the_page_leads_back_to_the_password(app: Authenticator, method: str) -> None:
    response = getattr(Client(), method)("/sign-in/two-factor/", {"code": app.code(), "next": "/rooms/new/"})
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=%2Frooms%2Fnew%2F")
    assert ACCESS_COOKIE not in response.cookies


def test_a_challenge_that_is_over_leads_back_and_says_so(app: Authenticator) -> None:
    client = Client()
    give_password(client)
    for _ in range(5):
        client.post("/sign-in/two-factor/", {"code": app.wrong()})
    over = client.post("/sign-in/two-factor/", {"code": app.code()}, follow=True)
    assert over.redirect_chain == [("/sign-in/?next=%2Fdashboard%2F", 302)]
    assert "Please sign in again" in over.content.decode()
    assert ACCESS_COOKIE not in client.cookies


def test_a_form_of_another_site_is_refused(app: Authenticator) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/two-factor/", {"code": app.code()}).status_code == 403
