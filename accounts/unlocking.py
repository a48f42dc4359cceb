"""The link that opens a locked account for its owner before the lock ends by itself."""

import enum
from dataclasses import dataclass

from django.conf import settings

from accounts.failures import locked_until, unlock_account
from accounts.links import State, link_to, make_token, read_token
from accounts.models import User

SALT = "accounts.unlock"


class Outcome(enum.Enum):
    LOCKED = "locked"  # the link is good, and nothing is opened yet
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Unlocking:
    outcome: Outcome
    user: User | None = None


def unlock_link(user: User, *, source: str, until: str) -> str:
    """For the lock of `source` that ends at `until` (ISO 8601), and no later one."""
    return link_to("unlock", make_token(user, salt=SALT, source=source, until=until))


def read_unlock(*, token: str, network: str) -> Unlocking:
    """What the link stands for now; opens nothing. Raises TooMany, Unavailable."""
    link = read_token(token, salt=SALT, lifetime=settings.LOGIN_LOCK, network=network)
    if link.user is None or link.claims is None:
        return Unlocking(Outcome.UNKNOWN)
    until = locked_until(user=link.user, source=link.claims["source"])
    if link.state is State.GOOD and until and until.isoformat() == link.claims["until"]:
        return Unlocking(Outcome.LOCKED, link.user)
    # The lock has ended, by this link or by itself; a later one has a mail of its own.
    return Unlocking(Outcome.OPEN)


def unlock_by_link(*, token: str, network: str) -> User | None:
    """Opens the account if the link is good, and returns it once; networks that are shut out for the day stay so.

    Raises TooMany, Unavailable.
    """
    found = read_unlock(token=token, network=network)
    if found.outcome is Outcome.LOCKED and found.user:
        unlock_account(user=found.user, networks=False)
        return found.user
    return None
