"""Who is asking: the same person on pages and REST, CSRF where a cookie speaks, a fresh pair where one ran out."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE, clear_session_cookies, set_session_cookies
from accounts.decorators import safe_next, sign_in_required
from accounts.models import ROLE_ADMIN, User, UserSession
from accounts.sessions import TokenPair, end_session, read_access
from tests.accounts.conftest import HTML, browser, csrf
from tests.accounts.test_tokens import NOW, ours
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PROFILE = {"fullName": "Ada King"}


def put_profile(client: Client, **extra: Any) -> Any:
    return client.put("/api/auth/profile", PROFILE, content_type="application/json", **extra)


def test_page_and_rest_know_the_same_person_by_the_cookie(pair: TokenPair) -> None:
    client = browser(pair)
    assert client.get("/api/auth/check").json()["username"] == "ada"
    page = client.get("/profile/", **HTML)
    assert page.status_code == 200
    assert page.context["user"].username == "ada"


def test_a_bearer_token_needs_no_csrf_token(pair: TokenPair) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    assert put_profile(client).status_code == 200


def test_a_cookie_request_that_changes_something_needs_a_csrf_token(pair: TokenPair, ada: User) -> None:
    client = browser(pair)
    refused = put_profile(client)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    ada.refresh_from_db()
    assert ada.full_name == "Ada Lovelace"
    assert put_profile(client, headers=csrf(client)).status_code == 200


def test_a_csrf_token_from_elsewhere_is_refused(pair: TokenPair) -> None:
    client = browser(pair)
    csrf(client)
    assert put_profile(client, headers={"X-CSRFToken": "a" * 64}).status_code == 403


def test_a_foreign_origin_is_refused_even_with_the_csrf_token(pair: TokenPair) -> None:
    client = browser(pair)
    headers = csrf(client) | {"Origin": "https://evil.example"}
    assert put_profile(client, headers=headers).status_code == 403


def test_reading_by_cookie_needs_no_csrf_token(pair: TokenPair) -> None:
    assert browser(pair).get("/api/auth/profile").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_a_foreign_form_could_send_is_refused(pair: TokenPair, kind: str) -> None:
    client = browser(pair)
    response = client.generic(
        "PUT", "/api/auth/profile", '{"fullName": "x"}', content_type=kind, headers=csrf(client)
    )
    assert response.status_code == 415


def test_a_bad_cookie_does_not_shut_public_doors() -> None:
    client = browser()
    client.cookies[ACCESS_COOKIE] = "nonsense"
    assert client.get("/sign-in/", **HTML).status_code == 200
    answer = client.get("/api/auth/check")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer nonsense"])
def test_a_malformed_bearer_header_is_401(header: str, pair: TokenPair) -> None:
    client = browser(pair)
    answer = client.get("/api/auth/profile", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def run_out(client: Client) -> None:
    """The browser has dropped the expired access cookie and still has the refresh cookie."""
    client.cookies[ACCESS_COOKIE] = ""


def test_a_page_whose_access_ran_out_rotates(pair: TokenPair) -> None:
    client = browser(pair)
    run_out(client)
    response = client.get("/profile/", **HTML)
    assert response.status_code == 200
    assert response.context["user"].username == "ada"
    assert read_access(client.cookies[ACCESS_COOKIE].value).session_id == pair.session_id
    assert client.cookies[REFRESH_COOKIE].value != pair.refresh
    assert UserSession.objects.get().counter == 1


def test_an_access_cookie_past_its_time_rotates_too(pair: TokenPair) -> None:
    client = browser(pair)
    client.cookies[ACCESS_COOKIE] = ours(pair, exp=NOW - 100)
    assert client.get("/profile/", **HTML).status_code == 200
    assert UserSession.objects.get().counter == 1


def test_a_good_access_cookie_does_not_rotate(pair: TokenPair) -> None:
    client = browser(pair)
    client.get("/profile/", **HTML)
    assert UserSession.objects.get().counter == 0


@pytest.mark.parametrize(
    ("path", "accept"), [("/api/auth/check", "text/html"), ("/profile/", "application/json")]
)
def test_only_pages_rotate(pair: TokenPair, path: str, accept: str) -> None:
    client = browser(pair)
    run_out(client)
    client.get(path, HTTP_ACCEPT=accept)
    assert UserSession.objects.get().counter == 0


def test_a_refresh_cookie_that_is_over_is_taken_away(pair: TokenPair) -> None:
    end_session(session_id=pair.session_id)
    client = browser(pair)
    run_out(client)
    response = client.get("/profile/", **HTML)
    assert response.status_code == 302
    assert response.cookies[REFRESH_COOKIE].value == ""
    assert response.cookies[REFRESH_COOKIE]["max-age"] == 0


def test_a_replayed_refresh_cookie_signs_the_family_out(pair: TokenPair) -> None:
    thief = browser(pair)
    owner = browser(pair)
    run_out(owner)
    owner.get("/profile/", **HTML)
    session = UserSession.objects.get()
    UserSession.objects.update(rotated_at=session.rotated_at - timedelta(seconds=11))
    run_out(thief)
    assert thief.get("/profile/", **HTML).status_code == 302
    assert owner.get("/profile/", **HTML).status_code == 302


def test_a_visitor_is_sent_to_sign_in_and_back() -> None:
    response = browser().get("/profile/?tab=1", **HTML)
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=%2Fprofile%2F%3Ftab%3D1"


def test_after_a_form_that_cannot_be_repeated_there_is_no_way_back(rf: RequestFactory) -> None:
    request = rf.post("/rooms/new/")
    request.user = AnonymousUser()
    view = sign_in_required(lambda _: HttpResponse("secret"))
    assert view(request)["Location"] == "/sign-in/"
    request = rf.get("/dashboard/", headers={"HX-Request": "true"})
    request.user = AnonymousUser()
    answer = view(request)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=%2Fdashboard%2F")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil",
        "\t//evil.example",
        "",
    ],
)
def test_next_never_leads_off_the_site(rf: RequestFactory, wanted: str) -> None:
    assert safe_next(rf.get("/sign-in/", {"next": wanted})) == reverse("dashboard")


def test_next_leads_to_a_page_of_the_site(rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/sign-in/", {"next": "/rooms/abc-defg-hij/?invite=x"})
    assert safe_next(request) == "/rooms/abc-defg-hij/?invite=x"


def test_the_admin_site_keeps_its_own_session(pair: TokenPair, ada: User) -> None:
    ada.give_roles(ROLE_ADMIN)
    assert browser(pair).get("/admin/", **HTML).status_code == 302, "the token is not good there"
    client = Client()
    client.force_login(ada)
    assert client.get("/admin/", **HTML).status_code == 200
    assert client.get("/profile/", **HTML).status_code == 302, "and its session is not good here"


def test_cookies_are_http_only_lax_and_of_the_whole_site(ada: User) -> None:
    response = browser().post(
        "/api/auth/login", {"usernameOrEmail": "ada", "password": PASSWORD}, content_type="application/json"
    )
    for name, days in ((ACCESS_COOKIE, 1), (REFRESH_COOKIE, 7)):
        cookie = response.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert cookie["domain"] == ""
        assert abs(cookie["max-age"] - days * 86_400) < 5
        assert bool(cookie["secure"]) is settings.SECURE


def test_on_https_the_cookies_are_host_bound_and_secure(pair: TokenPair, settings: Any) -> None:
    settings.SECURE = True
    for write in (lambda answer: set_session_cookies(answer, pair), clear_session_cookies):
        response = HttpResponse()
        write(response)
        for name in (ACCESS_COOKIE, REFRESH_COOKIE):
            assert response.cookies[name]["secure"]
            assert response.cookies[name]["path"] == "/"
