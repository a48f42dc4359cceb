"""A person in a call, as a browser test sees them: what they press, and what really arrives at their window."""

import time
from collections.abc import Callable
from typing import Any

from accounts.models import User
from rooms.models import Room
from tests.e2e.browser import Window

PATIENCE_SECONDS = 40
# What a page may say when the server it talks to is killed or its socket is cut.
LOST_SERVER = (
    r"WebSocket connection to|"
    r"ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED)"
)


def until(holds: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> float:
    """Waits until it holds; returns how long that took, in seconds."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, f"it did not come to pass within {seconds} s: {what}"
        time.sleep(0.15)
    return time.monotonic() - start


class Caller:
    """One person's window in a room."""

    def __init__(self, window: Window, user: User, room: Room, process: int = 0) -> None:
        self.window, self.page, self.user, self.room, self.process = window, window.page, user, room, process
        self.id = str(user.pk)

    def come_in(self) -> "Caller":
        self.window.goto(f"/rooms/{self.room.room_id}/?invite={self.room.invite_link_token}", self.process)
        self.page.get_by_role("button", name="Join", exact=True).click()
        self.page.get_by_role("button", name="Leave the room").wait_for()
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def stats(self) -> dict[str, Any]:
        """By the other person's id: connection, pair, received and sent counters by kind."""
        answer = self.page.evaluate("() => window.fusemeet ? window.fusemeet.stats() : null")
        people: dict[str, Any] = answer["people"] if answer else {}
        return people

    def received(self, other: "Caller", kind: str) -> dict[str, Any]:
        found: dict[str, Any] = self.stats().get(other.id, {}).get("received", {}).get(kind, {})
        return found

    def pair(self, other: "Caller") -> str | None:
        """The name of the connection; another one means that it was made anew."""
        return self.stats().get(other.id, {}).get("pair")

    def sees(self, other: "Caller", kind: str = "video", seconds: float = 0.8) -> bool:
        """New pictures of the other are decoded here."""
        before = self.received(other, kind).get("frames", 0)
        time.sleep(seconds)
        return bool(self.received(other, kind).get("frames", 0) > before + 1)

    def hears(self, other: "Caller", seconds: float = 1.6) -> bool:
        """There is something to hear (the test camera's microphone beeps once a second)."""
        before = self.received(other, "audio").get("audioEnergy", 0)
        time.sleep(seconds)
        return bool(self.received(other, "audio").get("audioEnergy", 0) > before)

    def shows(self, other: "Caller") -> bool:
        """The page itself draws the other's picture."""
        return bool(
            self.page.evaluate(
                """id => { const video = document.querySelector(`[data-tile="${id}"] video`);
                           return !!video && video.videoWidth > 0 && !video.paused; }""",
                other.id,
            )
        )


def all_see_each_other(*callers: Caller) -> None:
    for one in callers:
        for other in callers:
            if one is not other:
                try:
                    until(lambda one=one, other=other: one.sees(other), f"{one.user} sees {other.user}")
                except AssertionError as late:
                    late.add_note(f"{one.user} has {one.stats()}\n{other.user} has {other.stats()}")
                    raise
