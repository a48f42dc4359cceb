"""The library's pages as they are looked at as a whole: full, empty, and with what is wrong in an import."""

from typing import Any

from questions.library import keep_question
from questions.services import create_question
from questions.texts import clean_words
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene

KEPT = [
    (
        "What is a closure?\nGive an example of one that you would rather not have written.",
        "MEDIUM",
        "JavaScript",
    ),
    ("Reverse a linked list, first with and then without recursion.", "EASY", "Algorithms"),
    (
        "A queue from two stacks.\n\n1. Write `enqueue` and `dequeue`.\n2. What do they cost at worst?\n"
        "3. Two threads use it at once. What can go wrong, and what would you change?\n\n"
        "Afterwards: the queue shall hold at most n items.\nWhat happens to who comes too late?\n\nTake your time.",
        "HARD",
        "Algorithms",
    ),
    (
        "How would you find out why a page has become slow since Tuesday?",
        "EXPERT",
        "Operations and monitoring",
    ),
    ("=SUM(A1:A3) in a cell shows ######. Why?", "EASY", "GENERAL"),
]
MIXED = """question;difficulty;category
What is a monad?;HARD;Haskell
Reverse a linked list, first with and then without recursion.;EASY;Algorithms
What does SQL stand for?;TRIVIAL;Databases
;EASY;Databases
Größer oder kleiner als ein Byte?;EASY;Prüfung
"""


def fill(room: Any) -> None:
    for text, difficulty, category in KEPT:
        words = clean_words(question=text, difficulty=difficulty, category=category)
        keep_question(user=room.interviewer, words=words)
        create_question(room=room.pk, person=str(room.interviewer.pk), words=words)


def library(window: Window, room: Any) -> None:
    fill(room)
    window.goto("/questions/")
    window.page.get_by_text("5 questions").wait_for()


def empty(window: Window, room: Any) -> None:
    window.goto("/questions/")
    window.page.get_by_role("heading", name="No question yet").wait_for()


def imported(window: Window, room: Any) -> None:
    fill(room)
    window.goto("/questions/import/")
    window.page.get_by_label("Or paste them here").fill(MIXED)
    window.page.get_by_role("button", name="Look at them").click()
    window.page.get_by_role("heading", name="What was found").wait_for()


def refused(window: Window, room: Any) -> None:
    fill(room)
    window.goto("/questions/new/")
    window.page.get_by_label("Question", exact=True).fill(KEPT[1][0])
    window.page.get_by_role("button", name="Save", exact=True).click()
    window.page.locator(".field-error").first.wait_for()


def earlier(window: Window, room: Any) -> None:
    fill(room)
    window.goto("/questions/earlier/")
    window.page.get_by_text("5 questions").wait_for()


SCENES = [
    Scene("question-library", library),
    Scene("question-empty", empty),
    Scene("question-import", imported),
    Scene("question-refused", refused),
    Scene("question-earlier", earlier),
]
