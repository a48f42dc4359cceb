"""Browser tests: real Chromium windows against the real server, clean consoles, pictures of what failed."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from accounts.models import User
from rooms.models import Room
from tests.e2e.browser import Window, launch, open_window
from tests.e2e.call import Caller
from tests.e2e.editor import Editor, Editors, come_in_quietly
from tests.live import Live

# Playwright's synchronous interface runs an event loop in this thread, and Django would refuse its own ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

FAILURES = Path(__file__).resolve().parents[2] / "var" / "failures"
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.fixture
def window(request: pytest.FixtureRequest, browser: Browser, live: Live) -> Iterator[Callable[..., Window]]:
    """window(user=ada, viewport=PHONE, theme="dark") opens one more window; all must end with a clean console."""
    opened: list[Window] = []

    def new(**how: Any) -> Window:
        made = open_window(browser, live, **how)
        made.page.set_default_timeout(PATIENCE_MS)
        opened.append(made)
        return made

    yield new
    failed = request.node.stash.get(FAILED, True)
    complaints = []
    for number, made in enumerate(opened, 1):
        if failed:
            take_picture(made, request.node.name, number)
        complaints += [f"window {number}: {text}" for text in made.unexpected()]
        made.context.close()
    assert not complaints, "\n".join(["the console of a page should be clean:", *complaints])


@pytest.fixture
def editors(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> Editors:
    """editors("ada", "cai") come into one room and open its code; the first is the owner."""

    def come(*names: str, room_type: str = "INTERVIEW") -> list[Editor]:
        owner, *others = names
        account_type = "TEACHER" if room_type == "CLASSROOM" else "INTERVIEWER"
        users = [make_user(owner, account_type=account_type), *map(make_user, others)]
        room = make_room(owner=users[0], room_type=room_type)
        callers = [come_in_quietly(Caller(window(user=user), user, room)) for user in users]
        return [Editor(caller).open() for caller in callers]

    return come


def take_picture(window: Window, test: str, number: int) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", test).strip("-")
    for index, page in enumerate(window.context.pages):
        try:
            page.screenshot(path=FAILURES / f"{name}-{number}-{index}.png", timeout=5000)
        except (
            Exception
        ) as problem:  # a page that crashed has no picture, and the test's own failure matters more
            print(f"no picture of window {number}: {problem}")
