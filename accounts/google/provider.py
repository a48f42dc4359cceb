"""The OpenID provider that people may sign in with: its addresses, its keys, and what it says about a person.

OAuth 2.0 authorization code with PKCE (RFC 7636) and OpenID Connect Core 1.0 by Authlib and joserfc. Requests go to the
issuer that is configured and to the endpoints that its metadata name, follow no redirects and wait five seconds.
"""

import hmac
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from fusemeet.errors import Denied, Unavailable

log = logging.getLogger(__name__)

SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "ES256"]  # what a provider signs with; "none" and shared secrets are never accepted
TIMEOUT_SECONDS = 5
LEEWAY_SECONDS = 60
KEPT_SECONDS = 3600
MOST_BYTES = 256 * 1024
SUBJECT_LENGTH = 191


@dataclass(frozen=True)
class Person:
    """What the provider vouches for: who it is there, and an address with whether it was verified."""

    subject: str
    email: str
    email_verified: bool
    name: str


def is_configured() -> bool:
    return bool(settings.GOOGLE_CLIENT_ID)


def authorization_address(*, state: str, nonce: str, verifier: str) -> str:
    """Where to send the browser. Raises Unavailable."""
    address, _ = _session().create_authorization_url(
        _endpoint("authorization_endpoint"),
        state=state,
        nonce=nonce,
        code_verifier=verifier,
        prompt="select_account",
    )
    return str(address)


def fetch_person(*, code: str, verifier: str, nonce: str) -> Person:
    """Turns the code of a callback into the person, by the provider's signed word.

    Raises Denied `provider_refused` when the code or the token is not good, Unavailable when the provider is away.
    """
    endpoint = _endpoint("token_endpoint")
    try:
        token = _session().fetch_token(
            endpoint,
            code=code,
            code_verifier=verifier,
            grant_type="authorization_code",
            allow_redirects=False,
        )
    except requests.RequestException:
        raise _away("its token endpoint does not answer") from None
    except (AuthlibBaseError, ValueError) as problem:
        raise _refused(f"no token for the code: {type(problem).__name__}") from None
    id_token = token.get("id_token")
    if not isinstance(id_token, str):
        raise _refused("no ID token")
    return _person(_verified_claims(id_token, nonce))


def _verified_claims(id_token: str, nonce: str) -> dict[str, Any]:
    """OpenID Connect Core 1.0, section 3.1.3.7; raises Denied."""
    try:
        claims = _decoded(id_token).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": _issuers()},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise _refused(f"its ID token is not good: {problem}") from None
    # A token for several audiences would be good at each of them, so it has to be ours alone.
    if claims.get("aud") not in (settings.GOOGLE_CLIENT_ID, [settings.GOOGLE_CLIENT_ID]):
        raise _refused("an ID token for another audience")
    if claims.get("azp", settings.GOOGLE_CLIENT_ID) != settings.GOOGLE_CLIENT_ID:
        raise _refused("an ID token for another client")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise _refused("an ID token of another sign-in")
    return claims


def _decoded(id_token: str) -> jwt.Token:
    try:
        return jwt.decode(id_token, _keys(), algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError):
        # Keys are changed now and then; but whoever sends nonsense must not make us fetch them all the time.
        if not cache.add(_cache_name("keys-renewed"), 1, timeout=60):
            raise
        return jwt.decode(id_token, _keys(renew=True), algorithms=ALGORITHMS)


def _person(claims: dict[str, Any]) -> Person:
    subject = claims["sub"]
    if not subject or len(subject) > SUBJECT_LENGTH:
        raise _refused("an ID token without a usable subject")
    email, name = claims.get("email"), claims.get("name")
    return Person(
        subject=subject,
        email=email if isinstance(email, str) else "",
        email_verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else "",
    )


def _issuers() -> list[str]:
    """Google writes its own name with and without the scheme."""
    issuer = settings.GOOGLE_ISSUER
    return [issuer, "accounts.google.com"] if issuer == "https://accounts.google.com" else [issuer]


def _session() -> OAuth2Session:
    return OAuth2Session(
        settings.GOOGLE_CLIENT_ID,
        settings.GOOGLE_CLIENT_SECRET,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106  (the name of a method)
        scope=SCOPE,
        redirect_uri=settings.SITE_URL + reverse("google-callback"),
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )


def _endpoint(name: str) -> str:
    """An address out of the issuer's metadata (OpenID Connect Discovery 1.0, section 4)."""
    metadata = _kept("metadata", f"{settings.GOOGLE_ISSUER}/.well-known/openid-configuration")
    address = metadata.get(name)
    if metadata.get("issuer") != settings.GOOGLE_ISSUER:
        raise _away("its metadata name another issuer")
    if not isinstance(address, str) or not address.startswith(("https://", _plain_http())):
        raise _away(f"its metadata have no {name}")
    return address


def _plain_http() -> str:
    """A provider of a developer's own machine needs no certificate; any other does."""
    return "http://" if settings.DEVELOPMENT and settings.GOOGLE_ISSUER.startswith("http://") else "https://"


def _keys(*, renew: bool = False) -> KeySet:
    found = _kept("keys", _endpoint("jwks_uri"), renew=renew)
    return KeySet.import_key_set(found)  # type: ignore[arg-type]


def _kept(what: str, address: str, *, renew: bool = False) -> dict[str, Any]:
    """A JSON object of the provider's, fetched once an hour."""
    name = _cache_name(what)
    found = None if renew else cache.get(name)
    if not isinstance(found, dict):
        found = _fetch(address)
        cache.set(name, found, timeout=KEPT_SECONDS)
    return found


def _fetch(address: str) -> dict[str, Any]:
    ends = time.monotonic() + TIMEOUT_SECONDS
    try:
        with requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise _away(f"{answer.status_code} for its metadata or keys")
            body = b""
            for part in answer.iter_content(16 * 1024):
                body += part
                if len(body) > MOST_BYTES or time.monotonic() > ends:
                    raise _away("its metadata or keys are too long, or too slow")
    except requests.RequestException:
        raise _away("it does not answer") from None
    try:
        found = json.loads(body)
    except ValueError:
        raise _away("its metadata or keys are no JSON") from None
    if not isinstance(found, dict):
        raise _away("its metadata or keys are no JSON object")
    return found


def _cache_name(what: str) -> str:
    return f"google:{what}:{settings.GOOGLE_ISSUER}"


def _away(reason: str) -> Unavailable:
    log.warning("sign-in with %s: %s", settings.GOOGLE_ISSUER, reason)
    words = (
        "Google does not answer at the moment. Please try again in a minute, or sign in with your password."
    )
    return Unavailable("provider_away", words, retry_after=60)


def _refused(reason: str) -> Denied:
    log.warning("sign-in with %s: %s", settings.GOOGLE_ISSUER, reason)
    words = "Google did not confirm this sign-in. Please start again."
    return Denied("provider_refused", words)
