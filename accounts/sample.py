"""The sample accounts of a development instance."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.models import AccountType, User

PASSWORD = "fusemeet-demo"  # noqa: S105  (known to everybody, and only where DEBUG is on)
PEOPLE = [
    ("ada", "Ada Lovelace", AccountType.INTERVIEWER),
    ("cai", "Cai Morgan", AccountType.CANDIDATE),
    ("tess", "Tess Okafor", AccountType.TEACHER),
    ("sam", "Sam Rivera", AccountType.STUDENT),
]


def create_sample_accounts() -> list[User]:
    """ada, cai, tess and sam, made where they are missing; who is there stays as they are."""
    if not settings.DEVELOPMENT:
        raise ImproperlyConfigured("Sample accounts have a password that everybody knows: they need DEBUG=1.")
    return [_person(username, full_name, account_type) for username, full_name, account_type in PEOPLE]


def _person(username: str, full_name: str, account_type: AccountType) -> User:
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(
        username,
        f"{username}@example.org",
        PASSWORD,
        full_name=full_name,
        account_type=account_type,
        email_verified=True,
    )
