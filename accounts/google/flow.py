"""One sign-in on its way to the provider and back: what this browser has to bring along again, in a cookie of its own.

The cookie is named by the state, so that tabs do not disturb each other; it is signed, HttpOnly and good for ten
minutes. A callback without it was started in another browser, and is refused: nobody can be signed in to, or linked
with, somebody else's account by a link that they open.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.cookies import cookie_attributes
from accounts.google.provider import Person
from fusemeet.errors import Denied

LIFETIME = timedelta(minutes=10)
PREFIX = f"{settings.COOKIE_PREFIX}google-"
PERSON_COOKIE = f"{settings.COOKIE_PREFIX}new-person"
FLOW_SALT, PERSON_SALT, LINK_SALT = "accounts.google-flow", "accounts.google-person", "accounts.google-link"
MOST_FLOWS = 5  # at once in one browser; a header of cookies has an end


@dataclass(frozen=True)
class Flow:
    """What is compared when the browser comes back. `link` is the id of who adds a connection, 0 for a sign-in."""

    state: str
    nonce: str
    verifier: str
    target: str
    link: int = 0


def new_flow(*, target: str, link: int = 0) -> Flow:
    """`target` is a path of this site. 256 random bits each; the verifier as RFC 7636 wants it."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(state, nonce, verifier, target, link)


def remember_flow(request: HttpRequest, response: HttpResponseBase, flow: Flow) -> None:
    waiting = [name for name in request.COOKIES if name.startswith(PREFIX)]
    for name in waiting if len(waiting) >= MOST_FLOWS else []:
        _clear(response, name)
    _set(response, _name(flow.state), signing.dumps(asdict(flow), salt=FLOW_SALT))


def take_flow(request: HttpRequest, response: HttpResponseBase, state: str) -> Flow:
    """The flow that `state` belongs to, which is over by this. Raises Denied `foreign_callback`."""
    name = _name(state)
    flow = _read(request.COOKIES.get(name, ""), FLOW_SALT)
    if name in request.COOKIES:
        _clear(response, name)
    if flow is None or not secrets.compare_digest(str(flow["state"]).encode(), state.encode()):
        words = "This sign-in was not started in this browser, or it took too long. Please start again."
        raise Denied("foreign_callback", words)
    return Flow(**flow)


def remember_person(response: HttpResponseBase, person: Person, target: str) -> None:
    """Somebody whose account is still to be made; the page for that reads it back."""
    claims = {"person": asdict(person), "target": target}
    _set(response, PERSON_COOKIE, signing.dumps(claims, salt=PERSON_SALT, compress=True))


def remembered_person(request: HttpRequest) -> tuple[Person, str] | None:
    """Who was vouched for in this browser within ten minutes, and where they wanted to go."""
    found = _read(request.COOKIES.get(PERSON_COOKIE, ""), PERSON_SALT)
    return (Person(**found["person"]), found["target"]) if found else None


def forget_person(response: HttpResponseBase) -> None:
    _clear(response, PERSON_COOKIE)


def link_permit(*, user_id: int, session_id: str) -> str:
    """Lets this session start linking; given once the owner's password was checked."""
    return signing.dumps([user_id, session_id], salt=LINK_SALT)


def is_link_permit(permit: str, *, user_id: int, session_id: str) -> bool:
    found = _read(permit, LINK_SALT)
    return bool(found == [user_id, session_id])


def _name(state: str) -> str:
    """Of the cookie. What a stranger puts into the address must not name another cookie."""
    return PREFIX + "".join(letter for letter in state if letter.isascii() and letter.isalnum())[:16]


def _read(value: str, salt: str) -> Any:
    try:
        return signing.loads(value, salt=salt, max_age=LIFETIME)
    except signing.BadSignature:
        return None


def _set(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=int(LIFETIME.total_seconds()), **cookie_attributes())


def _clear(response: HttpResponseBase, name: str) -> None:
    response.set_cookie(name, "", max_age=0, expires="Thu, 01 Jan 1970 00:00:00 GMT", **cookie_attributes())
