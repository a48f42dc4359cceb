"""The room's editor in a browser test: what stands in it, typing into it, its saved mark."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from tests.e2e.call import Caller, until

# Monaco draws a line each; spaces are drawn as no-break spaces, and only lines in view are there. Where a line is
# inserted it takes the last one away at once and draws the others with the next frame: what people see is what stands
# there when that frame is painted, which is when a new observer of sizes is called.
READ_LINES = """() => new Promise((resolve) => {
    const read = () => [...document.querySelectorAll(".monaco-editor .view-line")]
        .map(line => [parseFloat(line.style.top), line.textContent])
        .sort((a, b) => a[0] - b[0])
        .map(([, text]) => text.replaceAll("\\u00a0", " "));
    const observer = new ResizeObserver(() => {
        observer.disconnect();
        resolve(read());
    });
    observer.observe(document.body);
})"""


def come_in_quietly(caller: Caller) -> Caller:
    """Into the room with camera and microphone off: these tests leave the machine to the editors."""
    caller.window.goto(f"/rooms/{caller.room.room_id}/?invite={caller.room.invite_link_token}")
    for device in ("camera", "microphone"):
        caller.page.get_by_role("button", name=re.compile(rf"^Turn (off {device}|{device} off)$")).click()
    caller.page.get_by_role("button", name="Join", exact=True).click()
    caller.page.get_by_role("toolbar", name="Controls").wait_for()
    return caller


class Editor:
    """One person's editor. Texts in tests stay short enough to be in view."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.page: Page = caller.page

    def open(self) -> "Editor":
        self.caller.press("Open code")
        # The first time, a megabyte of editor comes with it.
        self.page.locator(".monaco-editor .view-line").first.wait_for(state="attached", timeout=60_000)
        until(lambda: self.mark != "Loading…", "the text is here")
        return self

    @property
    def text(self) -> str:
        lines: list[str] = self.page.evaluate(READ_LINES)
        return "\n".join(lines)

    @property
    def mark(self) -> str:
        return self.header.get_by_role("status").first.inner_text().strip()

    @property
    def header(self) -> Locator:
        return self.page.get_by_role("region", name="Code").first

    def focus(self) -> None:
        self.page.locator(".monaco-editor .view-lines").click()

    def type(self, text: str) -> None:
        """As an input method gives it: emoji and CJK included. Where the caret is."""
        self.page.keyboard.insert_text(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def is_saved(self) -> bool:
        return self.mark == "Saved"

    def choose_language(self, words: str) -> None:
        self.header.get_by_role("button", name="Language:").click()
        self.page.get_by_role("combobox", name="Search languages").fill(words)
        self.press("Enter")


def until_equal(*editors: Editor, holds: Callable[[str], Any] = lambda text: True) -> str:
    """Waits until all show the same text and it is as asked; returns it."""
    until(
        lambda: len({editor.text for editor in editors}) == 1 and holds(editors[0].text),
        "all editors show the same text",
    )
    return editors[0].text


Editors = Callable[..., list[Editor]]
