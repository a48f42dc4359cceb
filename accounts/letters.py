"""The mails of accounts: each looks up, when it is sent, whether it still has a reader, and makes its link then."""

from accounts.deletion import deletion_step
from accounts.models import User
from accounts.verification import hours_good, verification_link
from mailing.keeping import forget_address
from mailing.letters import Letter, as_name, letter
from mailing.outbox import queue

VERIFY_EMAIL = "accounts.verify-email"
VERIFICATION_ASKED = "accounts.verification-asked"


def queue_verification(*, user: User) -> None:
    """The link that proves an address, to whoever just registered."""
    queue(VERIFY_EMAIL, user=user.pk)


def queue_verification_answer(*, email: str) -> None:
    """Somebody asked for another link. Whether there is such an account is looked up later, where nobody times it."""
    queue(VERIFICATION_ASKED, email=email)


@letter(VERIFY_EMAIL)
def verify_email(user: int) -> Letter | None:
    return _verification(User.objects.filter(pk=user, email_verified=False, is_active=True).first())


@letter(VERIFICATION_ASKED)
def verification_asked(email: str) -> Letter | None:
    return _verification(User.objects.by_email(email, email_verified=False, is_active=True))


def _verification(user: User | None) -> Letter | None:
    if user is None:
        return None
    return Letter(
        to=user.email,
        subject="Confirm your address for FuseMeet",
        template="verify_email",
        context={
            "name": as_name(user.full_name),
            "link": verification_link(user),
            "hours": hours_good(),
        },
    )


@deletion_step
def forget_mails(user: User) -> None:
    forget_address(email=user.email, user=user.pk)
