"""The two kinds of JWT: an access token that opens doors, and a refresh token that is good for one rotation.

Claims beyond the registered ones (RFC 7519): `token_type`, `sid` (the session family), and `ver` (the user's token
version, access) or `ctr` (the family's counter, refresh). All of a token follows from its session's row, so that the
same successor can be minted again without a token being stored.
"""

import functools
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.tokens import Token

from accounts.models import UserSession
from fusemeet.errors import NotSignedIn

LEEWAY_SECONDS = 30  # clocks of the machines may differ by so much
AUDIENCE = "fusemeet"


def _secret(purpose: str) -> str:
    """A key of its own per purpose, so that no signature made elsewhere with SECRET_KEY is good for a token."""
    root = getattr(settings, "JWT_SIGNING_KEY", "") or settings.SECRET_KEY
    return salted_hmac("accounts.tokens", purpose, secret=root, algorithm="sha256").hexdigest()


@functools.lru_cache(maxsize=4)
def _backend(key: str) -> TokenBackend:
    return TokenBackend("HS256", signing_key=key, audience=AUDIENCE, leeway=LEEWAY_SECONDS)


class SessionToken(Token):
    """What both kinds share: our own key, a pinned algorithm, and claims that must be there in the right type."""

    claims: dict[str, type] = {"sub": str, "sid": str, "jti": str, "iat": int, "exp": int}

    def get_token_backend(self) -> TokenBackend:
        return _backend(_secret("sign"))

    def verify(self) -> None:
        super().verify()
        for name, kind in self.claims.items():
            if type(self.payload.get(name)) is not kind:
                raise TokenError(f"Claim {name} is missing or of a wrong type")


class AccessToken(SessionToken):
    token_type = "access"  # noqa: S105
    lifetime = settings.ACCESS_TOKEN_LIFETIME
    claims = SessionToken.claims | {"ver": int}


class RefreshToken(SessionToken):
    token_type = "refresh"  # noqa: S105
    lifetime = settings.REFRESH_TOKEN_LIFETIME
    claims = SessionToken.claims | {"ctr": int}

    def verify(self) -> None:
        super().verify()
        own = token_id(self.payload["sid"], self.payload["ctr"], self.token_type)
        if not hmac.compare_digest(self.payload["jti"], own):
            raise TokenError("Token has a foreign id")


def token_id(session_id: str, counter: int, token_type: str) -> str:
    """The `jti`: HMAC(key, type | sid | counter)."""
    message = f"{token_type}|{session_id}|{counter}".encode()
    return hmac.new(_secret("jti").encode(), message, "sha256").hexdigest()[:32]


def mint_access(session: UserSession) -> tuple[str, datetime]:
    expires = min(session.issued_at + settings.ACCESS_TOKEN_LIFETIME, session.absolute_expires_at)
    return _mint(AccessToken(), session, expires, ver=session.user.token_version), expires


def mint_refresh(session: UserSession) -> tuple[str, datetime]:
    return _mint(RefreshToken(), session, session.expires_at, ctr=session.counter), session.expires_at


def _mint(token: SessionToken, session: UserSession, expires: datetime, **claims: Any) -> str:
    token.payload = {
        "token_type": token.token_type,
        "sub": str(session.user_id),
        "sid": session.id,
        "jti": token_id(session.id, session.counter, str(token.token_type)),
        "iat": int(session.issued_at.timestamp()),
        "exp": int(expires.timestamp()),
        **claims,
    }
    return str(token)


def decode_access(token: str) -> dict[str, Any]:
    """The claims of a good access token; raises NotSignedIn `token_expired` or `token_invalid`."""
    return _decode(AccessToken, token)


def decode_refresh(token: str) -> dict[str, Any]:
    """The claims of a good refresh token; raises NotSignedIn `token_expired` or `token_invalid`."""
    return _decode(RefreshToken, token)


def _decode(kind: type[SessionToken], token: str) -> dict[str, Any]:
    try:
        return kind(token).payload  # type: ignore[arg-type]  # simplejwt's annotation says Token, its code takes text
    except ExpiredTokenError:
        raise NotSignedIn("token_expired", "Your sign-in has ended. Please sign in again.") from None
    except (TokenError, ValueError):
        raise NotSignedIn("token_invalid", "That token is not good here.") from None
