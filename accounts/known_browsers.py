"""Browsers that an account was signed in with before: a signed cookie that a stranger cannot show.

Strangers who guess share one counter of failures; a known browser has its own, so that nobody can lock the owner out
of it (OWASP: Slow Down Online Guessing Attacks with Device Cookies). The cookie opens nothing by itself.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from accounts.throttle import client_network

COOKIE = f"{settings.COOKIE_PREFIX}device"
SALT = "accounts.known-browser"
LIFETIME = timedelta(days=365)
MOST = (
    8  # accounts that one browser is remembered for; a computer in a classroom has more, the last ones count
)


@dataclass(frozen=True)
class Client:
    """Who tries a password: from which network, and which accounts their browser has shown a good one for."""

    network: str = ""
    browsers: list[tuple[int, int, str]] = field(
        default_factory=list
    )  # (user, their token version, the browser's id)

    def source(self, user: User) -> str:
        """What the failures of this browser are counted under if `user` signed in with it before, else ""."""
        for pk, version, browser in self.browsers:
            if (pk, version) == (user.pk, user.token_version):
                return f"device:{hashlib.sha256(browser.encode()).hexdigest()[:40]}"
        return ""


def client_of(request: HttpRequest) -> Client:
    return Client(client_network(request), _read(request.COOKIES.get(COOKIE, "")))


def browser_cookie(request: HttpRequest, user: User) -> str:
    """The cookie's new value, once `user` has proven on this browser who they are.

    It is good until the account ends all its sessions (then its token version is another).
    """
    known = client_of(request).browsers
    browser = next((entry[2] for entry in known if entry[:2] == (user.pk, user.token_version)), "")
    others = [entry for entry in known if entry[0] != user.pk]
    mine = (user.pk, user.token_version, browser or secrets.token_urlsafe(16))
    return signing.dumps([mine, *others][:MOST], salt=SALT)


def set_browser_cookie(response: HttpResponseBase, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(value: str) -> list[tuple[int, int, str]]:
    try:
        found: Any = signing.loads(value, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return []
    return [(pk, version, browser) for pk, version, browser in found]
