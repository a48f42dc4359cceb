"""Sign-in with Google: whose account opens, whose is made, and who is refused in words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import throttle
from accounts.cookies import ACCESS_COOKIE
from accounts.google.accounts import free_username, make_account
from accounts.google.provider import Person
from accounts.models import Identity, SignupMethod, User, UserSession
from accounts.two_factor.step import CHALLENGE_COOKIE
from fusemeet.errors import Denied
from tests.accounts.google import PERSON, at_provider, leave, sign_in
from tests.authenticator import turn_on
from tests.openid import Provider

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return str(response.content.decode())


def is_in(client: Client) -> bool:
    return bool(client.get("/api/auth/check").status_code == 200)


# --- off and on -------------------------------------------------------------------------------------------------------


def test_it_is_off_until_it_is_configured() -> None:
    client = Client()
    for path in ("/api/auth/google", "/api/auth/google/callback?state=x&code=y"):
        refused = client.get(path)
        assert refused.status_code == 404 and "not set up here" in words(refused)
    for path in ("/sign-in/", "/register/"):
        assert "Google" not in words(client.get(path))
    assert client.get("/sign-in/google/")["Location"] == "/sign-in/"


def test_where_it_is_configured_a_plain_link_leads_there(google: Provider) -> None:
    for path in ("/sign-in/", "/register/"):
        page = words(Client().get(path + "?next=/rooms/new/"))
        assert 'href="/api/auth/google?next=%2Frooms%2Fnew%2F"' in page
        assert "Continue with Google" in page
        assert google.issuer not in page and "google.com" not in page, "no page asks Google for anything"
    assert not google.requests


# --- whose account ----------------------------------------------------------------------------------------------------


def test_an_address_proven_on_both_sides_signs_in_and_links(google: Provider, ada: User) -> None:
    client = Client()
    response = sign_in(client, google, email="Ada@Example.ORG")
    assert (response.status_code, response["Location"]) == (302, "/dashboard/")
    assert is_in(client)
    assert client.get("/api/auth/check").json()["id"] == str(ada.pk)
    identity = Identity.objects.get()
    assert (identity.user_id, identity.provider, identity.subject) == (ada.pk, "google", PERSON["sub"])


@pytest.mark.django_db(transaction=True)
def test_the_owner_hears_of_the_link_once(google: Provider, ada: User) -> None:
    sign_in(Client(), google)
    sign_in(Client(), google)
    assert [letter.subject for letter in mail.outbox] == ["Google opens your account"]
    assert mail.outbox[0].to == [ada.email]


def test_a_linked_account_is_found_by_the_id_whatever_the_address_is_now(
    google: Provider, ada: User, make_user: Callable[..., User]
) -> None:
    sign_in(Client(), google)
    make_user("eve", email="new@example.org")
    client = Client()
    assert sign_in(client, google, email="new@example.org")["Location"] == "/dashboard/"
    assert client.get("/api/auth/check").json()["username"] == "ada"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_google_has_not_checked_is_refused(
    google: Provider, ada: User, verified: Any
) -> None:
    client = Client()
    refused = sign_in(client, google, email_verified=verified)
    assert refused.status_code == 403
    assert "Google has not checked" in words(refused)
    assert not is_in(client) and not Identity.objects.exists()


def test_an_account_whose_address_nobody_confirmed_is_not_opened(
    google: Provider, make_user: Callable[..., User]
) -> None:
    squatter = make_user("squatter", email="ada@example.org", verified=False)
    client = Client()
    refused = sign_in(client, google)
    assert refused.status_code == 403
    assert "nobody has confirmed yet" in words(refused) and "Forgot your password?" in words(refused)
    assert not is_in(client) and not Identity.objects.exists()
    squatter.refresh_from_db()
    assert not squatter.email_verified, (
        "Google's word does not confirm an account that somebody else may have made"
    )
    User.objects.update(email_verified=True)
    sign_in(client, google)
    assert is_in(client)


def test_a_closed_account_stays_closed(google: Provider, ada: User) -> None:
    sign_in(Client(), google)
    User.objects.update(is_active=False)
    refused = sign_in(Client(), google)
    assert refused.status_code == 403 and "This account is closed" in words(refused)


def test_another_google_account_with_the_same_address_does_not_replace_the_link(
    google: Provider, ada: User
) -> None:
    sign_in(Client(), google)
    client = Client()
    refused = sign_in(client, google, sub="another")
    assert refused.status_code == 409 and "linked to another Google account" in words(refused)
    assert not is_in(client)
    assert Identity.objects.get().subject == PERSON["sub"]


def test_two_factor_is_asked_for_here_too(google: Provider, ada: User) -> None:
    app, client = turn_on(ada), Client()
    asked = sign_in(client, google, "/api/auth/google?next=/rooms/new/")
    assert asked["Location"] == "/sign-in/two-factor/?next=%2Frooms%2Fnew%2F"
    assert CHALLENGE_COOKIE in asked.cookies and ACCESS_COOKIE not in asked.cookies
    assert not UserSession.objects.exists() and not is_in(client)
    done = client.post("/sign-in/two-factor/", {"code": app.code(), "next": "/rooms/new/"})
    assert done["Location"] == "/rooms/new/" and is_in(client)


# --- somebody new -----------------------------------------------------------------------------------------------------


def test_somebody_new_chooses_their_account_type_first(google: Provider) -> None:
    client = Client()
    response = sign_in(client, google, "/api/auth/google?next=/rooms/new/")
    assert response["Location"] == "/sign-in/google/"
    assert not User.objects.exists() and not is_in(client)
    page = words(client.get("/sign-in/google/"))
    assert 'value="Ada Lovelace"' in page and "ada@example.org" in page
    done = client.post("/sign-in/google/", {"account_type": "TEACHER", "full_name": "Ada L."})
    assert (done.status_code, done["Location"]) == (302, "/rooms/new/")
    user = User.objects.get()
    assert (user.account_type, user.full_name, user.username) == ("TEACHER", "Ada L.", "ada")
    assert (user.signup_method, user.email_verified) == (SignupMethod.GOOGLE, True)
    assert not user.has_usable_password()
    assert user.roles == ["ROLE_INTERVIEWER", "ROLE_USER"]
    assert is_in(client)
    assert sign_in(Client(), google)["Location"] == "/dashboard/", "the next time it is a sign-in"
    assert not mail.outbox, "an address that is proven needs no link"


def test_the_page_of_the_account_type_needs_googles_word(google: Provider) -> None:
    client = Client()
    form = {"account_type": "TEACHER", "full_name": "Eve"}
    assert client.post("/sign-in/google/", form)["Location"] == "/sign-in/"
    client.cookies["new-person"] = "eyJwZXJzb24iOnt9fQ:1abcde:forged"
    assert client.post("/sign-in/google/", form)["Location"] == "/sign-in/"
    assert not User.objects.exists()


def test_what_is_wrong_is_said_under_its_field(google: Provider) -> None:
    client = Client()
    sign_in(client, google, name="\u202ebad")
    assert "bad" not in words(client.get("/sign-in/google/")), (
        "a name that turns the line round is not proposed"
    )
    refused = words(client.post("/sign-in/google/", {"account_type": "ADMIN", "full_name": "..."}))
    assert 'id="id_account_type_error"' in refused
    refused = words(client.post("/sign-in/google/", {"account_type": "STUDENT", "full_name": "..."}))
    assert 'id="id_full_name_error"' in refused and 'value="..."' in refused
    assert not User.objects.exists()


def test_what_was_typed_is_kept_when_there_are_too_many_tries(
    google: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    sign_in(client, google)
    form = {"account_type": "TEACHER", "full_name": "Ada L."}
    with monkeypatch.context() as crowded:
        crowded.setitem(throttle.LIMITS, "register", [(0, 600)])
        refused = client.post("/sign-in/google/", form)
    assert refused.status_code == 429 and 'value="Ada L."' in words(refused)
    assert client.post("/sign-in/google/", form)["Location"] == "/dashboard/", "and Google is not asked again"


def test_coming_back_is_counted_before_the_provider_is_asked(
    google: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    google.person = PERSON
    back = at_provider(leave(client))
    monkeypatch.setitem(throttle.LIMITS, "google", [(0, 600)])
    assert client.get(back).status_code == 429 and not is_in(client)


def test_an_address_with_accents_is_another_address(google: Provider, make_user: Callable[..., User]) -> None:
    make_user("victim", email="victim@example.org")
    client = Client()
    assert sign_in(client, google, sub="other", email="victim@éxample.org")["Location"] == "/sign-in/google/"
    assert User.objects.by_email("VICTIM@Example.org") and not User.objects.by_email("victim@éxample.org")


def test_an_account_that_came_up_meanwhile_is_not_doubled_nor_taken_over(
    google: Provider, make_user: Callable[..., User]
) -> None:
    client, other = Client(), Client()
    sign_in(client, google)
    sign_in(other, google)
    form = {"account_type": "TEACHER", "full_name": "Ada"}
    client.post("/sign-in/google/", form)
    assert other.post("/sign-in/google/", form)["Location"] == "/dashboard/"
    assert User.objects.count() == 1 and is_in(other)
    late = Client()
    sign_in(late, google, sub="late", email="late@example.org")
    make_user("squatter", email="late@example.org", verified=False)
    refused = late.post("/sign-in/google/", form)
    assert refused.status_code == 403 and "nobody has confirmed yet" in words(refused)
    assert not is_in(late)


@pytest.mark.parametrize(
    ("address", "username"),
    [
        ("ada.lovelace@example.org", "ada.lovelace"),
        ("ada+tag@example.org", "ada2"),
        ("ADA@example.org", "ADA2"),
        ("zoë.å@example.org", "zoe.a"),
        ("李雷@example.org", "user"),
        ("x@example.org", "user-x"),
        ("_.-a@example.org", "user-a"),
        ("a" * 60 + "@example.org", "a" * 44),
    ],
)
def test_the_user_name_comes_from_the_address_and_is_free(ada: User, address: str, username: str) -> None:
    person = Person(subject="1", email=address, email_verified=True, name="Somebody")
    assert free_username(person) == username
    if len(address) <= 60 and address.isascii() and address.lower() != ada.email:
        made = make_account(person=person, full_name="Somebody", account_type="STUDENT")
        assert made.username == username


def test_nobody_is_made_for_an_address_that_is_not_proven() -> None:
    person = Person(subject="1", email="x@example.org", email_verified=False, name="Somebody")
    with pytest.raises(Denied):
        make_account(person=person, full_name="Somebody", account_type="STUDENT")
