"""The way to Google and back: bound to one browser, each callback good once, and a provider that does wrong refused."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client

from accounts.google.flow import PREFIX
from accounts.models import Identity, User, UserSession
from tests.accounts.google import PERSON, at_provider, leave, sign_in
from tests.openid import CLIENT_ID, Provider

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return str(response.content.decode())


def refused(response: Any, status: int) -> str:
    """The words of a refusal, after which nobody is signed in."""
    assert response.status_code == status, words(response)
    assert "That did not work" in words(response) and "Back to sign-in" in words(response)
    assert not UserSession.objects.exists() and not Identity.objects.exists()
    return words(response)


# --- leaving ----------------------------------------------------------------------------------------------------------


def test_the_request_is_the_one_of_the_standard(google: Provider, settings: Any) -> None:
    client = Client()
    address = urlsplit(leave(client, "/api/auth/google?next=/rooms/x/%3Finvite%3Dsecret"))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{google.issuer}/authorize"
    assert asked["client_id"] == CLIENT_ID and asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{settings.SITE_URL}/api/auth/google/callback"
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43
    assert "secret" not in address.query, "where to go afterwards is nothing that Google needs to know"
    cookie = next(morsel for name, morsel in client.cookies.items() if name.startswith(PREFIX))
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 600


def test_the_redirect_address_does_not_follow_the_host_of_the_request(
    google: Provider, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    response = Client().get("/api/auth/google", HTTP_HOST="evil.example")
    assert "evil.example" not in response["Location"]


def test_no_two_sign_ins_share_a_state_a_nonce_or_a_verifier(google: Provider) -> None:
    client = Client()
    asked = [parse_qs(urlsplit(leave(client)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_afterwards_it_goes_to_no_other_site(google: Provider, ada: User, wanted: str) -> None:
    assert sign_in(Client(), google, f"/api/auth/google?next={wanted}")["Location"] == "/dashboard/"


def test_a_browser_keeps_only_so_many_sign_ins_open(google: Provider) -> None:
    client = Client()
    for _ in range(12):
        leave(client)
        waiting = [
            name for name, morsel in client.cookies.items() if name.startswith(PREFIX) and morsel.value
        ]
        assert len(waiting) <= 5


# --- coming back ------------------------------------------------------------------------------------------------------


def test_two_tabs_do_not_disturb_each_other(google: Provider, ada: User) -> None:
    client = Client()
    google.person = PERSON
    first, second = leave(client, "/api/auth/google?next=/a/"), leave(client, "/api/auth/google?next=/b/")
    assert client.get(at_provider(first))["Location"] == "/a/"
    assert client.get(at_provider(second))["Location"] == "/b/"


def test_a_callback_of_another_browser_is_refused(google: Provider, ada: User) -> None:
    """Else somebody could be signed in to a stranger's account by opening a link."""
    google.person = PERSON
    callback = at_provider(leave(Client()))
    victim = Client()
    assert "not started in this browser" in refused(victim.get(callback), 403)
    leave(victim)  # one of their own that is under way does not help either
    assert "not started in this browser" in refused(victim.get(callback), 403)
    assert "/token" not in google.requests, "the code is not even looked at"


def test_a_state_that_was_changed_is_refused(google: Provider, ada: User) -> None:
    client = Client()
    google.person = PERSON
    callback = at_provider(leave(client))
    state = parse_qs(urlsplit(callback).query)["state"][0]
    for forged in [
        "",
        state[:16],
        state[:-1] + ("A" if state[-1] != "A" else "B"),
        "x" * 4000,
        state.swapcase(),
    ]:
        assert client.get("/api/auth/google/callback", {"state": forged, "code": "x"}).status_code == 403
    assert not UserSession.objects.exists()


def test_a_callback_is_good_once(google: Provider, ada: User) -> None:
    client = Client()
    google.person = PERSON
    callback = at_provider(leave(client))
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    assert client.get(callback).status_code == 302
    assert "not started in this browser" in words(client.get(callback))
    thief = Client()
    for name, value in kept.items():  # even with the cookie: the provider takes a code once
        thief.cookies[name] = value
    again = thief.get(callback)
    assert again.status_code == 403 and "did not confirm" in words(again)
    assert UserSession.objects.count() == 1


def test_a_sign_in_that_took_too_long_is_refused(google: Provider, ada: User, monkeypatch: Any) -> None:
    client = Client()
    google.person = PERSON
    callback = at_provider(leave(client))
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 601)
    assert "took too long" in refused(client.get(callback), 403)


def test_a_code_of_another_sign_in_is_refused(google: Provider, ada: User) -> None:
    """PKCE: a code that was stolen on its way is of no use in another browser."""
    google.person = PERSON
    stolen = parse_qs(urlsplit(at_provider(leave(Client()))).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    answer = thief.get("/api/auth/google/callback", {"state": state, "code": stolen})
    assert "did not confirm" in refused(answer, 403)


# --- a provider that does wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ("denies", 403, "did not let Google"),
        ("errs", 400, "could not sign you in"),
        ("breaks", 503, "does not answer"),
        ("talks-nonsense", 403, "did not confirm"),
        ("no-id-token", 403, "did not confirm"),
        ("alg-none", 403, "did not confirm"),
        ("alg-hs256", 403, "did not confirm"),
        ("foreign-key", 403, "did not confirm"),
        ("changed-token", 403, "did not confirm"),
    ],
)
def test_what_the_provider_does_wrong_is_refused_in_words(
    google: Provider, ada: User, how: str, status: int, said: str
) -> None:
    google.misbehaves = {how}
    assert said in refused(sign_in(Client(), google), status)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://accounts.evil.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": [CLIENT_ID, "another client"]},
        {"aud": None},
        {"azp": "another client"},
        {"exp": 1},
        {"exp": None},
        {"exp": float("nan")},
        {"iat": 2**40},
        {"iat": None},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 192},
        {"sub": ["110169484474386276334"]},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    google: Provider, ada: User, claims: dict[str, Any]
) -> None:
    google.claims = claims
    refused(sign_in(Client(), google), 403)


@pytest.mark.parametrize(
    "claims",
    [{"aud": [CLIENT_ID]}, {"azp": CLIENT_ID}, {"exp": time.time() + 3600.5}],
    ids=["a list of us alone", "made out to us", "parts of a second"],
)
def test_what_the_standard_allows_is_good(google: Provider, ada: User, claims: dict[str, Any]) -> None:
    google.claims = claims
    assert sign_in(Client(), google)["Location"] == "/dashboard/"


@pytest.mark.parametrize("how", ["away", "foreign-metadata", "redirects-metadata"])
def test_without_good_metadata_nobody_is_sent_anywhere(google: Provider, how: str) -> None:
    google.misbehaves = {how}
    answer = Client().get("/api/auth/google")
    assert "does not answer" in refused(answer, 503) and answer["Retry-After"] == "60"
    assert "/elsewhere" not in google.requests, "redirects are not followed"


def test_a_provider_that_is_down_is_said_in_words(google: Provider, settings: Any) -> None:
    settings.GOOGLE_ISSUER = "http://127.0.0.1:9"
    assert "does not answer" in refused(Client().get("/api/auth/google"), 503)


def test_a_provider_that_hangs_is_given_five_seconds(google: Provider, ada: User) -> None:
    google.misbehaves = {"slow"}
    start = time.monotonic()
    assert "does not answer" in refused(sign_in(Client(), google), 503)
    assert 4.5 < time.monotonic() - start < 7.5


def test_keys_that_were_changed_are_fetched_anew(google: Provider, ada: User) -> None:
    sign_in(Client(), google)
    google.change_key()
    assert sign_in(Client(), google)["Location"] == "/dashboard/"
    fetched = google.requests.count("/keys")
    google.misbehaves = {"foreign-key"}
    for _ in range(3):
        assert sign_in(Client(), google).status_code == 403
    assert google.requests.count("/keys") == fetched, "a bad token fetches no keys more than once a minute"


def test_metadata_and_keys_are_kept(google: Provider, ada: User) -> None:
    cache.clear()
    for _ in range(3):
        sign_in(Client(), google)
    assert google.requests.count("/.well-known/openid-configuration") == 1
    assert google.requests.count("/keys") == 1


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?state=%00&code=%ff", "?error=access_denied", "?state=\u202e"]
)
def test_no_callback_breaks_it(google: Provider, query: str) -> None:
    refused(Client().get(f"/api/auth/google/callback{query}"), 403)


def test_the_local_provider_itself_keeps_the_rules(google: Provider) -> None:
    """A code without its verifier gives no token, so that the tests above would see a missing one."""
    google.person = PERSON
    code = parse_qs(urlsplit(at_provider(leave(Client()))).query)["code"][0]
    body = {"code": code, "redirect_uri": google.asked["redirect_uri"], "client_id": CLIENT_ID}
    body["client_secret"] = "a secret between the two"
    assert requests.post(f"{google.issuer}/token", data=body, timeout=5).json() == {"error": "invalid_grant"}
