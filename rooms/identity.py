"""Who asks at a room: an account, or a guest with a pass for it. One answer for REST, pages and sockets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.authentication import require_csrf, signed_in
from accounts.schema import TokenScheme
from accounts.sessions import SignedIn, read_access
from rooms.models import Access, Guest
from rooms.passes import GUEST_COOKIE, TOKEN_MARK, find_pass, read_pass
from rooms.people import Someone, someone
from signaling.hooks import Identity


@dataclass(frozen=True)
class Caller:
    """Somebody, and the proof that they are."""

    person: Someone
    identity: Identity


def caller_by_bearer(token: str) -> Caller:
    """Raises NotSignedIn for a token that is no good."""
    if token.startswith(TOKEN_MARK):
        return _guest(read_pass(token))
    return _account(read_access(token))


def caller_by_cookies(account: SignedIn | None, guest_token: str, room_id: str | None) -> Caller | None:
    """Of both cookies the account's, unless only the pass opens this room (`room_id`; None: no room in particular).

    A revoked pass opens nothing: it keeps nobody out who has signed in since.
    """
    guest = find_pass(guest_token)
    if account is not None and (guest is None or not _only_pass_opens(account, guest, room_id)):
        return _account(account)
    return _guest(guest) if guest is not None else None


def caller_at(request: HttpRequest, room_id: str | None) -> Caller | None:
    """Who the cookies of a request stand for at this room; asked of the database once a request."""
    known: dict[str | None, Caller | None] = request.__dict__.setdefault("_callers", {})
    if room_id not in known:
        known[room_id] = caller_by_cookies(signed_in(request), request.COOKIES.get(GUEST_COOKIE, ""), room_id)
    return known[room_id]


def person_at(request: HttpRequest, room_id: str) -> Someone | None:
    """For pages: who stands before this room; None for a visitor."""
    caller = caller_at(request, room_id)
    return caller.person if caller else None


def _only_pass_opens(account: SignedIn, guest: Guest, room_id: str | None) -> bool:
    return (
        guest.revoked_at is None
        and guest.room.room_id == room_id
        and not Access.objects.filter(room=guest.room_id, user=account.user).exists()
    )


def _account(known: SignedIn) -> Caller:
    person = someone(known.user)
    return Caller(person, Identity(person.id, known.session_id, known.expires_at))


def _guest(guest: Guest) -> Caller:
    person = someone(guest)
    # A pass is its own session: the id says so, and no session of an account is called like that.
    return Caller(person, Identity(person.id, person.id, guest.expires_at))


class RoomAuthentication(BaseAuthentication):
    """As `accounts.authentication.TokenAuthentication`, and for guests too. `request.auth` is the `Caller`.

    Only the doors of a room carry it; at every other a guest is nobody.
    """

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        room_id = request.parser_context["kwargs"].get("room_id")
        header = request.headers.get("Authorization", "").split()
        caller: Caller | None
        if header and header[0].lower() == "bearer":
            caller = caller_by_bearer(header[1] if len(header) == 2 else "")
        else:
            caller = caller_at(request._request, room_id)
            if caller:
                require_csrf(request._request)
        if caller is None or not _may_knock(caller, room_id):
            return None
        return caller.person.user or caller.person, caller

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _may_knock(caller: Caller, room_id: str | None) -> bool:
    """A revoked pass is good for hearing why, at its own room, and for nothing else."""
    guest = caller.person.guest
    return guest is None or guest.revoked_at is None or guest.room.room_id == room_id


def caller_of(request: Request) -> Caller:
    """Who came through a door with `RoomAuthentication`."""
    return cast(Caller, request.auth)


class RoomDoor(APIView):
    """A REST door of one room, open to its guests as far as the table of rights says."""

    authentication_classes = (RoomAuthentication,)


def room_door(*methods: str) -> Callable[[Any], Any]:
    """The same for a function."""
    return lambda view: api_view(methods)(authentication_classes([RoomAuthentication])(view))


class RoomScheme(OpenApiAuthenticationExtension):
    """The schema's words for it; those for accounts are `accounts.schema`'s."""

    target_class = "rooms.identity.RoomAuthentication"
    name = "guest"

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return [{name: []} for name in (*TokenScheme.name, self.name)]

    def get_security_definition(self, auto_schema: Any) -> Any:
        words = "A guest's pass for one room, as a cookie; other clients send `guestToken` as a Bearer token."
        return {"type": "apiKey", "in": "cookie", "name": GUEST_COOKIE, "description": words}
