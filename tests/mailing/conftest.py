"""Letters for the tests of the outbox, of a kind that no app has, and a mail server for them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from mailing import letters
from mailing.letters import Letter
from tests.mailing.post_office import PostOffice

KIND = "tests.note"


@pytest.fixture(autouse=True)
def _breaker_closed() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def templates(settings: Any) -> None:
    """With the templates that stand beside these tests."""
    own = Path(__file__).parent / "templates"
    first, *rest = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], own]}, *rest]


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch, templates: None) -> str:
    """A kind whose letter goes to `to`, and is moot without one."""
    monkeypatch.setattr(letters, "_builders", dict(letters._builders))

    @letters.letter(KIND)
    def build(to: str, name: str = "Ada") -> Letter | None:
        context: dict[str, object] = {"name": name, "link": "https://meet.example.org/x"}
        return (
            Letter(to=to, subject=f"A note for {name}", template="tests_note", context=context)
            if to
            else None
        )

    return KIND


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """Mail goes there by SMTP in this test, not into `mail.outbox`."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 5
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        yield office
