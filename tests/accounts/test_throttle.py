"""No door may be tried without end, by whatever address, and never because the counter is away."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts import throttle
from accounts.models import ROLE_ADMIN, User
from accounts.throttle import client_address, client_network, count_or_refuse, take_back
from fusemeet.errors import TooMany, Unavailable
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {scope: [(3, 3600)] for scope in throttle.LIMITS} | {"verification-address": [(2, 3600)]}
    small["sign-in-any"] = [(8, 3600)]
    monkeypatch.setattr(throttle, "LIMITS", small)


def login(identifier: str = "nobody", password: str = "wrong", **extra: Any) -> Any:  # noqa: S107
    return APIClient().post(
        "/api/auth/login", {"usernameOrEmail": identifier, "password": password}, format="json", **extra
    )


def test_too_many_failed_sign_ins_are_429_with_the_time_to_wait(ada: User) -> None:
    assert [login().status_code for _ in range(3)] == [401] * 3
    refused = login("ada", PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 0 < int(refused["Retry-After"]) <= 3600


def test_good_sign_ins_of_a_whole_class_are_not_counted(ada: User) -> None:
    assert [login("ada", PASSWORD).status_code for _ in range(6)] == [200] * 6


def test_but_no_network_signs_in_without_end(ada: User) -> None:
    codes = [login("ada", PASSWORD).status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]
    assert login("ada", PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_another_network_is_counted_by_itself() -> None:
    for _ in range(4):
        login()
    assert login(REMOTE_ADDR="192.0.2.7").status_code == 401


def test_addresses_within_one_ipv6_network_count_together() -> None:
    codes = [login(REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(1, 5)]
    assert codes == [401, 401, 401, 429]
    assert login(REMOTE_ADDR="2001:db8:1:3::1").status_code == 401


def test_an_invented_forwarding_header_changes_nothing() -> None:
    codes = [login(HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code for n in range(4)]
    assert codes[-1] == 429


def test_behind_proxies_the_address_is_taken_from_the_right(rf: RequestFactory, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 2
    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.9, 10.0.0.1", REMOTE_ADDR="10.0.0.2")
    assert client_address(request) == "198.51.100.9"
    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6", REMOTE_ADDR="10.0.0.2")
    assert client_address(request) == "10.0.0.2", "a request that came past the proxies"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_networks(rf: RequestFactory, address: str, network: str) -> None:
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/register", "/api/auth/resend-verification"])
def test_without_the_counter_the_door_is_shut(path: str) -> None:
    body = {
        "usernameOrEmail": "ada",
        "username": "ada",
        "password": PASSWORD,
        "email": "new@example.org",
        "fullName": "Ada",
        "accountType": "STUDENT",
    }
    with patch.object(caches["strict"], "incr", side_effect=ConnectionError("away")):
        answer = APIClient().post(path, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer["Retry-After"]
    assert not User.objects.exists()


def test_the_sign_in_page_says_so_too() -> None:
    form = {"identifier": "ada", "password": "wrong"}
    pages = [Client().post("/sign-in/", form) for _ in range(4)]
    assert [page.status_code for page in pages] == [200, 200, 200, 429]
    assert pages[-1]["Retry-After"]
    assert b"Too many tries" in pages[-1].content


def test_the_admin_site_counts_by_the_same_counter(ada: User) -> None:
    ada.give_roles(ROLE_ADMIN)
    path, good = "/admin/login/?next=/admin/", {"username": "ada", "password": PASSWORD}
    for _ in range(3):
        login()
    assert Client().post(path, good).status_code == 200, "not let in"
    assert Client(REMOTE_ADDR="192.0.2.7").post(path, good).status_code == 302


def test_an_address_is_mailed_only_so_often_whoever_asks() -> None:
    ask = [
        APIClient().post(
            "/api/auth/resend-verification", {"email": email}, format="json", REMOTE_ADDR=f"192.0.2.{n}"
        )
        for n, email in enumerate(["x@example.org", "X@example.org", "x@EXAMPLE.org"])
    ]
    assert [answer.status_code for answer in ask] == [200, 200, 429]


def test_registration_is_limited() -> None:
    def register(n: int) -> int:
        body = {"email": "no", "username": "a", "password": "x", "fullName": "A", "accountType": "STUDENT"}
        body |= {"email": f"p{n}@example.org", "username": f"person{n}", "password": "1"}
        return APIClient().post("/api/auth/register", body, format="json").status_code

    assert [register(n) for n in range(4)] == [400, 400, 400, 429]


def test_a_name_may_be_tried_as_often_as_locks_an_account(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.undo()
    settings.LOGIN_FAILURES_BEFORE_LOCK, settings.LOGIN_LOCK = 8, timedelta(minutes=1)
    assert throttle.limits_of("sign-in-name") == [(8, 60)]
    settings.RATE_LIMITS = {"sign-in-name": [(3, 30)]}
    assert throttle.limits_of("sign-in-name") == [(3, 30)]


def test_what_is_taken_back_is_not_counted() -> None:
    for _ in range(5):
        count_or_refuse("sign-in", "here")
        take_back("sign-in", "here")
    for _ in range(3):
        count_or_refuse("sign-in", "here")
    with pytest.raises(TooMany):
        count_or_refuse("sign-in", "here")


def test_taking_back_survives_a_counter_that_is_away() -> None:
    with patch.object(caches["strict"], "decr", side_effect=ConnectionError("away")):
        take_back("sign-in", "here")
    with (
        patch.object(caches["strict"], "add", side_effect=ConnectionError("away")),
        pytest.raises(Unavailable),
    ):
        count_or_refuse("sign-in", "here")
