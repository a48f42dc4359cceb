"""Two-factor: the authenticator app of an account, enrolled, asked for a code (RFC 6238), and turned off."""

import logging
import re
import time
from base64 import b32encode
from datetime import timedelta
from urllib.parse import quote, urlencode

from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.known_browsers import Client
from accounts.models import RecoveryCode, User
from accounts.throttle import count_or_refuse, take_back
from accounts.two_factor.recovery_codes import (
    looks_like_recovery_code,
    make_recovery_codes,
    use_recovery_code,
)
from accounts.two_factor.secret import Unreadable, new_secret, open_secret, seal_secret
from fusemeet.errors import Conflict, Denied, Invalid, NotFound, TooMany
from mailing.outbox import queue

log = logging.getLogger(__name__)

ISSUER = "FuseMeet"
ENROLMENT_LIFETIME = timedelta(hours=1)
DEVICE_NAME = "Authenticator app"
WRONG_CODE = "That code is not right. Codes change every 30 seconds, and each is good once."


def active_device(user: User) -> TOTPDevice | None:
    """The authenticator that sign-in asks for; None while two-factor is off."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def pending_device(user: User) -> TOTPDevice | None:
    """The authenticator that waits for its first code; its secret can be read for an hour, and is dead after it."""
    young = timezone.now() - ENROLMENT_LIFETIME
    return TOTPDevice.objects.filter(user=user, confirmed=False, created_at__gte=young).first()


def begin_enrolment(*, user: User) -> TOTPDevice:
    """A new secret, of no use until a code confirms it. Raises Conflict `two_factor_on`, Denied `email_unverified`."""
    require_own_address(user)
    with transaction.atomic():
        _hold(user)
        if active_device(user):
            raise _already_on()
        TOTPDevice.objects.filter(user=user).delete()
        key = seal_secret(new_secret(), user_id=user.pk)
        return TOTPDevice.objects.create(user=user, name=DEVICE_NAME, confirmed=False, key=key)


def require_own_address(user: User) -> None:
    """Raises Denied `email_unverified`.

    Whoever makes an account with somebody else's address must not be able to put a way in, or a lock, of their own on
    it that outlasts the day on which the address's owner takes it by a mailed link (docs/decisions/0012).
    """
    if not user.email_verified:
        raise Denied("email_unverified", "Confirm your address first, by the link that we mailed to it.")


def confirm_enrolment(*, user: User, code: str) -> list[str]:
    """Turns two-factor on and returns the recovery codes, which are not shown again; the owner is mailed.

    Raises Invalid with `errors["code"]`, NotFound `no_enrolment`, Conflict `two_factor_on`.
    """
    with transaction.atomic():
        _hold(user)
        if active_device(user):
            raise _already_on()
        device = pending_device(user)
        if device is None:
            raise NotFound("no_enrolment", "There is nothing to confirm. Please start again.")
        if not _accepts(device, code):
            raise Invalid(errors={"code": [WRONG_CODE]})
        device.confirmed = True
        device.save()
        codes = make_recovery_codes(user=user)
        queue("accounts.two-factor-on", user=user.pk)
    return codes


def cancel_enrolment(*, user: User) -> None:
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()


def check_code(*, user: User, code: str, client: Client) -> TOTPDevice | None:
    """The authenticator, if `code` is its code of now or a recovery code; a good one is used up by this.

    Raises TooMany after ten wrong codes within an hour, Unavailable when they cannot be counted. All strangers are
    counted together, and a browser that the account signed in with before by itself; recovery codes are looked at
    even past the limit, for nobody finds one by trying. So whoever has the password can shut nobody out.
    """
    if looks_like_recovery_code(code):
        device = active_device(user)
        return device if device and use_recovery_code(user=user, code=code) else None
    counted = f"{user.pk} {client.source(user)}"
    try:
        count_or_refuse("two-factor", counted)
    except TooMany as limit:
        _warn_owner(user)
        words = "There were too many wrong codes. Wait an hour, or use a recovery code."
        raise TooMany("too_many_codes", words, retry_after=limit.retry_after) from None
    with transaction.atomic():
        # The lock makes parallel tries of one code stand in a row, and the first uses it up.
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        good = device is not None and _accepts(device, code)
    if not good:
        return None
    take_back("two-factor", counted)
    return device


def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new ones; those of before are good for nothing. The owner is mailed. Raises Conflict `two_factor_off`."""
    with transaction.atomic():
        _hold(user)
        if active_device(user) is None:
            raise Conflict("two_factor_off", "Two-factor is off.")
        codes = make_recovery_codes(user=user)
        queue("accounts.recovery-codes-renewed", user=user.pk)
    return codes


def turn_off(*, user: User) -> None:
    """Sign-in asks for the password alone again; the owner is mailed. Doing it twice does no harm."""
    with transaction.atomic():
        _hold(user)
        was_on = active_device(user) is not None
        TOTPDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        if was_on:
            queue("accounts.two-factor-off", user=user.pk)


def secret_in_groups(device: TOTPDevice) -> str:
    """The secret to be typed by hand: base32 in groups of four."""
    return " ".join(re.findall("....", _base32(device)))


def setup_address(device: TOTPDevice) -> str:
    """What the QR code says to an authenticator app (Key Uri Format)."""
    label = quote(f"{ISSUER}:{device.user.username}")
    facts = {"secret": _base32(device), "issuer": ISSUER, "digits": device.digits, "period": device.step}
    return f"otpauth://totp/{label}?{urlencode(facts)}"


def _accepts(device: TOTPDevice, code: str) -> bool:
    """Whether `code` is one of now and later than the last one that was good; the caller holds the row.

    Both numbers fit one machine word, so that comparing them takes the same time whatever they are.
    """
    digits = re.sub(r"\s+", "", code)
    if not re.fullmatch(rf"[0-9]{{{device.digits}}}", digits):
        return False
    try:
        secret = open_secret(device.key, user_id=device.user_id)
    except Unreadable:
        log.error("the authenticator of user %s was sealed with another SECRET_KEY", device.user_id)
        return False
    totp = TOTP(secret, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    if not totp.verify(int(digits), device.tolerance, device.last_t + 1):
        return False
    device.last_t, device.drift = totp.t(), totp.drift
    device.set_last_used_timestamp(commit=False)
    device.save(update_fields=["last_t", "drift", "last_used_at"])
    return True


def _base32(device: TOTPDevice) -> str:
    return b32encode(open_secret(device.key, user_id=device.user_id)).decode()


def _hold(user: User) -> None:
    """One change of an account's second factor after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _warn_owner(user: User) -> None:
    """Whoever gets as far as the code knows the password: the owner should hear of it, once a day."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    queue("accounts.two-factor-guessed", key=f"{user.pk}:{today}", user=user.pk)


def _already_on() -> Conflict:
    return Conflict("two_factor_on", "Two-factor is on already.")
