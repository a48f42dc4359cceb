"""Changing the address of an account: asked for by password, told to both addresses, confirmed from the new one."""

import enum
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.credentials import hold_proven, require_password
from accounts.links import State, link_to, make_token, read_token
from accounts.models import User
from accounts.proven import tell_address_proven
from accounts.throttle import count_or_refuse
from accounts.validators import EMAIL_LENGTH
from fusemeet.errors import Conflict, Invalid
from mailing.outbox import queue

SALT = "accounts.change-email"


class Outcome(enum.Enum):
    WAITING = "waiting"  # good, and nothing is changed yet
    CHANGED = "changed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    TAKEN = "taken"


@dataclass(frozen=True)
class EmailChange:
    """What a confirmation link stands for, with the address that it is about unless it is UNKNOWN."""

    outcome: Outcome
    email: str = ""


def request_email_change(*, user: User, new_email: str, password: str) -> None:
    """Mails the new address to confirm, and tells the old one; until then nothing changes but `pending_email`.

    Raises Invalid with `errors["newEmail"]` or `errors["password"]`, Conflict `email_taken`, TooMany, Unavailable.
    """
    count_or_refuse("email-change", str(user.pk))
    email = User.objects.normalize_email(new_email.strip())
    if problem := _problem_with(email, user):
        raise Invalid(errors={"newEmail": [problem]})
    proven = require_password(user=user, password=password)
    if User.objects.filter(
        email=email
    ).exists():  # as registration says it too, and as seldom as one may ask here
        raise Conflict("email_taken", "There is an account with this address. Please use another one.")
    count_or_refuse("email-change-address", email.casefold())
    with transaction.atomic():
        found = hold_proven(proven)
        found.pending_email = email
        found.save(update_fields=["pending_email", "updated_at"])
        queue("accounts.confirm-email-change", user_id=found.pk, email=email)
        queue("accounts.email-change-asked", user_id=found.pk, email=email, old=found.email)


def cancel_email_change(*, user: User) -> None:
    """The link in the mail is good for nothing any more. Doing it twice does no harm."""
    User.objects.filter(pk=user.pk).update(pending_email="", updated_at=timezone.now())


def confirmation_link(user: User) -> str:
    """For `user.pending_email`; dies with every change of it, of the address and of the password."""
    return link_to("confirm-email-change", make_token(user, salt=SALT, email=user.pending_email))


def read_confirmation(*, token: str, network: str) -> EmailChange:
    """What the link stands for now; changes nothing. Raises TooMany, Unavailable."""
    return _read(token, network)[0]


def confirm_email_change(*, token: str, network: str) -> EmailChange:
    """Changes the address if `token` is good and nobody has taken the address meanwhile; tells the old one.

    A second click on a link that has done its work does no harm. Raises TooMany, Unavailable.
    """
    change, pk = _read(token, network)
    if change.outcome is not Outcome.WAITING:
        return change
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=pk)
        if user.email == change.email:  # a second click was faster
            return EmailChange(Outcome.CHANGED, change.email)
        if user.pending_email != change.email:
            return EmailChange(Outcome.UNKNOWN)
        old, told = user.email, user.email_verified  # an address that nobody confirmed may be a stranger's
        user.email, user.pending_email = user.pending_email, ""
        user.email_verified, user.last_email_change_at = True, timezone.now()
        fields = ["email", "pending_email", "email_verified", "last_email_change_at", "updated_at"]
        try:
            with (
                transaction.atomic()
            ):  # the unique key decides, whoever registers with the address at this moment
                user.save(update_fields=fields)
        except IntegrityError:
            User.objects.filter(pk=pk).update(pending_email="")
            return EmailChange(Outcome.TAKEN, change.email)
        tell_address_proven(user)
        if told:
            queue("accounts.email-changed", user_id=user.pk, old=old)
    return EmailChange(Outcome.CHANGED, change.email)


def _read(token: str, network: str) -> tuple[EmailChange, int]:
    link = read_token(token, salt=SALT, lifetime=settings.VERIFICATION_LIFETIME, network=network)
    if link.claims is None or link.user is None:
        return EmailChange(Outcome.UNKNOWN), 0
    email, user = link.claims["email"], link.user
    if user.email == email:
        outcome = Outcome.CHANGED
    elif link.state is State.USED or user.pending_email != email:
        outcome = Outcome.UNKNOWN
    elif link.state is State.EXPIRED:
        outcome = Outcome.EXPIRED
    elif User.objects.filter(email=email).exclude(pk=user.pk).exists():
        outcome = Outcome.TAKEN
    else:
        outcome = Outcome.WAITING
    return EmailChange(outcome, email if outcome is not Outcome.UNKNOWN else ""), user.pk


def _problem_with(email: str, user: User) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return "Enter a valid email address."
    if len(email) > EMAIL_LENGTH:
        return f"An address has at most {EMAIL_LENGTH} characters."
    if email.casefold() == user.email.casefold():
        return "That is your address already."
    return ""
