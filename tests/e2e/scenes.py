"""The pages that are looked at as a whole, by axe and in pictures: how to get to each, and when it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.e2e.browser import Window


@dataclass(frozen=True)
class Scene:
    """A page by name; `show` brings a window to it, signed in as the room's owner where `signed_in`."""

    name: str
    show: Callable[[Window, Any], None]
    signed_in: bool = True


def landing(window: Window, room: Any) -> None:
    window.goto("/")
    window.page.get_by_role("heading", level=1).wait_for()


def sign_in(window: Window, room: Any) -> None:
    window.goto("/sign-in/")
    window.page.get_by_role("button", name="Sign in").wait_for()


def register(window: Window, room: Any) -> None:
    window.goto("/register/")
    window.page.get_by_role("heading", level=1).wait_for()


def dashboard(window: Window, room: Any) -> None:
    window.goto("/dashboard/")
    window.page.get_by_text(room.room_name).first.wait_for()


def preview(window: Window, room: Any) -> None:
    window.goto(f"/rooms/{room.room_id}/")
    window.page.get_by_role("button", name="Join", exact=True).wait_for()


def come_in(window: Window, room: Any) -> None:
    window.goto(f"/rooms/{room.room_id}/?invite={room.invite_link_token}")
    window.page.get_by_role("button", name="Join", exact=True).click()
    window.page.get_by_role("toolbar", name="Controls").wait_for()


def press(window: Window, name: str) -> None:
    window.page.get_by_role("toolbar", name="Controls").get_by_role("button", name=name, exact=True).click()


def chat(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open chat")
    window.page.get_by_role("textbox", name="Message").wait_for()


def people(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open people")
    window.page.get_by_role("button", name="Close people").first.wait_for()


def code(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open code")
    window.page.locator(".monaco-editor .view-lines").first.wait_for()


PROGRAM = """class Queue {
  constructor() {
    this.inbox = [];
    this.outbox = [];
  }
  push(value) {
    this.inbox.push(value);
  }
  pop() {
    if (this.outbox.length === 0) {
      while (this.inbox.length > 0) this.outbox.push(this.inbox.pop());
    }
    return this.outbox.pop();
  }
}
"""


def in_company(window: Window, room: Any) -> None:
    """The whole of it: call, code and chat together."""
    code(window, room)
    window.page.locator(".monaco-editor").first.click()
    # Pasted, since the editor indents what is typed.
    window.page.evaluate("text => navigator.clipboard.writeText(text)", PROGRAM)
    window.page.keyboard.press("ControlOrMeta+V")
    if (window.page.viewport_size or {})["width"] > 1000:
        press(window, "Open chat")
        for text in ("Two stacks: one to push onto, one to pop from.", "What does a pop cost on average?"):
            window.page.get_by_role("textbox", name="Message").fill(text)
            window.page.keyboard.press("Enter")


SCENES = [
    Scene("landing", landing, signed_in=False),
    Scene("sign-in", sign_in, signed_in=False),
    Scene("register", register, signed_in=False),
    Scene("dashboard", dashboard),
    Scene("preview", preview),
    Scene("room", come_in),
    Scene("chat", chat),
    Scene("people", people),
    Scene("code", code),
]
