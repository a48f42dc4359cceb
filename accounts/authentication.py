"""Who is asking: the one answer that pages, REST and (through `sessions.read_access`) the socket share."""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.cookies import access_cookie
from accounts.models import User
from accounts.sessions import SignedIn, read_access
from fusemeet.errors import Denied, NotSignedIn

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who the access cookie of `request` stands for, or None; asked of the database once a request."""
    if not hasattr(request, "_signed_in"):
        request._signed_in = read_signed_in(access_cookie(request))  # type: ignore[attr-defined]
    return request._signed_in  # type: ignore[attr-defined]


def read_signed_in(token: str) -> SignedIn | None:
    """Who an access cookie stands for; a bad one counts as none, because a browser sends it everywhere."""
    try:
        return read_access(token) if token else None
    except NotSignedIn:
        return None


def user_of(request: HttpRequest | Request) -> User:
    """The person who is signed in, whichever door they came by; raises NotSignedIn for a visitor."""
    if not isinstance(request.user, User):
        raise NotSignedIn()
    return request.user


def session_of(request: HttpRequest | Request) -> str:
    """The id of the session that this request belongs to; raises NotSignedIn for a visitor."""
    found = request.auth if isinstance(request, Request) else signed_in(request)
    if not isinstance(found, SignedIn):
        raise NotSignedIn()
    return found.session_id


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def require_csrf(request: HttpRequest) -> None:
    """Raises Denied `csrf_failed` unless an unsafe request proves that one of our own pages sent it."""
    if request.method in SAFE_METHODS:
        return
    check = _CsrfCheck(lambda _: None)  # type: ignore[arg-type]
    check.process_request(request)
    if check.process_view(request, None, (), {}):  # type: ignore[arg-type]
        raise Denied(
            "csrf_failed", "This request did not come from one of our pages. Reload the page and try again."
        )


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer`, or the access cookie, with a CSRF check where the request changes something.

    A bad Bearer token is refused with its reason. A bad cookie counts as none, because a browser sends it to
    public endpoints too. `request.auth` is the `SignedIn`.
    """

    def authenticate(self, request: Request) -> tuple[User, SignedIn] | None:
        header = request.headers.get("Authorization", "").split()
        if header and header[0].lower() == "bearer":
            if len(header) != 2:
                raise NotSignedIn("token_invalid", "That token is not good here.")
            found: SignedIn | None = read_access(header[1])
        else:
            found = signed_in(request._request)
            if found:
                require_csrf(request._request)
        return (found.user, found) if found else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
