"""A browser without a browser: Django's client, signed in by the cookie that a page's visitor has."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from rooms.services import create_room
from tests.ws import access_token


@pytest.fixture
def visit(db: None) -> Callable[..., Client]:
    """visit(user) is a client signed in as that person; visit() is a visitor."""
    caches["strict"].clear()

    def client(user: Any = None) -> Client:
        made = Client(headers={"accept": "text/html"})
        if user is not None:
            made.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
        return made

    return client


@pytest.fixture
def ada(make_user: Callable[..., Any]) -> Any:
    """An interviewer with a verified address."""
    return make_user("ada", full_name="Ada Park")


@pytest.fixture
def cai(make_user: Callable[..., Any]) -> Any:
    """A candidate, who may make no room."""
    return make_user("cai", account_type="CANDIDATE", full_name="Cai Liu")


@pytest.fixture
def room(ada: Any) -> Any:
    """Ada's, for an interview."""
    return create_room(owner=ada, name="Backend interview", room_type="INTERVIEW")
