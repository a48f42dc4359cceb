"""Connecting Google with an account that is there, and taking it off: behind the password, never the last way in."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Identity, User
from accounts.sessions import TokenPair, end_session
from tests.accounts.conftest import browser, new_pair
from tests.accounts.google import PERSON, at_provider, leave, sign_in
from tests.conftest import PASSWORD
from tests.openid import Provider

pytestmark = pytest.mark.django_db

PAGE = "/profile/connections/"


@pytest.fixture
def client(google: Provider, pair: TokenPair) -> Client:
    """Ada's browser, on the page."""
    google.person = PERSON | {"email": "private@example.net"}
    made = browser(pair)
    made.get(PAGE)
    return made


def send(client: Client, action: str, password: str = PASSWORD) -> Any:
    token = client.cookies["csrftoken"].value
    return client.post(f"{PAGE}{action}/", {"password": password, "csrfmiddlewaretoken": token})


def way_to_google(client: Client) -> str:
    """What stands behind "Go on to Google" once the password was right."""
    found = re.search(r'href="(/api/auth/google\?link=[^"]+)"', send(client, "google").content.decode())
    assert found
    return found[1]


def connect(client: Client) -> Any:
    return client.get(at_provider(leave(client, way_to_google(client))))


@pytest.mark.django_db(transaction=True)
def test_an_account_is_connected_and_google_opens_it(client: Client, google: Provider, ada: User) -> None:
    assert connect(client)["Location"] == PAGE
    assert "private@example.net" in client.get(PAGE).content.decode()
    assert [letter.subject for letter in mail.outbox] == ["Google opens your account"]
    fresh = Client()
    sign_in(fresh, google, email="private@example.net")
    assert fresh.get("/api/auth/check").json()["id"] == str(ada.pk)


def test_connecting_asks_for_the_password_first(client: Client) -> None:
    refused = send(client, "google", password="wrong").content.decode()
    assert "That is not your password." in refused and "/api/auth/google" not in refused


def test_a_link_alone_starts_no_connection(client: Client, google: Provider) -> None:
    """Else a stranger could have their own Google account connected by a link that somebody opens."""
    for permit in ("1", "x:y:z"):
        refused = client.get("/api/auth/google", {"link": permit})
        assert refused.status_code == 403 and "took too long" in refused.content.decode()


def test_the_permit_is_of_one_session(client: Client, google: Provider, ada: User) -> None:
    way = way_to_google(client)
    assert browser(new_pair(ada)).get(way).status_code == 403
    assert Client().get(way).status_code == 403


def test_whoever_was_signed_out_on_the_way_connects_nothing(
    client: Client, google: Provider, pair: TokenPair
) -> None:
    callback = at_provider(leave(client, way_to_google(client)))
    end_session(session_id=pair.session_id)
    refused = client.get(callback)
    assert refused.status_code == 403 and "signed out meanwhile" in refused.content.decode()
    assert not Identity.objects.exists()


def test_a_google_account_belongs_to_one_account_here(
    client: Client, google: Provider, make_user: Any
) -> None:
    other = make_user("eve")
    Identity.objects.create(user=other, provider="google", subject=PERSON["sub"])
    refused = connect(client)
    assert refused.status_code == 409
    assert "belongs to another account here" in refused.content.decode()
    assert Identity.objects.get().user_id == other.pk


def test_an_account_whose_address_nobody_confirmed_is_not_connected(
    client: Client, google: Provider, ada: User
) -> None:
    """Else its maker keeps a way in when the address's owner takes it by a mailed link."""
    callback = at_provider(leave(client, way_to_google(client)))
    User.objects.update(email_verified=False)
    assert "Confirm your address first" in send(client, "google").content.decode()
    refused = client.get(callback)
    assert refused.status_code == 403 and "Confirm your address first" in refused.content.decode()
    assert not Identity.objects.exists()


def test_an_unchecked_address_connects_nothing(client: Client, google: Provider) -> None:
    google.person = google.person | {"email_verified": False}
    assert connect(client).status_code == 403
    assert not Identity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_off_with_the_password(client: Client, google: Provider, ada: User) -> None:
    connect(client)
    mail.outbox.clear()
    assert "That is not your password." in send(client, "google/off", password="wrong").content.decode()
    assert Identity.objects.exists()
    assert send(client, "google/off").status_code == 302
    assert not Identity.objects.exists()
    assert [letter.subject for letter in mail.outbox] == ["Google no longer opens your account"]
    assert sign_in(Client(), google, email="private@example.net")["Location"] == "/sign-in/google/"


def test_the_last_way_in_is_not_taken_off(client: Client, google: Provider, ada: User) -> None:
    connect(client)
    ada.set_unusable_password()
    ada.save()
    page = client.get(PAGE).content.decode()
    assert "your only way in" in page and "Disconnect Google" not in page
    send(client, "google/off")
    assert Identity.objects.exists()
    assert "your only way in" in client.get(PAGE).content.decode()


def test_the_page_is_listed_only_where_google_is_configured(pair: TokenPair, settings: Any) -> None:
    client = browser(pair)
    assert PAGE not in client.get("/profile/").content.decode()
    assert "not set up here" in client.get(PAGE).content.decode()
    settings.GOOGLE_CLIENT_ID = "configured"
    assert PAGE in client.get("/profile/").content.decode()


@pytest.mark.parametrize("action", ["google", "google/off"])
def test_nothing_happens_for_a_visitor_or_by_a_form_of_another_site(client: Client, action: str) -> None:
    assert Client().post(f"{PAGE}{action}/")["Location"].startswith("/sign-in/")
    assert client.post(f"{PAGE}{action}/", {"password": PASSWORD}).status_code == 403
