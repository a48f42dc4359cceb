"""Where a browser goes after the first step of signing in: on with its cookies, or to the page that asks for a code."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.cookies import set_session_cookies
from accounts.sessions import TokenPair
from accounts.two_factor.challenges import LIFETIME, Challenge

CHALLENGE_COOKIE = f"{settings.COOKIE_PREFIX}two-factor"


def go_on(result: TokenPair | Challenge, *, target: str) -> HttpResponseRedirect:
    """`target` is a path of this site; it waits behind the second step where there is one."""
    if isinstance(result, TokenPair):
        response = HttpResponseRedirect(target)
        set_session_cookies(response, result)
        return response
    response = HttpResponseRedirect(f"{reverse('two-factor')}?{urlencode({'next': target})}")
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(CHALLENGE_COOKIE, result.token, max_age=seconds, **_attributes())
    return response


def challenge_cookie(request: HttpRequest) -> str:
    return request.COOKIES.get(CHALLENGE_COOKIE, "")


def clear_challenge(response: HttpResponseBase) -> None:
    # Not delete_cookie(): a browser only takes a `__Host-` cookie, even an empty one, with Secure and Path=/.
    response.set_cookie(
        CHALLENGE_COOKIE, "", max_age=0, expires="Thu, 01 Jan 1970 00:00:00 GMT", **_attributes()
    )


def _attributes() -> dict[str, Any]:
    return {"path": "/", "secure": settings.SECURE, "httponly": True, "samesite": "Lax"}
