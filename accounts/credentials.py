"""Checking a password: the try is counted first, and every refusal looks and lasts the same."""

import functools

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.validators import PASSWORD_LENGTH
from fusemeet.errors import NotSignedIn


def check_credentials(*, identifier: str, password: str) -> User:
    """The person whose user name or address and password these are.

    Raises NotSignedIn `bad_credentials` alike for an unknown name, a wrong password, a locked and a closed account.
    """
    user = _count_try(identifier.strip())
    if len(password) > PASSWORD_LENGTH:
        password = ""
    if user is None or not user.is_active:
        # As much work as for an account that is there.
        check_password(password, _nobodys_password())
        raise _refusal()
    if not user.check_password(password):
        raise _refusal()
    User.objects.filter(pk=user.pk).update(failed_login_attempts=0, locked_until=None)
    user.failed_login_attempts, user.locked_until = 0, None
    return user


def unlock_account(*, user: User) -> None:
    User.objects.filter(pk=user.pk).update(failed_login_attempts=0, locked_until=None)


def _count_try(identifier: str) -> User | None:
    """The account, once this try is counted as failed; None if there is none or it is locked.

    Counting comes before checking, under a lock on the row: of any number of parallel guesses only as many as the
    limit ever reach the password.
    """
    column = "email" if "@" in identifier else "username"
    now = timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update().filter(**{column: identifier}).first() if identifier else None
        if user is None or (user.locked_until and user.locked_until > now):
            return None
        was_locked = user.locked_until is not None
        user.failed_login_attempts = 1 if was_locked else user.failed_login_attempts + 1
        reached = user.failed_login_attempts >= settings.LOGIN_FAILURES_BEFORE_LOCK
        user.locked_until = now + settings.LOGIN_LOCK if reached else None
        user.save(update_fields=["failed_login_attempts", "locked_until"])
    return user


@functools.cache
def _nobodys_password() -> str:
    return make_password(get_random_string(40))


def _refusal() -> NotSignedIn:
    minutes = int(settings.LOGIN_LOCK.total_seconds() // 60)
    return NotSignedIn(
        "bad_credentials",
        "That name and password do not belong together. "
        f"After {settings.LOGIN_FAILURES_BEFORE_LOCK} wrong tries an account is locked for {minutes} minutes.",
    )
