"""Passwords: what one must be like, changing it while signed in, and setting a new one by a mailed link."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.credentials import hold_proven, require_password
from accounts.failures import unlock_account
from accounts.links import Link, State, is_current, link_to, make_token, read_token
from accounts.models import User
from accounts.proven import tell_address_proven
from accounts.sessions import end_other_sessions
from accounts.throttle import count_or_refuse
from accounts.validators import PASSWORD_LENGTH
from fusemeet.errors import Invalid, NotSignedIn
from mailing.outbox import queue

SALT = "accounts.reset-password"


def password_errors(password: str, user: User) -> list[str]:
    """What is wrong with `password` for `user`, in sentences: too short or long, common, or like their name."""
    if len(password) > PASSWORD_LENGTH:
        return [f"A password has at most {PASSWORD_LENGTH} characters."]
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return wrong.messages
    return []


def change_password(*, user: User, password: str, new_password: str, keep: str) -> None:
    """A new password for who knows the one of now; ends every session but `keep`, and mails a notice.

    Raises Invalid with `errors["password"]` or `errors["newPassword"]`, TooMany, Unavailable.
    """
    proven = require_password(user=user, password=password)
    problems = password_errors(new_password, user)
    if new_password == password:
        problems = ["That is the password you have. Please choose another one."]
    if problems:
        raise Invalid(errors={"newPassword": problems})
    count_or_refuse("password-change", str(user.pk))
    encoded = make_password(new_password)  # slow on purpose, and therefore outside the transaction
    with transaction.atomic():
        found = hold_proven(proven)
        _write(found, encoded)
        end_other_sessions(user=found, keep=keep)
        queue("accounts.password-changed", user_id=found.pk)


def ask_for_reset(*, email: str, network: str) -> None:
    """Mails a link if there is such an account. That is looked up by the job, where nobody can time it.

    Raises TooMany, Unavailable.
    """
    email = User.objects.normalize_email(email.strip())
    count_or_refuse("forgot-password", network)
    count_or_refuse("forgot-password-address", email.casefold())
    queue("accounts.reset-password", email=email)


def reset_link(user: User) -> str:
    return link_to("reset-password", make_token(user, salt=SALT))


def read_reset(*, token: str, network: str) -> Link:
    """Raises TooMany, Unavailable."""
    return read_token(token, salt=SALT, lifetime=settings.PASSWORD_RESET_LIFETIME, network=network)


def reset_password(*, token: str, new_password: str, network: str) -> User:
    """A new password for who has the link of the mail; ends every session, every lock, and the link.

    The link proves the address too, as it was mailed there. Raises NotSignedIn `token_invalid` or `token_expired`,
    Invalid with `errors["newPassword"]`, TooMany, Unavailable.
    """
    link = read_reset(token=token, network=network)
    if link.state is State.EXPIRED:
        raise NotSignedIn("token_expired", "This link has run out. Please ask for another one.")
    if link.state is not State.GOOD or link.user is None or link.claims is None:
        raise _unknown()
    if problems := password_errors(new_password, link.user):
        raise Invalid(errors={"newPassword": problems})
    encoded = make_password(new_password)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=link.user.pk)
        if not is_current(link.claims, user, SALT):  # used a moment ago
            raise _unknown()
        newly_proven, user.email_verified = not user.email_verified, True
        _write(user, encoded, "email_verified")
        if newly_proven:
            tell_address_proven(user)
        unlock_account(user=user, networks=False)
        end_other_sessions(user=user, keep=None)
        queue("accounts.password-changed", user_id=user.pk)
    user.refresh_from_db()
    return user


def _write(user: User, encoded: str, *also: str) -> None:
    # A change of address that is under way may have been begun by whoever knew the old password.
    user.password, user.pending_email = encoded, ""
    user.save(update_fields=["password", "pending_email", "updated_at", *also])


def _unknown() -> NotSignedIn:
    return NotSignedIn(
        "token_invalid", "This link has been used, or is not good any more. Please ask for another one."
    )
