"""Checking a password: the try is counted first, and every refusal looks and lasts the same."""

import functools

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.failures import (
    SIGNED_IN,
    STRANGERS,
    Try,
    count_try,
    fail_try,
    forgive_tries,
    locked_until,
    name_key,
    network_source,
)
from accounts.failures import (
    unlock_account as unlock_account,  # another door's: the administration site unlocks by it
)
from accounts.hashing import hashing_slot
from accounts.known_browsers import Client
from accounts.models import User
from accounts.proof import hold_if_unchanged
from accounts.throttle import count_or_refuse, forget, take_back
from accounts.validators import PASSWORD_LENGTH
from accounts.wording import counted
from fusemeet.errors import Invalid, NotSignedIn, TooMany, Unavailable

STRANGER = Client()


def check_credentials(*, identifier: str, password: str, client: Client = STRANGER) -> User:
    """The person whose user name or address and password these are.

    Raises NotSignedIn `bad_credentials` alike for an unknown name, a wrong password, a locked and a closed account;
    Unavailable when nothing can be counted, or too many passwords are being hashed at this moment.
    """
    identifier = identifier.strip()
    known = _find(identifier) if client.browsers else None
    browser = client.source(known) if known else ""
    guesses = name_key(network_source(client.network), identifier)
    if not browser:
        _require_few_guesses(guesses)
    try:
        with hashing_slot():
            tried, good = _check(known or _find(identifier), browser, client.network, password)
    except Unavailable:
        if not browser:
            take_back("sign-in-name", guesses)  # it has not been a try
        raise
    if tried is None:
        raise _refusal()
    if not good:
        fail_try(tried)
        raise _refusal()
    forgive_tries(tried)
    forget("sign-in-name", guesses)
    tried.user.refresh_from_db(fields=["failed_login_attempts", "locked_until"])
    return tried.user


def require_password(*, user: User, password: str) -> User:
    """That somebody who is signed in knows the password of `user`, before what must not be done behind their back.

    Counted as a sign-in is, on a counter of its own, so that no stranger's guesses keep the owner from it; and right
    ones are counted too, so that nobody takes all the places for hashing. Returns the account as it was when the
    password was right: `hold_proven` looks whether it still is. Raises Invalid with `errors["password"]`, TooMany,
    Unavailable.
    """
    count_or_refuse("own-password", str(user.pk))
    try:
        with hashing_slot():
            tried = count_try(user_id=user.pk, source=SIGNED_IN)
            if tried is None:
                raise _locked(user)
            if not tried.user.has_usable_password():
                forgive_tries(tried)
                raise Invalid(errors={"password": [NONE_YET]})
            good = len(password) <= PASSWORD_LENGTH and tried.user.check_password(password)
    except Unavailable:
        take_back("own-password", str(user.pk))
        raise
    if not good:
        fail_try(tried)
        raise Invalid(errors={"password": ["That is not your password."]})
    forgive_tries(tried)
    return tried.user


def hold_proven(user: User) -> User:
    """What `require_password` returned, as it is now, its row locked until the transaction ends.

    Raises Invalid with `errors["password"]` if the password is another by now, or every session was ended.
    """
    now = hold_if_unchanged(user)
    if now is None:
        raise Invalid(errors={"password": ["Your account changed at this moment. Please try again."]})
    return now


NONE_YET = "Your account has no password yet. Set one first: “Forgot your password?” mails you a link for it."


def _find(identifier: str) -> User | None:
    column = "email" if "@" in identifier else "username"
    return User.objects.filter(**{column: identifier}).first() if identifier else None


def _require_few_guesses(key: str) -> None:
    """A name that one network has tried too often is not looked at any more, which saves the hash.

    That tells nothing: names are counted as they were typed, before anybody looks whether there is such an account.
    """
    try:
        count_or_refuse("sign-in-name", key)
    except TooMany:
        raise _refusal() from None


def _check(user: User | None, browser: str, network: str, password: str) -> tuple[Try | None, bool]:
    """The counted try and whether the password is right; as much work where there is nothing to try."""
    tried = None
    if user is not None:
        source = browser or STRANGERS
        tried = count_try(user_id=user.pk, source=source, network="" if browser else network)
    if len(password) > PASSWORD_LENGTH:
        password = ""
    if tried is None or not tried.user.is_active:
        check_password(password, _nobodys_password())
        return None, False
    return tried, tried.user.check_password(password)


@functools.cache
def _nobodys_password() -> str:
    return make_password(get_random_string(40))


def _refusal() -> NotSignedIn:
    failures = counted(settings.LOGIN_FAILURES_BEFORE_LOCK, "failure")
    minutes = counted(int(settings.LOGIN_LOCK.total_seconds() // 60), "minute")
    return NotSignedIn(
        "bad_credentials",
        f"That name and password do not belong together. After {failures} an account is locked for {minutes}.",
    )


def _locked(user: User) -> TooMany:
    until = locked_until(user=user, source=SIGNED_IN)
    seconds = max(1, int((until - timezone.now()).total_seconds())) if until else 1
    sentence = f"There were too many wrong passwords. Try again in {counted(-(-seconds // 60), 'minute')}."
    return TooMany("too_many_passwords", sentence, retry_after=seconds)
