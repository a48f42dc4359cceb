"""The playback page in a browser test: an interview that was recorded, and the player as a person uses it."""

from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page

from accounts.models import User
from rooms.models import Access
from rooms.policy import Role
from tests.e2e.browser import Window
from tests.e2e.call import until
from tests.e2e.editor import READ_LINES
from tests.e2e.scenes import Scene
from tests.playback.session import Session

STARTER = "class Queue {\n  push(value) {\n  }\n\n  pop() {\n  }\n}\n"
PASTED = (
    "    if (this.outbox.length === 0) {\n"
    "      while (this.inbox.length > 0) this.outbox.push(this.inbox.pop());\n"
    "    }\n"
    "    return this.outbox.pop();\n"
)
SHAPE = {"strokeColor": "#1971c2", "backgroundColor": "#a5d8ff", "fillStyle": "solid", "roughness": 1}


def record_interview(room: Any, candidate: Any = None) -> Session:
    """Some minutes of two people: typed letter by letter, a paste, a drawing on two pages, chat, a question, a gap."""
    ada = room.interviewer
    cai = candidate or ada
    session = Session(room)
    session.join(ada, Role.OWNER).at(4).join(cai)
    if candidate is not None:
        Access.objects.get_or_create(
            room=room, user=cai, defaults={"access_type": Role.CANDIDATE, "granted_at": timezone.now()}
        )
    session.at(8).say(ada, "Good morning! Two stacks, one queue: shall we?")
    session.at(12).question(
        "CREATE",
        id=1,
        question="Build a queue from two stacks. What does `pop` cost on average?",
        difficulty="MEDIUM",
        category="ALGORITHMS",
        isVisible=True,
    )
    session.at(15).type(ada, STARTER)
    _type_slowly(session, cai, "this.inbox.push(value);", STARTER.index("{\n  }") + 2)
    session.second += 4
    session.say(cai, "I keep two arrays, `inbox` and `outbox`.")
    _draw(session, cai, "in", 0, "inbox")
    _draw(session, cai, "out", 220, "outbox")
    session.second += 40
    session.language(ada, "typescript")
    session.second += 3
    session.type(cai, PASTED, session.text.index("pop() {\n") + len("pop() {\n"))
    session.second += 5
    _type_slowly(session, ada, "// amortised: O(1)\n", 0)
    session.event(
        "whiteboard-pages",
        actor=str(ada.pk),
        userId=str(ada.pk),
        pages=[{"id": "first", "title": "Page 1", "order": 0}, {"id": "costs", "title": "Costs", "order": 1}],
        activePageId="costs",
    )
    session.event("whiteboard-page", actor=str(ada.pk), userId=str(ada.pk), pageId="costs")
    _draw(session, ada, "cost", 60, "O(1)", page="costs")
    session.second += 6
    session.say(ada, "Exactly. Thank you, that was clear.").leave(cai)
    session.second += 2
    session.leave(ada, Role.OWNER)
    return session


def _type_slowly(session: Session, who: Any, text: str, at: int) -> None:
    for number, letter in enumerate(text):
        session.type(who, letter, at + number)
        session.second -= 0.82


def _draw(session: Session, who: Any, name: str, x: int, words: str, page: str = "first") -> None:
    place = {"x": x, "y": 40, "width": 170, "height": 90}
    session.draw(
        who,
        name,
        page,
        base={"type": "rectangle", "seed": 7},
        place=place,
        style=SHAPE,
        index={"index": f"a{x}"},
    )
    session.draw(
        who,
        f"{name}-words",
        page,
        base={"type": "text", "seed": 8},
        place={"x": x + 50, "y": 70, "width": 70, "height": 25},
        style={"strokeColor": "#1e1e1e"},
        text={"text": words, "originalText": words, "fontSize": 20, "fontFamily": 5},
        index={"index": f"a{x}V"},
    )


class Player:
    """The page with a recording, in one window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.page: Page = window.page

    def open(self, path: str) -> "Player":
        self.window.goto(path)
        self.slider.wait_for()
        return self

    @property
    def slider(self) -> Locator:
        return self.page.get_by_role("slider", name="Position in the recording")

    @property
    def code(self) -> Locator:
        return self.page.get_by_role("region", name="Code", exact=True)

    @property
    def text(self) -> str:
        lines: list[str] = self.page.evaluate(READ_LINES)
        return "\n".join(lines)

    @property
    def position(self) -> str:
        return self.page.get_by_test_id("position").inner_text()

    @property
    def seq(self) -> int:
        """The row of the code's log that is shown."""
        return int(self.code.get_attribute("data-seq") or 0)

    def wait_for_editor(self) -> "Player":
        # The first time, a megabyte of editor comes with it.
        self.page.locator(".monaco-editor .view-lines").first.wait_for(timeout=60_000)
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def ask(self, what: str) -> Any:
        """Of the page's own door (frontend/src/playback/window-door.ts)."""
        return self.page.evaluate(f"() => window.fusemeetPlayback.{what}")

    def to_end(self) -> None:
        self.slider.focus()
        self.press("End")

    def shows_text(self, text: str) -> None:
        """All of it is in view: beside the board its lines would be broken."""
        both = self.button("Both")
        if both.count() and both.get_attribute("aria-pressed") == "true":
            self.page.get_by_role("group", name="What is on the stage").get_by_role(
                "button", name="Code"
            ).click()
        until(lambda: self.text == text, f"the player shows {text!r}")


def playback(window: Window, room: Any) -> None:
    """Near the end of an interview, with code and board beside each other."""
    candidate, _ = User.objects.get_or_create(
        username="cai",
        defaults={"full_name": "Cai Morgan", "email": "cai@example.org", "account_type": "CANDIDATE"},
    )
    record_interview(room, candidate)
    player = Player(window).open(f"/rooms/{room.room_id}/playback/").wait_for_editor()
    player.to_end()
    for _ in range(3):
        player.button("Previous mark").click()
    player.button("Back 5 seconds").click()
    player.page.mouse.move(5, 5)


SCENES = [Scene("playback", playback)]
