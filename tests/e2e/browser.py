"""Chromium for tests: how it is started, what a page may say on its console, and how people come in."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from accounts.models import User
from accounts.sessions import open_session
from tests.live import Live
from tests.services import program

FLAGS = [
    # Few pictures a second: they are encoded in software, once for each other person.
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # A private network namespace has no other interface.
    "--allow-loopback-in-peer-connection",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages that are not in front must go on: two people share one machine here.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def launch(playwright: Playwright) -> Browser:
    path = program("chromium", "chromium-browser", "google-chrome")
    assert path is not None, "no Chromium on this machine"
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@dataclass
class Window:
    """One person's browser window, and whatever its pages complained about."""

    context: BrowserContext
    page: Page
    live: Live
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Console errors like this belong to the test: a refused request, a server that was killed."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(re.search(p, text) for p in self.allowed)]

    def goto(self, path: str, process: int = 0) -> None:
        self.page.goto(self.live.http(process) + path)

    def listen(self) -> None:
        # Violations of the content security policy come as console errors too.
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.complaints.append(f"{message.text} ({where})")


def open_window(
    browser: Browser,
    live: Live,
    *,
    user: User | None = None,
    process: int = 0,
    viewport: dict[str, int] | None = None,
    theme: str = "",
    **options: Any,
) -> Window:
    """A window of its own (own cookies), signed in as `user` if given, with camera and microphone granted.

    `theme` is what this person has chosen; without one the site is light and the room dark.
    """
    context = browser.new_context(
        viewport=viewport or DESKTOP,  # type: ignore[arg-type]
        permissions=["camera", "microphone", "clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
        **options,
    )
    if theme:
        context.add_init_script(f"localStorage.setItem('fusemeet-theme', '{theme}')")
    if user is not None:
        bring_session(context, live, user, process)
    window = Window(context, context.new_page(), live)
    window.listen()
    return window


def bring_session(context: BrowserContext, live: Live, user: User, process: int = 0) -> None:
    """Sign in without the form: the cookies that a sign-in would have set."""
    pair = open_session(user=user, device="test browser", address="127.0.0.1")
    context.add_cookies(
        [
            {
                "name": f"{settings.COOKIE_PREFIX}{name}",
                "value": value,
                "url": live.http(process),
                "httpOnly": True,
            }
            for name, value in (("access", pair.access), ("refresh", pair.refresh))
        ]
    )


def sign_in(window: Window, username: str, password: str) -> None:
    """Through the form, as a person does."""
    window.goto("/sign-in/")
    page = window.page
    page.locator("input[name=identifier]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard/")
