"""The end of an account: every app takes its part of the person away, in one transaction with the person.

Steps are registered as the parts of an archive are (`my_data`). What others share with the person stays, under the
name `DELETED_NAME`; person ids are never given out again, so nothing of it ever becomes somebody else's.
"""

import logging
import time
from collections.abc import Callable

from django.db import IntegrityError, OperationalError, transaction

from accounts.administrators import NOBODY, keep_record, require_dispensable
from accounts.credentials import require_password
from accounts.models import User
from accounts.sessions import end_other_sessions
from fusemeet.errors import Invalid, Unavailable

log = logging.getLogger(__name__)

DELETED_NAME = NOBODY
TRIES = 4
Step = Callable[[User], None]
_steps: list[Step] = []


def deletion_step(step: Step) -> Step:
    """Register `step(user)`: it runs inside the deletion's transaction, and must bear to run twice in it."""
    _steps.append(step)
    return step


def delete_account(*, user: User, username: str, password: str) -> None:
    """What a person asks for themselves, having typed their user name and password.

    Raises Invalid with `errors` under `username` or `password`, TooMany, Unavailable, and Conflict
    `last_administrator`.
    """
    if username.strip() != user.username:
        raise Invalid(errors={"username": [f"Type {user.username} to say that you mean it."]})
    require_password(user=user, password=password)
    erase_account(user=user)


def erase_account(*, user: User) -> None:
    """Deletes the account with everything that is the person's alone; their sockets close on every process.

    All of it happens, or nothing. Raises Unavailable when the database does not let it happen, and Conflict for an
    account that cannot be done without (`administrators.require_dispensable`).
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _erase(user)
            return
        # Somebody asked them into a room at this moment: one of the two transactions was ended, or came too late.
        except (OperationalError, IntegrityError):
            log.warning("deleting an account, try %s", attempt, exc_info=True)
            time.sleep(0.1 * attempt)
    raise Unavailable(retry_after=30)


def _erase(user: User) -> None:
    """The steps lock their rooms first, as everybody does, and the account last.

    With the account locked no row that refers to it can be added, and what was added until then is seen now.
    """
    for step in _steps:
        step(user)
    found = User.objects.select_for_update().filter(pk=user.pk).first()
    if found is None:
        return  # a second click
    for step in _steps:
        step(found)
    require_dispensable(found)
    keep_record(found)
    end_other_sessions(user=found, keep=None)
    found.delete()
