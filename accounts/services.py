"""What can be done to an account: registering one, and changing what it says about its owner."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.letters import queue_verification
from accounts.models import AccountType, User
from accounts.passwords import password_errors
from accounts.throttle import count_or_refuse
from accounts.validators import USERNAME_CHANGE_PAUSE, clean_full_name
from fusemeet.errors import Conflict, Invalid, Problem, TooMany

# The model's fields as the contract names them.
WIRE_NAMES = {
    "full_name": "fullName",
    "phone_number": "phoneNumber",
    "account_type": "accountType",
}


def register_account(*, email: str, username: str, password: str, full_name: str, account_type: str) -> User:
    """A new, unverified account; the verification mail goes out once it is committed.

    An address that was mailed too often already gets none, whoever asks; its owner can ask for one later.
    Raises Invalid with `errors` by field, Conflict `username_taken` or `email_taken`, Unavailable.
    """
    user = User(
        username=username.strip(),
        email=User.objects.normalize_email(email),
        full_name=full_name,
        account_type=account_type,
    )
    errors = field_errors(user, "username", "email", "full_name", "account_type")
    if problems := password_errors(password, user):
        errors["password"] = problems
    if errors:
        raise Invalid(errors=errors)
    if taken := _taken(user):
        raise taken
    may_mail = _may_mail(user.email)
    user.set_password(password)  # slow on purpose, and therefore outside the transaction
    try:
        with transaction.atomic():
            user.save()
            user.give_roles(*AccountType(account_type).roles)
            if may_mail:
                queue_verification(user=user)
    except IntegrityError:
        raise _taken(user) or Conflict() from None
    return user


def _may_mail(email: str) -> bool:
    """Whether a verification mail may go there, which counts as one.

    It is no refusal: that would shut an address out whose owner has not registered, and tell what others asked for.
    """
    try:
        count_or_refuse("verification-address", email.lower())
    except TooMany:
        return False
    return True


def update_profile(
    *, user: User, full_name: str, phone_number: str | None = None, username: str | None = None
) -> User:
    """Writes what is given (None leaves a value as it is) and returns the account as it is now.

    Raises Invalid with `errors` by field, Conflict `username_taken` or `username_changed_recently`.
    """
    try:
        with transaction.atomic():
            found = User.objects.select_for_update().get(pk=user.pk)
            changed = ["full_name"]
            found.full_name = full_name
            if phone_number is not None:
                found.phone_number = phone_number.strip()
                changed.append("phone_number")
            if username is not None and username.strip() != found.username:
                _rename(found, username.strip())
                changed += ["username", "last_username_change_at"]
            if errors := field_errors(found, *changed):
                raise Invalid(errors=errors)
            found.save(update_fields=[*changed, "updated_at"])
    except IntegrityError:
        raise _username_taken() from None
    return found


def _rename(user: User, username: str) -> None:
    now = timezone.now()
    if user.last_username_change_at:
        again = user.last_username_change_at + USERNAME_CHANGE_PAUSE
        if again > now:
            raise Conflict(
                "username_changed_recently",
                f"A user name can be changed once in {USERNAME_CHANGE_PAUSE.days} days, "
                f"yours again on {again:%d %B %Y}.",
            )
    if User.objects.filter(username=username).exclude(pk=user.pk).exists():
        raise _username_taken()
    user.username, user.last_username_change_at = username, now


def field_errors(user: User, *names: str) -> dict[str, list[str]]:
    """What is wrong with these fields of `user`, by the contract's names; a good name is put into its proper form."""
    errors: dict[str, list[str]] = {}
    try:
        user.clean_fields(exclude={field.name for field in User._meta.get_fields()} - set(names))
    except ValidationError as wrong:
        errors = {WIRE_NAMES.get(name, name): texts for name, texts in wrong.message_dict.items()}
    try:
        user.full_name = clean_full_name(user.full_name)
    except ValidationError as wrong:
        errors["fullName"] = wrong.messages
    return errors


def _taken(user: User) -> Problem | None:
    if User.objects.filter(username=user.username).exists():
        return _username_taken()
    if User.objects.filter(email=user.email).exists():
        return Conflict("email_taken", "There is an account with this address. Sign in, or use another one.")
    return None


def _username_taken() -> Problem:
    return Conflict("username_taken", "This user name is taken. Please choose another one.")
