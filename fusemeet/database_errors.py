"""Which of the database's errors pass by themselves, and what people are told then; any other is a bug of ours."""

from django.db import InterfaceError, OperationalError

from fusemeet.errors import Problem, Unavailable

# MariaDB's own numbers. A transaction that meets one of the first two has done nothing.
_LOCK_WAIT_TIMEOUT, _DEADLOCK = 1205, 1213
_TOO_MANY_CONNECTIONS, _SHUTDOWN, _KILLED = 1040, 1053, 1927
_CANNOT_CONNECT_LOCALLY, _CANNOT_CONNECT, _GONE_AWAY, _LOST = 2002, 2003, 2006, 2013
BUSY = {_LOCK_WAIT_TIMEOUT, _DEADLOCK}
AWAY = {
    _TOO_MANY_CONNECTIONS,
    _SHUTDOWN,
    _KILLED,
    _CANNOT_CONNECT_LOCALLY,
    _CANNOT_CONNECT,
    _GONE_AWAY,
    _LOST,
}


def passing_problem(error: BaseException) -> Problem | None:
    """What to answer where the same request may succeed in a moment; None for everything else."""
    if not isinstance(error, OperationalError | InterfaceError) or not error.args:
        return None
    number = error.args[0]
    if number in BUSY or "database is locked" in str(number):
        return Unavailable(
            "busy",
            "Somebody else was changing this at the same moment, so nothing was done. Please try again.",
            retry_after=1,
        )
    return Unavailable("unavailable", retry_after=5) if number in AWAY else None
