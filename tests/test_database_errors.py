"""A database that refuses for a moment: people are told to try again; what is a bug of ours stays one."""

from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from rest_framework.views import APIView

from fusemeet.database_errors import passing_problem
from groups import services
from tests.ws import access_token

DEADLOCK = OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")
AWAY = OperationalError(2002, "Can't connect to server on '127.0.0.1'")
BUG = OperationalError(1054, "Unknown column 'x' in 'SELECT'")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DEADLOCK, "busy"),
        (OperationalError(1205, "Lock wait timeout exceeded"), "busy"),
        (OperationalError("database is locked"), "busy"),
        (AWAY, "unavailable"),
        (OperationalError(2006, "Server has gone away"), "unavailable"),
        (InterfaceError(2013, "Lost connection"), "unavailable"),
        (BUG, None),
        (OperationalError("no such table: x"), None),
        (OperationalError(), None),
        (InterfaceError("connection already closed"), None),
        (IntegrityError(1062, "Duplicate entry"), None),
        (ProgrammingError(1064, "You have an error in your SQL syntax"), None),
        (ValueError(1213), None),
    ],
)
def test_what_passes_by_itself_is_told_from_a_bug(error: Exception, code: str | None) -> None:
    problem = passing_problem(error)
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [(DEADLOCK, 503, "busy", "1"), (AWAY, 503, "unavailable", "5"), (BUG, 500, "server_error", None)],
)
def test_rest_says_when_to_try_again_and_nothing_of_the_database(
    client: Client, monkeypatch: Any, error: Exception, status: int, code: str, retry: str | None
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(APIView, "initial", refuse)
    answer = client.get("/api/groups")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == retry
    assert "lock found" not in answer.content.decode() and "127.0.0.1" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(DEADLOCK, 503), (AWAY, 500), (BUG, 500)])
def test_a_page_says_that_nothing_was_done(
    client: Client, make_user: Any, monkeypatch: Any, error: Exception, status: int
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(services, "create_group", refuse)
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(make_user(account_type="TEACHER"))
    client.raise_request_exception = False
    answer = client.post("/groups/new/", {"name": "Algorithms"})
    assert answer.status_code == status
    assert ("nothing was done" in answer.content.decode()) is (status == 503)
