"""What every test may ask for: people, rooms, signed-in API clients, the live server."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from rest_framework.test import APIClient

from tests.live import Live, processes_wanted, running
from tests.ws import access_token

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)
_hashed: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out what touches no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second database tells nothing new about a test that uses none."""
    if not config.getoption("--database-only"):
        return
    fixtures = {"db", "transactional_db", "django_db_setup"}
    kept = [
        i
        for i in items
        if fixtures & set(getattr(i, "fixturenames", ())) or i.get_closest_marker("django_db")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """make_user("ada", account_type="INTERVIEWER", verified=True, **fields), whose password is PASSWORD."""
    from accounts.models import User

    def make(
        username: str = "", *, account_type: str = "INTERVIEWER", verified: bool = True, **fields: Any
    ) -> User:
        number = next(_numbers)
        username = username or f"person{number}"
        if not _hashed:
            _hashed.append(make_password(PASSWORD))  # Argon2 is slow on purpose: once is enough
        fields.setdefault("full_name", username.title())
        email = fields.pop("email", f"{username}{number}@example.org")
        user = User.objects.create_user(
            username, email, account_type=account_type, email_verified=verified, **fields
        )
        user.password = _hashed[0]
        user.save(update_fields=["password"])
        return user

    return make


@pytest.fixture
def make_room(db: None, make_user: Callable[..., Any]) -> Callable[..., Any]:
    """make_room(owner=…, room_type="INTERVIEW", **as create_room takes)."""
    from rooms.services import create_room

    def make(owner: Any = None, *, room_type: str = "INTERVIEW", name: str = "A room", **fields: Any) -> Any:
        owner = owner or make_user(account_type="TEACHER" if room_type == "CLASSROOM" else "INTERVIEWER")
        return create_room(owner=owner, name=name, room_type=room_type, **fields)

    return make


@pytest.fixture
def api(db: None) -> Callable[..., APIClient]:
    """api(user) is a REST client signed in by Bearer token; api() is nobody."""

    def client(user: Any = None) -> APIClient:
        made = APIClient()
        if user is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user)}")
        return made

    return client


@pytest.fixture
def outbox_mails(db: None, mailoutbox: list[Any]) -> Callable[[], list[Any]]:
    """outbox_mails() sends every mail that is queued and due, and gives all that were sent in this test."""
    from mailing.delivery import deliver_due

    def send() -> list[Any]:
        deliver_due()
        return mailoutbox

    return send


@pytest.fixture(scope="session")
def live_processes(django_db_setup: None, django_db_blocker: Any) -> Iterator[Live]:
    with django_db_blocker.unblock(), running(processes_wanted()) as live:
        yield live


@pytest.fixture
def live(live_processes: Live, transactional_db: None) -> Live:
    """The real server on the test database; what earlier tests killed is running again."""
    live_processes.ensure()
    return live_processes
