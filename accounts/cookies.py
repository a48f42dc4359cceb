"""The two cookies that carry a signed-in person's tokens in a browser."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.known_browsers import set_browser_cookie
from accounts.sessions import TokenPair

ACCESS_COOKIE = f"{settings.COOKIE_PREFIX}access"
REFRESH_COOKIE = f"{settings.COOKIE_PREFIX}refresh"


def access_cookie(request: HttpRequest) -> str:
    return request.COOKIES.get(ACCESS_COOKIE, "")


def refresh_cookie(request: HttpRequest) -> str:
    return request.COOKIES.get(REFRESH_COOKIE, "")


def set_session_cookies(response: HttpResponseBase, pair: TokenPair) -> None:
    _set(response, ACCESS_COOKIE, pair.access, pair.access_expires)
    _set(response, REFRESH_COOKIE, pair.refresh, pair.refresh_expires)
    if pair.browser:
        set_browser_cookie(response, pair.browser)


def clear_session_cookies(response: HttpResponseBase) -> None:
    # Not delete_cookie(): a browser only takes a `__Host-` cookie, even an empty one, with Secure and Path=/.
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        response.set_cookie(
            name, "", max_age=0, expires="Thu, 01 Jan 1970 00:00:00 GMT", **cookie_attributes()
        )


def _set(response: HttpResponseBase, name: str, value: str, expires: datetime) -> None:
    seconds = max(0, int((expires - timezone.now()).total_seconds()))
    response.set_cookie(name, value, max_age=seconds, **cookie_attributes())


def cookie_attributes() -> dict[str, Any]:
    return {"path": "/", "secure": settings.SECURE, "httponly": True, "samesite": "Lax"}
