"""What the tests of accounts share: a clean throttle, jobs that run at once, and clients as browsers are."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.models import User
from accounts.sessions import TokenPair, open_session
from fusemeet.celery import app
from tests.openid import Provider, provider

HTML = {"HTTP_ACCEPT": "text/html"}


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
def ada(make_user: Callable[..., User]) -> User:
    return make_user("ada", email="ada@example.org", full_name="Ada Lovelace")


@pytest.fixture
def google(settings: Any) -> Iterator[Provider]:
    """A provider on loopback that the product takes for Google."""
    with provider() as made:
        for name, value in made.settings().items():
            setattr(settings, name, value)
        yield made


@pytest.fixture
def pair(ada: User) -> TokenPair:
    return new_pair(ada)


def new_pair(user: User) -> TokenPair:
    return open_session(user=user, device="a browser", address="192.0.2.1")


def browser(pair: TokenPair | None = None, **fields: Any) -> Client:
    """A client that, like a browser, is asked for CSRF tokens; with the cookies of `pair`."""
    client = Client(enforce_csrf_checks=True, **fields)
    if pair:
        client.cookies[ACCESS_COOKIE] = pair.access
        client.cookies[REFRESH_COOKIE] = pair.refresh
    return client


def csrf(client: Client) -> dict[str, str]:
    """The header that our own pages send; the cookie comes with the first page."""
    if "csrftoken" not in client.cookies:
        client.get("/verification/")
    return {"X-CSRFToken": client.cookies["csrftoken"].value}
