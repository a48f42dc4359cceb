"""Whose account it is that Google vouches for: by a linked identity, by an address that is proven, or nobody's yet.

The rules and the reasons are in docs/decisions/0012. In short: a link is by Google's id and not by the address; an
address links by itself only where both sides have proven it; an account that has not is never opened nor taken over.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.google.provider import Person
from accounts.models import AccountType, Identity, SignupMethod, User
from accounts.proven import tell_address_proven
from accounts.services import field_errors
from accounts.two_factor.services import require_own_address
from accounts.validators import EMAIL_LENGTH, USERNAME_LENGTH, clean_full_name
from fusemeet.errors import Conflict, Denied, Invalid
from mailing.outbox import queue

GOOGLE = "google"


def find_account(person: Person) -> User | None:
    """The account that `person` comes into, linked by this if it was not yet; None for somebody new.

    Raises Denied `account_closed`, `address_unverified` (Google has not checked it) or `account_unverified` (we have
    not), Conflict `linked_elsewhere`.
    """
    if user := User.objects.filter(identities__provider=GOOGLE, identities__subject=person.subject).first():
        return _open(user)
    _require_proven_address(person)
    user = User.objects.by_email(person.email)
    if user is None:
        return None
    if not user.email_verified:
        words = (
            f"There is an account with the address {person.email} that nobody has confirmed yet, so we cannot tell "
            "whether it is yours. Sign in with its password and open the link that we mailed, or use “Forgot your "
            "password?”: the link in that mail proves that the address is yours. After that Google works too."
        )
        raise Denied("account_unverified", words)
    link_identity(user=_open(user), person=person)
    return user


def link_identity(*, user: User, person: Person) -> Identity:
    """From now on `person` at Google comes into the account of `user`; the owner is mailed.

    Raises Conflict `linked_elsewhere`, Denied `address_unverified`, `email_unverified`.
    """
    require_own_address(user)
    _require_proven_address(person)
    facts = {"provider": GOOGLE, "subject": person.subject}
    try:
        with transaction.atomic():
            identity, new = Identity.objects.get_or_create(
                user=user, **facts, defaults={"email": person.email}
            )
            if new:
                queue("accounts.google-linked", user=user.pk)
    except IntegrityError:
        if Identity.objects.filter(**facts).exists():
            raise Conflict(
                "linked_elsewhere", "This Google account belongs to another account here."
            ) from None
        words = (
            "Your account is linked to another Google account. Sign in with that one, or with your password."
        )
        raise Conflict("linked_elsewhere", words) from None
    return identity


def unlink_identity(*, user: User) -> None:
    """Google no longer opens the account; the owner is mailed. Raises Conflict `last_way_in`."""
    with transaction.atomic():
        now = User.objects.select_for_update().get(pk=user.pk)
        if not now.has_usable_password():
            words = "Google is your only way in. Set a password first: “Forgot your password?” mails you a link for it."
            raise Conflict("last_way_in", words)
        if Identity.objects.filter(user=now, provider=GOOGLE).delete()[0]:
            queue("accounts.google-unlinked", user=user.pk)


def make_account(*, person: Person, full_name: str, account_type: str) -> User:
    """The account of somebody new, with a proven address and no password. Twice at once makes one.

    Raises Invalid with `errors` by field, and what `find_account` raises.
    """
    for _ in range(3):  # another account may take the user name between the look and the insert
        if user := find_account(person):
            return user
        user = User(
            username=free_username(person),
            email=User.objects.normalize_email(person.email),
            full_name=full_name,
            account_type=account_type,
            signup_method=SignupMethod.GOOGLE,
            email_verified=True,
        )
        user.set_unusable_password()
        if errors := field_errors(user, "username", "email", "full_name", "account_type"):
            raise Invalid(errors=errors)
        try:
            with transaction.atomic():
                user.save()
                user.give_roles(*AccountType(account_type).roles)
                Identity.objects.create(
                    user=user, provider=GOOGLE, subject=person.subject, email=person.email
                )
                tell_address_proven(user)
        except IntegrityError:
            continue
        return user
    raise Conflict()


def free_username(person: Person) -> str:
    """A user name that nobody has, after the address: `ada.lovelace`, `ada.lovelace2` and so on."""
    plain = unicodedata.normalize("NFKD", person.email.split("@")[0]).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9._-]+", "", plain.split("+")[0]).lstrip("._-")[: USERNAME_LENGTH - 6]
    stem = stem if len(stem) >= 3 else f"user-{stem}".rstrip("-")
    taken = {
        name.lower()
        for name in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    }
    names = (stem if number == 1 else f"{stem}{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name.lower() not in taken)


def proposed_name(person: Person) -> str:
    """The person's name as Google has it, if it can stand here as it is."""
    try:
        return clean_full_name(person.name)
    except ValidationError:
        return ""


def _require_proven_address(person: Person) -> None:
    if not person.email_verified or not person.email or len(person.email) > EMAIL_LENGTH:
        words = "Google has not checked this account's address. Confirm it there first, or sign in with a password."
        raise Denied("address_unverified", words)


def _open(user: User) -> User:
    if not user.is_active:
        raise Denied("account_closed", "This account is closed. The operator of this site can tell you more.")
    return user
