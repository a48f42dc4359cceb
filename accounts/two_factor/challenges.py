"""The second step of signing in: a challenge for whoever passed the first, answered by a code.

A challenge is a signed text and nothing is stored for it. It stands for one account as it is now: another password,
another token version or another authenticator make it worthless. It is good for five minutes, five tries and one
success, counted in the cache that may not forget.
"""

import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.cache import caches
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.known_browsers import Client
from accounts.models import User
from accounts.two_factor.services import WRONG_CODE, active_device, check_code
from fusemeet.errors import NotSignedIn, Unavailable

log = logging.getLogger(__name__)

SALT = "accounts.two-factor-challenge"
LIFETIME = timedelta(minutes=5)
TRIES = 5
REMEMBERED = int(LIFETIME.total_seconds()) + 60  # longer than any challenge is good


@dataclass(frozen=True)
class Challenge:
    """What somebody holds who has passed the first step, and needs a code for the second."""

    token: str


def challenge_for(user: User) -> Challenge | None:
    """The challenge that stands between `user` and a session; None while their two-factor is off."""
    device = active_device(user)
    if device is None:
        return None
    claims = {"user": user.pk, "as": _fingerprint(user, device), "id": secrets.token_urlsafe(16)}
    return Challenge(signing.dumps(claims, salt=SALT))


def read_challenge(token: str) -> User:
    """Whose challenge it is. Raises NotSignedIn `challenge_ended` once it can no longer be answered."""
    return _read(token)[0]


def answer_challenge(*, token: str, code: str, client: Client) -> User:
    """The person who may come in now. Raises NotSignedIn `wrong_code` or `challenge_ended`, TooMany, Unavailable."""
    user, challenge_id = _read(token)
    if _count("tries", challenge_id) > TRIES:
        raise _ended()
    if check_code(user=user, code=code, client=client) is None:
        raise NotSignedIn("wrong_code", WRONG_CODE)
    if _count("answers", challenge_id) > 1:
        raise _ended()
    return user


def _read(token: str) -> tuple[User, str]:
    try:
        claims: dict[str, Any] = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise _ended() from None
    user = User.objects.filter(pk=claims["user"], is_active=True).first()
    device = active_device(user) if user else None
    if user is None or device is None or not hmac.compare_digest(claims["as"], _fingerprint(user, device)):
        raise _ended()
    return user, claims["id"]


def _fingerprint(user: User, device: TOTPDevice) -> str:
    state = f"{user.pk}|{user.password}|{user.token_version}|{device.pk}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()


def _count(what: str, challenge_id: str) -> int:
    """How often this has happened to the challenge, with this time. Raises Unavailable when it cannot be counted."""
    name = f"two-factor:{what}:{challenge_id}"
    try:
        caches["strict"].add(name, 0, timeout=REMEMBERED)
        return caches["strict"].incr(name)
    except Exception:  # whatever a cache's client raises; without a count there is no try
        log.exception("the strict cache does not count")
        raise Unavailable(retry_after=5) from None


def _ended() -> NotSignedIn:
    return NotSignedIn("challenge_ended", "That took too long, or too many tries. Please sign in again.")
