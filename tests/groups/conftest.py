"""What the tests of class groups share: a teacher with a group, people in it, and a count that starts over."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from fusemeet.celery import app
from groups.access import Standing, standing_in
from groups.models import ClassGroup, GroupMember
from groups.services import create_group
from tests.ws import access_token


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture(autouse=True)
def _jobs_run_at_once() -> Iterator[None]:
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def tess(make_user: Callable[..., Any]) -> Any:
    """A teacher with a verified address."""
    return make_user("tess", account_type="TEACHER", full_name="Tess Okafor", email="tess@example.org")


@pytest.fixture
def group(tess: Any) -> ClassGroup:
    return create_group(owner=tess, name="Algorithms", description="On Tuesdays")


@pytest.fixture
def mine(group: ClassGroup, tess: Any) -> Standing:
    return standing_in(tess, group.pk)


@pytest.fixture
def enrol(group: ClassGroup, make_user: Callable[..., Any]) -> Callable[..., Any]:
    """enrol("sam", role="STUDENT") is somebody in the group."""

    def make(username: str = "", role: str = "STUDENT", **fields: Any) -> Any:
        user = make_user(username, account_type=role, **fields)
        GroupMember.objects.create(group=group, user=user, role=role, joined_at=timezone.now())
        return user

    return make


@pytest.fixture
def visit() -> Callable[..., Client]:
    """visit(user) is a browser in which that person is signed in."""

    def client(user: Any = None) -> Client:
        made = Client(headers={"accept": "text/html"})
        if user is not None:
            made.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
        return made

    return client
