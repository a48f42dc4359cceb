"""Every response carries the security headers, whatever made it: a page, REST, a file, an error, a refusal."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import ROLE_ADMIN

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
pytestmark = pytest.mark.django_db


def paths(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """A path for each pattern, with something in the place of its parameters."""
    for pattern in resolver.url_patterns:
        path = prefix + filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from paths(pattern, path)
        else:
            assert isinstance(pattern, URLPattern)
            yield path


def filled(pattern: str) -> str:
    """A route or an expression with sample values: the first of several words, else `1`."""
    pattern = re.sub(r"\(\?P<\w+>([\w.|]+\|[\w.|]+)\)", lambda match: match[1].split("|")[0], pattern)
    pattern = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "1", pattern)
    return re.sub(r"[\^$\\]|\.\*", "", pattern).replace("?", "")


PATHS = sorted(set(paths(get_resolver())))


def missing(response: Any) -> list[str]:
    """What is wrong with the headers of a response."""
    wrong = [name for name, value in EVERYWHERE.items() if response.headers.get(name) != value]
    wrong += [
        name for name in ("Permissions-Policy", "Content-Security-Policy") if name not in response.headers
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    wrong += [word for word in ("unsafe-eval", "script-src 'self' 'unsafe-inline'", "*") if word in policy]
    wrong += [part for part in DIRECTIVES if part not in policy]
    return wrong


DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self';",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    "report-uri /csp-report/",
)


def test_the_walk_sees_every_kind_of_path() -> None:
    for path in (
        "/",
        "/api/auth/login",
        "/api/1",
        "/actuator/health",
        "/admin/login/",
        "/admin/rooms/room/",
        "/rooms/1/",
    ):
        assert path in PATHS, f"{path} not in {PATHS}"


@pytest.mark.parametrize("path", PATHS)
def test_every_path_carries_them(path: str) -> None:
    client = Client(raise_request_exception=False)
    for answer in (client.get(path), client.post(path, "{}", content_type="application/json")):
        assert not missing(answer), f"{answer.status_code} of {path}"


def test_the_administrations_pages_carry_them(make_user) -> None:
    boss = make_user("boss")
    boss.give_roles(ROLE_ADMIN)
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    for path in PATHS:
        if path.startswith("/admin/"):
            assert not missing(client.get(path)), path


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/at/all/", 404), ("/static/js/theme.js", 200), ("/static/none.js", 404)]
)
def test_files_and_what_is_not_there_carry_them(path: str, status: int) -> None:
    with closing(Client().get(path)) as answer:
        assert answer.status_code == status
        assert not missing(answer)


def test_a_refused_host_carries_them() -> None:
    answer = Client().get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert not missing(answer)


def test_an_error_carries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: Any, **kwargs: Any) -> HttpResponse:
        raise RuntimeError("broken")

    monkeypatch.setattr("fusemeet.pages.render", breaks)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert not missing(answer)


def test_on_https_browsers_are_told_to_stay_there(settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    redirect = Client().get("/")
    assert redirect.status_code == 301
    assert not missing(redirect)


def test_only_public_files_are_kept_by_caches(make_user, api) -> None:
    assert Client().get("/").headers["Cache-Control"] == "no-store"
    assert api(make_user("ada")).get("/api/auth/profile").headers["Cache-Control"] == "no-store"
    with closing(Client().get("/static/js/theme.js")) as file:
        assert "no-store" not in file.headers.get("Cache-Control", "")
