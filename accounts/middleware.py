"""`request.user` from the access cookie, and a fresh pair of tokens for a page whose access token has run out."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from accounts.authentication import signed_in
from accounts.cookies import (
    ACCESS_COOKIE,
    access_cookie,
    clear_session_cookies,
    refresh_cookie,
    set_session_cookies,
)
from accounts.models import User
from accounts.sessions import SignedIn, TokenPair, rotate_session
from accounts.tokens import decode_access
from fusemeet.errors import NotSignedIn

ADMIN = f"/{settings.ADMIN_PATH}"
NO_PAGES = ("/api/", "/ws/", "/static/", "/actuator/", "/pictures/")


class TokenMiddleware(MiddlewareMixin):
    """Everywhere but on the admin site, which keeps Django's own session, the access cookie says who asks."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(ADMIN):
            return
        if _is_page_read(request) and refresh_cookie(request) and _has_run_out(access_cookie(request)):
            _rotate(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not hasattr(request, "_rotated"):
            return response
        pair: TokenPair | None = request._rotated
        # A view that set the cookies itself (somebody signed in or out meanwhile) knows better.
        if ACCESS_COOKIE not in response.cookies:
            if pair:
                set_session_cookies(response, pair)
            else:
                clear_session_cookies(response)
        patch_vary_headers(response, ["Cookie"])
        return response


def _user(request: HttpRequest) -> User | AnonymousUser:
    found = signed_in(request)
    return found.user if found else AnonymousUser()


def _is_page_read(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not request.path.startswith(NO_PAGES)
        and "text/html" in request.headers.get("Accept", "")
    )


def _has_run_out(token: str) -> bool:
    """Whether an access token is gone (browsers drop an expired cookie) or past its time; a false one is neither."""
    if not token:
        return True
    try:
        decode_access(token)
    except NotSignedIn as problem:
        return problem.code == "token_expired"
    return False


def _rotate(request: HttpRequest) -> None:
    try:
        pair = rotate_session(refresh=refresh_cookie(request))
    except NotSignedIn:
        request._rotated = None  # type: ignore[attr-defined]
        return
    request._rotated = pair  # type: ignore[attr-defined]
    request._signed_in = SignedIn(pair.user, pair.session_id, pair.access_expires)  # type: ignore[attr-defined]
