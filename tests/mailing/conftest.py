"""Letters for the tests of the outbox, of a kind that no app has."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches

from mailing import letters
from mailing.letters import Letter

KIND = "tests.note"


@pytest.fixture(autouse=True)
def _breaker_closed() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch, settings) -> str:
    """A kind whose letter goes to `to`, and is moot without one."""
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "DIRS": [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
        }
    ]
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
