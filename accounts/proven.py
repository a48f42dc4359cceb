"""When an address is proved to be an account's, other apps look whether something was waiting for it."""

from collections.abc import Callable

from accounts.models import User

Step = Callable[[User], None]
_steps: list[Step] = []


def address_proven_step(step: Step) -> Step:
    """Register `step(user)`: it runs in the transaction that proves `user.email`, and must bear to run twice."""
    _steps.append(step)
    return step


def tell_address_proven(user: User) -> None:
    """Inside the transaction in which the address was proved: by a link in a mail, by Google, or with a new account."""
    for step in _steps:
        step(user)
