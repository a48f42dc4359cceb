"""Who is knocking: the origin, and the proof of identity in cookies, a header or a ticket."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie

from fusemeet.errors import NotSignedIn
from signaling import db, tickets
from signaling.hooks import Identity, rooms


class ForeignOrigin(Exception):
    """A page of somebody else asks with our visitor's cookies."""


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    """The handshake's headers; of doubled ones the last, but a doubled Origin or Authorization never passes."""
    result: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        if name in result and name in {"origin", "authorization"}:
            raise ForeignOrigin
        joined = "; " if name == "cookie" and name in result else ""
        result[name] = (result[name] + joined if joined else "") + raw_value.decode("latin-1")
    return result


def check_origin(headers: dict[str, str], *, by_cookie: bool) -> None:
    """Scheme, host and port must be one of ours. Clients that are no browsers send none, and then bring no cookie."""
    origin = headers.get("origin")
    if origin is None:
        if by_cookie:
            raise ForeignOrigin
        return
    if origin not in settings.SITE_ORIGINS and origin not in settings.CORS_ALLOWED_ORIGINS:
        host = headers.get("host", "")
        # On a development machine with TLS=1 the site is opened by whatever address it has in its network.
        if not (settings.DEVELOPMENT and settings.SECURE and origin == f"https://{host}"):
            raise ForeignOrigin


async def authenticate(scope: dict[str, Any], *, room_id: str | None) -> tuple[Identity, dict[str, str]]:
    """Returns who it is and the query's single values. Raises NotSignedIn or ForeignOrigin."""
    headers = headers_of(scope)
    query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        check_origin(headers, by_cookie=False)
        return await db.run(rooms().identify, room_id=room_id, bearer=bearer.strip()), query
    if ticket := query.get("ticket"):
        check_origin(headers, by_cookie=False)
        if room_id is None:
            raise NotSignedIn
        return await db.run(tickets.redeem_ticket, ticket=ticket, room_id=room_id), query
    check_origin(headers, by_cookie=True)
    # Django's reader, as on the pages: the standard library's gives up at somebody else's odd cookie.
    cookies = parse_cookie(headers.get("cookie", ""))
    access, guest = (cookies.get(f"{settings.COOKIE_PREFIX}{name}", "") for name in ("access", "guest"))
    if not access and not guest:
        raise NotSignedIn
    return await db.run(rooms().identify, room_id=room_id, access=access, guest=guest), query
