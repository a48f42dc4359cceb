"""A network's count is not escaped by other addresses of it, by invented headers, or by leaving cookies away."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.throttle import require_known_scopes
from fusemeet import env
from fusemeet.network import network_of

PATH = "/api/auth/login"
PROXY = "10.0.0.9"
# What a client may invent; `{n}` is another one each time.
INVENTED = {
    "one address": {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}"},
    "a list": {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}, 203.0.113.{n}"},
    "IPv6": {"HTTP_X_FORWARDED_FOR": "2001:db8:{n}::1"},
    "mapped": {"HTTP_X_FORWARDED_FOR": "::ffff:198.51.100.{n}"},
    "with a port": {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}:4444"},
    "in quotes": {"HTTP_X_FORWARDED_FOR": '"198.51.100.{n}"'},
    "many commas": {"HTTP_X_FORWARDED_FOR": ",,198.51.100.{n},,"},
    "no address": {"HTTP_X_FORWARDED_FOR": "unknown-{n}"},
    "RFC 7239": {"HTTP_FORWARDED": "for=198.51.100.{n};proto=https"},
    "other headers": {
        "HTTP_X_REAL_IP": "198.51.100.{n}",
        "HTTP_CLIENT_IP": "198.51.100.{n}",
        "HTTP_TRUE_CLIENT_IP": "198.51.100.{n}",
        "HTTP_CF_CONNECTING_IP": "198.51.100.{n}",
        "HTTP_X_CLIENT_IP": "198.51.100.{n}",
    },
}


@pytest.fixture(autouse=True)
def _three_an_hour(settings: Any) -> None:
    settings.RATE_LIMITS = {"sign-in": [(3, 3600)]}


def login(number: int, **extra: Any) -> Response:
    body = {"usernameOrEmail": f"nobody{number}", "password": "wrong"}
    return APIClient().post(PATH, body, format="json", **extra)


@pytest.mark.django_db
@pytest.mark.parametrize("form", INVENTED)
def test_invented_headers_are_not_believed_without_a_proxy(form: str) -> None:
    codes = [
        login(n, **{name: value.format(n=n) for name, value in INVENTED[form].items()}).status_code
        for n in range(1, 5)
    ]
    assert codes == [401, 401, 401, 429]


@pytest.mark.django_db
@pytest.mark.parametrize("form", INVENTED)
def test_behind_a_proxy_only_what_it_added_itself_is_believed(form: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1

    def through_the_proxy(number: int, client: str) -> int:
        sent = {name: value.format(n=number) for name, value in INVENTED[form].items()}
        before = sent.get("HTTP_X_FORWARDED_FOR", "")
        sent["HTTP_X_FORWARDED_FOR"] = f"{before}, {client}" if before else client
        return login(number, REMOTE_ADDR=PROXY, **sent).status_code

    assert [through_the_proxy(n, "192.0.2.1") for n in range(1, 5)] == [401, 401, 401, 429]
    assert through_the_proxy(5, "192.0.2.2") == 401, "somebody else behind the same proxy"


@pytest.mark.django_db
def test_another_port_or_address_of_one_network_is_no_other_client(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    same = ["192.0.2.1:1001", "192.0.2.1:1002", "::ffff:192.0.2.1", "192.0.2.1"]
    assert [login(n, HTTP_X_FORWARDED_FOR=address).status_code for n, address in enumerate(same)][-1] == 429
    same = ["2001:db8::1", "[2001:db8::2]:443", "2001:0DB8:0:0:ffff::3", "2001:db8::ffff:1"]
    assert [login(n, HTTP_X_FORWARDED_FOR=address).status_code for n, address in enumerate(same)][-1] == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1:443", "192.0.2.1"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2002:c000:201::1", "192.0.2.1"),
        ("2001:DB8:0:0::5", "2001:db8::/64"),
        ("192.0.2.1:x", "192.0.2.1:x"),
    ],
)
def test_one_network_has_one_name(address: str, network: str) -> None:
    assert network_of(address) == network


def test_limits_are_read_from_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMITS", "sign-in=60/60+600/3600, register=1/600")
    assert env.rates("RATE_LIMITS") == {"sign-in": [(60, 60), (600, 3600)], "register": [(1, 600)]}


@pytest.mark.parametrize(
    "value", ["sign-in", "sign-in=", "sign-in=5", "sign-in=0/60", "sign-in=5/60+", "=5/x"]
)
def test_a_slip_in_that_setting_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("RATE_LIMITS", value)
    with pytest.raises(ImproperlyConfigured, match="RATE_LIMITS"):
        env.rates("RATE_LIMITS")


def test_a_limit_that_there_is_not_stops_the_start(settings: Any) -> None:
    require_known_scopes()
    settings.RATE_LIMITS = {"signin": [(1, 60)]}
    with pytest.raises(ImproperlyConfigured, match="signin"):
        require_known_scopes()
