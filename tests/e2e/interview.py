"""The questions, notes, scorecard and timer of a room in a browser test, and as they are looked at as a whole."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from questions.models import LibraryQuestion, Question
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene, come_in, press

QUESTIONS = [
    ("Build a queue from two stacks. What does a `pop` cost on average?", "MEDIUM", "DATA_STRUCTURES", True),
    (
        "Find two numbers in a list that add up to a target.\n\n```python\ntwo_sum([2, 7, 11], 9)\n```",
        "EASY",
        "ARRAYS",
        True,
    ),
    ("Tell me about a bug that took you days to find.", "EASY", "GENERAL", False),
    ("How would you keep a rate limit across several servers?", "HARD", "SYSTEM_DESIGN", False),
]


class Interviewer:
    """One person's panel beside the stage."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("region", name="Panel")

    def open(self, name: str) -> "Interviewer":
        button = self.page.get_by_role("toolbar", name="Controls").get_by_role(
            "button", name=re.compile(rf"^Open {name}")
        )
        if button.count():
            button.click()
        return self

    def ask(self, text: str, category: str = "") -> None:
        self.panel.get_by_role("button", name="New question").click()
        form = self.panel.get_by_role("form", name="New question")
        form.get_by_label("Question").fill(text)
        if category:
            form.get_by_label("Category").fill(category)
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(form).to_have_count(0)

    def row(self, text: str) -> Locator:
        return self.panel.get_by_role("listitem").filter(has_text=text)

    def texts(self) -> list[str]:
        """The first line of each question, in order."""
        lines: list[str] = self.panel.locator("li[data-question] .whitespace-pre-wrap").all_inner_texts()
        return [line.split("\n")[0] for line in lines]

    def note(self, text: str) -> None:
        """Typed into the composer; it saves itself."""
        self.panel.get_by_role("textbox", name="New note").press_sequentially(text)


def ask_all(room: Any) -> None:
    for place, (text, difficulty, category, shown) in enumerate(QUESTIONS, 1):
        Question.objects.create(
            room=room,
            question=text,
            difficulty=difficulty,
            category=category,
            is_visible=shown,
            display_order=place * 1024,
        )


def questions(window: Window, room: Any) -> None:
    ask_all(room)
    come_in(window, room)
    press(window, "Open questions")
    window.page.get_by_text("2 of 4 shown").wait_for()


def question_form(window: Window, room: Any) -> None:
    questions(window, room)
    window.page.get_by_role("button", name="New question").click()
    window.page.get_by_role("form").get_by_label("Question").fill("Reverse a linked list, in place.")


def library(window: Window, room: Any) -> None:
    for text, difficulty, category, _ in QUESTIONS:
        LibraryQuestion.objects.create(
            owner=room.interviewer, question=text, difficulty=difficulty, category=category, digest=text[:60]
        )
    come_in(window, room)
    press(window, "Open questions")
    window.page.get_by_role("button", name="Library").click()
    window.page.get_by_role("dialog").get_by_role("checkbox").first.check()


def notes(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open notes")
    person = Interviewer(window.page)
    person.note("Asks about the size of the input before writing. Good.")
    window.page.keyboard.press("ControlOrMeta+Enter")
    person.panel.get_by_role("listitem").first.wait_for()
    person.note("Names are clear, and `pop` is O(1)…")


def scorecard(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open notes")
    panel = Interviewer(window.page).panel
    panel.get_by_role("button", name="Scorecard").click()
    panel.get_by_role("group", name="Problem solving").get_by_role("radio", name="4, Good").check()
    panel.get_by_role("textbox", name="Why, for Problem solving").fill("Found the second stack alone.")


def timer(window: Window, room: Any) -> None:
    come_in(window, room)
    window.page.get_by_role("button", name="Timer").wait_for()
    window.page.keyboard.press("t")
    window.page.get_by_role("button", name="Start 45 minutes").click()
    window.page.get_by_role("timer").wait_for()
    window.page.keyboard.press("t")
    window.page.get_by_role("dialog", name="Timer").wait_for()


SCENES = [
    Scene("interview-questions", questions),
    Scene("interview-question-form", question_form),
    Scene("interview-library", library),
    Scene("interview-notes", notes),
    Scene("interview-scorecard", scorecard),
    Scene("interview-timer", timer),
]
