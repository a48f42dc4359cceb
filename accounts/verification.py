"""The link that proves an address: signed, good for a day, and of no use once the address is proven or changed."""

import enum
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.proven import tell_address_proven
from accounts.throttle import count_or_refuse, take_back
from fusemeet.errors import Denied

SALT = "accounts.verify-email"


class Outcome(enum.Enum):
    VERIFIED = "verified"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verification:
    outcome: Outcome
    email: str = ""


def hours_good() -> int:
    """How long a link is good."""
    return int(settings.VERIFICATION_LIFETIME.total_seconds() // 3600)


def verification_link(user: User) -> str:
    """The address to mail: built on SITE_URL alone, whatever host a request came with."""
    token = signing.dumps({"user": user.pk, "email": user.email}, salt=SALT, compress=True)
    return f"{settings.SITE_URL}{reverse('verify-email')}?{urlencode({'token': token})}"


def verify_email(*, token: str, network: str) -> Verification:
    """Marks the address verified if `token` is good; a second click on a link that has done its work does no harm.

    Raises TooMany for a network that makes links up, Unavailable when they cannot be counted.
    """
    count_or_refuse("link", network)
    try:
        claims = signing.loads(token, salt=SALT, max_age=settings.VERIFICATION_LIFETIME)
    except signing.SignatureExpired:
        take_back("link", network)
        user = _account(signing.loads(token, salt=SALT))
        if user is None:
            return Verification(Outcome.UNKNOWN)
        return Verification(Outcome.VERIFIED if user.email_verified else Outcome.EXPIRED, user.email)
    except signing.BadSignature:
        return Verification(Outcome.UNKNOWN)
    take_back("link", network)
    user = _account(claims)
    if user is None:
        return Verification(Outcome.UNKNOWN)
    # The address is part of the condition: it may be changing at this moment.
    unproven = User.objects.filter(pk=user.pk, email=claims["email"], email_verified=False)
    with transaction.atomic():
        if unproven.update(email_verified=True):
            tell_address_proven(User.objects.get(pk=user.pk))
    return Verification(Outcome.VERIFIED, user.email)


def _account(claims: dict[str, Any]) -> User | None:
    return User.objects.filter(pk=claims["user"], email=claims["email"], is_active=True).first()


def require_verified(user: User) -> None:
    """For whatever mails or meets others; raises Denied `email_not_verified`."""
    if not user.email_verified:
        raise Denied("email_not_verified", "Confirm your email address first. You can ask for another mail.")
