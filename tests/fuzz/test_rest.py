"""Every operation of the OpenAPI schema, asked by a visitor, a candidate and a host: no 5xx, and answers as described.

FUZZ=10 in the environment makes it ten times as many (`make fuzz`); FUZZ_SEED another run of them.
"""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core.failures import FailureGroup

from accounts import credentials
from fusemeet.celery import app
from tests.fuzz.rest import Callers, callers, schema

TIMES = int(os.environ.get("FUZZ", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
CASES = int(os.environ.get("FUZZ_CASES", "100")) * TIMES


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client: the end of a request does not end the transaction around it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _jobs_run_at_once() -> Iterator[None]:
    app.conf.update(task_always_eager=True)
    yield
    app.conf.update(task_always_eager=False)


@pytest.fixture
def cheap_passwords(settings: Any) -> Iterator[None]:
    """A password costs a tenth of a second on purpose, which is not what is tried here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    credentials._nobodys_password.cache_clear()
    yield
    credentials._nobodys_password.cache_clear()


def try_operation(operation: Any, asking: Callers) -> None:
    chance = random.Random(SEED)

    @seed(SEED)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def every_case(case: Any) -> None:
        asking.ask(case, chance)

    every_case()


@pytest.mark.django_db
def test_no_request_breaks_the_server_and_every_answer_is_as_described(
    make_user: Callable[..., Any], make_room: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    asking = callers(make_user, make_room)
    request.getfixturevalue("cheap_passwords")  # from here on: those people's passwords are other tests' too
    print(f"FUZZ_SEED={SEED}, {CASES} cases an operation for each of {', '.join(asking.headers)}")
    wrong, tried = [], 0
    for found in schema().get_all_operations():
        operation = found.ok()
        tried += 1
        try:
            try_operation(operation, asking)
        except (Exception, FailureGroup) as problem:
            wrong.append(f"{operation.label}: {problem}")
    assert tried > 20
    assert not wrong, "\n\n".join(wrong)
