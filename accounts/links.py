"""Signed links in mails: what one says, until when it is good, and how few may be made up.

A token is signed with a salt of its kind and stored nowhere. It says whose it is and, by a fingerprint, for which state
of the account it was made: once that state is another, the token is good for nothing.
"""

import enum
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from accounts.models import User
from accounts.throttle import count_or_refuse, take_back

TOKEN_LENGTH = 1000


class State(enum.Enum):
    GOOD = "good"
    EXPIRED = "expired"
    USED = "used"  # made here, but the account is another since: most often because the link did its work
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Link:
    """What a token turned out to be; `user` and `claims` are there unless it is UNKNOWN."""

    state: State
    user: User | None = None
    claims: dict[str, Any] | None = None


def link_to(page: str, token: str) -> str:
    """The address to mail: built on SITE_URL alone, whatever host a request came with."""
    return f"{settings.SITE_URL}{reverse(page)}?{urlencode({'token': token})}"


def make_token(user: User, *, salt: str, **claims: str) -> str:
    """A token for `user` as they are now; `claims` are readable for whoever holds it."""
    whole = {"user": user.pk, "as": fingerprint(user, salt), **claims}
    return signing.dumps(whole, salt=salt, compress=True)


def read_token(token: str, *, salt: str, lifetime: timedelta, network: str) -> Link:
    """What `token` says; a made-up one is counted against `network`, before it is looked at.

    Raises TooMany after five of those in a quarter of an hour, Unavailable when they cannot be counted.
    """
    if not token:
        return Link(State.UNKNOWN)
    count_or_refuse("link", network)
    try:
        claims = signing.loads(token[:TOKEN_LENGTH], salt=salt)
    except signing.BadSignature:
        return Link(State.UNKNOWN)
    take_back("link", network)
    user = User.objects.filter(pk=claims["user"], is_active=True).first()
    if user is None:
        return Link(State.UNKNOWN)
    if not is_current(claims, user, salt):
        return Link(State.USED, user, claims)
    try:
        signing.loads(token, salt=salt, max_age=lifetime)
    except signing.SignatureExpired:
        return Link(State.EXPIRED, user, claims)
    return Link(State.GOOD, user, claims)


def is_current(claims: dict[str, Any], user: User, salt: str) -> bool:
    """Whether `user` is still as the token was made for; asked again under the row's lock before it takes effect."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(claims["as"], fingerprint(user, salt, key)) for key in keys)


def fingerprint(user: User, salt: str, key: str = "") -> str:
    """Changes with the password, with the address, and whenever all sessions are ended."""
    state = "|".join([str(user.pk), user.password, user.email, str(user.token_version)])
    return salted_hmac(salt, state, secret=key or settings.SECRET_KEY, algorithm="sha256").hexdigest()[:32]
