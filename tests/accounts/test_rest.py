"""The REST paths under /api/auth/: exact keys, each rule's success and refusal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.models import User, UserSession
from accounts.sessions import TokenPair
from tests.accounts.conftest import browser, csrf
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {
    "email": "Grace@Example.org",
    "username": "grace.h",
    "password": "a long enough secret",
    "fullName": "Grace Hopper",
    "accountType": "INTERVIEWER",
}
AUTH_KEYS = {"accessToken", "refreshToken", "tokenType", "expiresIn", "user"}
PROFILE_KEYS = {
    "id",
    "username",
    "email",
    "fullName",
    "phoneNumber",
    "accountType",
    "profileImageUrl",
    "emailVerified",
    "pendingEmail",
    "roles",
    "createdAt",
    "lastLogin",
}


def post(path: str, body: dict[str, Any], client: APIClient | None = None) -> Any:
    return (client or APIClient()).post(f"/api/auth/{path}", body, format="json")


def bearer(pair: TokenPair) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    return client


# --- register ------------------------------------------------------------------------------------------------------


def test_registering_answers_with_tokens_and_an_unverified_person() -> None:
    answer = post("register", NEW)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == AUTH_KEYS
    assert set(body["user"]) == PROFILE_KEYS
    assert (body["tokenType"], body["expiresIn"]) == ("Bearer", 86_400)
    assert (body["user"]["username"], body["user"]["email"]) == ("grace.h", "Grace@example.org")
    assert body["user"]["emailVerified"] is False
    assert body["user"]["createdAt"].endswith("Z")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {body['accessToken']}")
    assert client.get("/api/auth/check").json()["id"] == body["user"]["id"] == str(User.objects.get().pk)


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("INTERVIEWER", ["ROLE_INTERVIEWER", "ROLE_USER"]),
        ("TEACHER", ["ROLE_INTERVIEWER", "ROLE_USER"]),
        ("CANDIDATE", ["ROLE_USER"]),
        ("STUDENT", ["ROLE_USER"]),
    ],
)
def test_interviewers_and_teachers_may_open_rooms(kind: str, roles: list[str]) -> None:
    assert post("register", NEW | {"accountType": kind}).json()["user"]["roles"] == roles


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", f"{'a' * 60}@{'b' * 60}.org"),
        ("username", "ab"),
        ("username", "-abc"),
        ("username", "a@b.org"),
        ("username", "ädä"),
        ("username", "with space"),
        ("username", "a" * 51),
        ("username", "abc\n"),
        ("password", "short1!"),
        ("password", "password"),
        ("password", "1029384756"),
        ("password", "grace.hopper"),
        ("password", "x" * 129),
        ("fullName", ""),
        ("fullName", "   "),
        ("fullName", "..."),
        ("fullName", "x" * 65),
        ("fullName", "evil\u202eman"),
        ("fullName", "zero\u200bwidth"),
        ("fullName", "a\u0007bell"),
        ("accountType", "ADMIN"),
        ("accountType", None),
    ],
)
def test_a_bad_value_is_refused_under_its_field(field: str, value: Any) -> None:
    bad = NEW | {field: value}
    answer = post("register", bad)
    if field == "username" and value == "abc\n":  # trimmed, and good then
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"success", "code", "message", "errors"}
    assert (body["success"], body["code"]) == (False, "invalid")
    assert list(body["errors"]) == [field]
    assert body["errors"][field]
    assert not User.objects.exists()


@pytest.mark.parametrize("missing", NEW)
def test_nothing_may_be_missing(missing: str) -> None:
    answer = post("register", {name: value for name, value in NEW.items() if name != missing})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [missing])


@pytest.mark.parametrize("name", ["Zoë Ångström", "李雷", "O'Brien-Smith Jr.", "نگار\u200cسادات", "Ada 🦊"])
def test_names_of_the_world_are_welcome(name: str) -> None:
    assert post("register", NEW | {"fullName": name}).json()["user"]["fullName"] == name


def test_a_name_is_stored_composed_and_with_single_spaces() -> None:
    assert post("register", NEW | {"fullName": " Zoe\u0308   B "}).json()["user"]["fullName"] == "Zo\u00eb B"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "other@example.org"}, "username_taken"),
        ({"email": "other@example.org", "username": "GRACE.H"}, "username_taken"),
        ({"username": "other"}, "email_taken"),
        ({"username": "other", "email": "GRACE@example.ORG"}, "email_taken"),
    ],
)
def test_a_taken_name_or_address_is_409_in_any_case(change: dict[str, str], code: str) -> None:
    post("register", NEW)
    answer = post("register", NEW | change)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert User.objects.count() == 1


def test_whoever_is_slower_by_a_moment_gets_409_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts import services

    post("register", NEW)
    real, asked = services._taken, []

    def first_look_finds_nothing(user: User) -> Any:
        asked.append(user)
        return None if len(asked) == 1 else real(user)

    monkeypatch.setattr(services, "_taken", first_look_finds_nothing)
    answer = post("register", NEW | {"email": "other@example.org"})
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


def test_extra_keys_give_nothing() -> None:
    extra = {"is_superuser": True, "emailVerified": True, "email_verified": True, "roles": ["ROLE_ADMIN"]}
    body = post("register", NEW | extra).json()
    assert body["user"]["emailVerified"] is False
    assert "ROLE_ADMIN" not in body["user"]["roles"]
    assert not User.objects.get().is_superuser


def test_the_password_is_kept_as_argon2id() -> None:
    post("register", NEW)
    assert User.objects.get().password.startswith("argon2$argon2id$")


# --- login, check, logout --------------------------------------------------------------------------------------------


def test_login_answers_with_tokens_and_sets_both_cookies(ada: User) -> None:
    answer = post("login", {"usernameOrEmail": "ada", "password": PASSWORD})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == AUTH_KEYS
    assert answer.cookies[ACCESS_COOKIE].value == body["accessToken"]
    assert answer.cookies[REFRESH_COOKIE].value == body["refreshToken"]
    assert answer["Cache-Control"] == "no-store"
    assert body["user"]["lastLogin"] is not None


def test_login_renews_the_csrf_token(ada: User) -> None:
    client = browser()
    before = csrf(client)["X-CSRFToken"]
    body = {"usernameOrEmail": "ada", "password": PASSWORD}
    client.post("/api/auth/login", body, content_type="application/json")
    assert client.cookies["csrftoken"].value != before


@pytest.mark.parametrize(
    "body", [{}, {"usernameOrEmail": "ada"}, {"usernameOrEmail": ["ada"], "password": {}}]
)
def test_login_without_its_fields_is_400(body: dict[str, Any]) -> None:
    answer = post("login", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_login_with_a_body_that_is_no_json_is_400() -> None:
    answer = APIClient().post("/api/auth/login", "{nope", content_type="application/json")
    assert (answer.status_code, answer.json()["success"]) == (400, False)


@pytest.mark.parametrize("path", ["check", "profile"])
def test_nobody_is_401_in_the_one_shape(path: str) -> None:
    answer = APIClient().get(f"/api/auth/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert set(answer.json()) == {"success", "code", "message"}


def test_check_answers_with_the_bare_profile(pair: TokenPair) -> None:
    answer = bearer(pair).get("/api/auth/check")
    assert (answer.status_code, set(answer.json())) == (200, PROFILE_KEYS)
    assert "csrftoken" in answer.cookies


def test_the_profile_takes_three_queries(
    pair: TokenPair, django_assert_num_queries: Callable[..., Any]
) -> None:
    client = bearer(pair)
    with django_assert_num_queries(2):
        client.get("/api/auth/profile")


def test_logout_clears_the_cookies_and_ends_the_session(pair: TokenPair) -> None:
    client = browser(pair)
    answer = client.post("/api/auth/logout", headers=csrf(client))
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        assert (answer.cookies[name].value, answer.cookies[name]["max-age"]) == ("", 0)
    assert bearer(pair).get("/api/auth/check").json()["code"] == "session_ended"
    assert post("refresh-token", {"refreshToken": pair.refresh}).json()["code"] == "session_ended"


def test_logout_by_cookie_needs_the_csrf_token(pair: TokenPair) -> None:
    assert browser(pair).post("/api/auth/logout").status_code == 403
    assert bearer(pair).get("/api/auth/check").status_code == 200


def test_logout_of_nobody_is_401() -> None:
    assert APIClient().post("/api/auth/logout").status_code == 401


# --- refresh-token ---------------------------------------------------------------------------------------------------


def test_refresh_by_body_answers_with_the_next_pair_and_sets_no_cookie(pair: TokenPair) -> None:
    answer = post("refresh-token", {"refreshToken": pair.refresh})
    assert (answer.status_code, set(answer.json())) == (200, AUTH_KEYS)
    assert answer.json()["refreshToken"] != pair.refresh
    assert ACCESS_COOKIE not in answer.cookies


def test_refresh_by_cookie_sets_both_cookies(pair: TokenPair) -> None:
    client = browser(pair)
    answer = client.generic("POST", "/api/auth/refresh-token", headers=csrf(client))
    assert answer.status_code == 200
    assert answer.cookies[REFRESH_COOKIE].value == answer.json()["refreshToken"]
    assert answer.cookies[ACCESS_COOKIE].value == answer.json()["accessToken"]


def test_refresh_by_cookie_needs_the_csrf_token(pair: TokenPair) -> None:
    assert browser(pair).generic("POST", "/api/auth/refresh-token").status_code == 403
    assert UserSession.objects.get().counter == 0


def test_refresh_without_a_token_is_401() -> None:
    answer = post("refresh-token", {})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_refresh_by_a_cookie_that_is_over_takes_it_away(pair: TokenPair) -> None:
    UserSession.objects.update(revoked_at=timezone.now())
    client = browser(pair)
    answer = client.generic("POST", "/api/auth/refresh-token", headers=csrf(client))
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert answer.cookies[REFRESH_COOKIE].value == ""


# --- profile ---------------------------------------------------------------------------------------------------------


def put(client: APIClient, body: dict[str, Any]) -> Any:
    return client.put("/api/auth/profile", body, format="json")


def test_a_profile_can_be_changed(pair: TokenPair) -> None:
    answer = put(
        bearer(pair), {"fullName": "Ada King", "phoneNumber": "+44 20 7946 0000", "username": "ada2"}
    )
    body = answer.json()
    assert (answer.status_code, set(body)) == (200, PROFILE_KEYS)
    assert (body["fullName"], body["phoneNumber"], body["username"]) == (
        "Ada King",
        "+44 20 7946 0000",
        "ada2",
    )


@pytest.mark.parametrize("gone", [None, ""])
def test_a_phone_number_can_be_taken_away(pair: TokenPair, gone: str | None) -> None:
    client = bearer(pair)
    put(client, {"fullName": "Ada", "phoneNumber": "+44 20 7946 0000"})
    assert put(client, {"fullName": "Ada"}).json()["phoneNumber"] == "+44 20 7946 0000"
    assert put(client, {"fullName": "Ada", "phoneNumber": gone}).json()["phoneNumber"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "fullName"),
        ({"fullName": ""}, "fullName"),
        ({"fullName": "a\u202eb"}, "fullName"),
        ({"fullName": "Ada", "phoneNumber": "call me"}, "phoneNumber"),
        ({"fullName": "Ada", "phoneNumber": "1" * 21}, "phoneNumber"),
        ({"fullName": "Ada", "username": "a@b"}, "username"),
        ({"fullName": "Ada", "username": ""}, "username"),
    ],
)
def test_a_bad_profile_is_refused_and_changes_nothing(
    pair: TokenPair, body: dict[str, Any], field: str
) -> None:
    answer = put(bearer(pair), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    stored = User.objects.get()
    assert (stored.full_name, stored.username, stored.last_username_change_at) == (
        "Ada Lovelace",
        "ada",
        None,
    )


def test_a_user_name_changes_once_in_thirty_days(pair: TokenPair) -> None:
    client = bearer(pair)
    assert put(client, {"fullName": "Ada", "username": "ada2"}).status_code == 200
    again = put(client, {"fullName": "Other", "username": "ada3"})
    assert (again.status_code, again.json()["code"]) == (409, "username_changed_recently")
    assert User.objects.get().full_name == "Ada", "all or nothing"
    assert put(client, {"fullName": "Other", "username": "ada2"}).status_code == 200, "the same is no change"
    User.objects.update(last_username_change_at=timezone.now() - timedelta(days=30, seconds=1))
    assert put(client, {"fullName": "Other", "username": "ada3"}).json()["username"] == "ada3"


def test_a_user_name_of_somebody_else_is_409(pair: TokenPair, make_user: Callable[..., User]) -> None:
    make_user("cai")
    answer = put(bearer(pair), {"fullName": "Ada", "username": "CAI"})
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


def test_ones_own_user_name_in_another_case_is_ones_own(pair: TokenPair) -> None:
    assert put(bearer(pair), {"fullName": "Ada", "username": "Ada"}).json()["username"] == "Ada"


def test_a_profile_gives_no_rights(pair: TokenPair) -> None:
    extra = {
        "roles": ["ROLE_ADMIN"],
        "is_superuser": True,
        "email": "x@y.org",
        "emailVerified": False,
        "id": "9",
    }
    body = put(bearer(pair), {"fullName": "Ada"} | extra).json()
    assert body["email"] == "ada@example.org"
    assert body["emailVerified"] is True
    assert body["roles"] == ["ROLE_INTERVIEWER", "ROLE_USER"]
    assert not User.objects.get().is_superuser
