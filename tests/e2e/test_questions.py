"""The library in real browsers: without script from a file to a room, and each page by axe, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest

from questions.models import Question
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.questions import SCENES
from tests.e2e.test_pages import findings

FILE = "question;difficulty;category\r\nWarum größer?;HARD;Prüfung\r\nWoher?;TRICKY;Prüfung\r\n"


def test_without_script_a_list_in_windows_1252_is_looked_at_taken_and_put_into_a_room(
    window: Callable[..., Window], make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada = make_user("ada")
    room = make_room(ada, name="Interview")
    made = window(user=ada, java_script_enabled=False)
    page = made.page
    made.goto("/questions/")
    page.get_by_role("link", name="Import a list").click()
    file = {"name": "fragen.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at them").click()
    assert page.get_by_text("Line 3: The difficulty “TRICKY” is not one of").is_visible()
    text = page.get_by_label("Or paste them here")
    text.fill(text.input_value().replace("TRICKY", "EASY"))
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Add 2 questions").click()
    assert page.get_by_text("2 questions are new in your library.").is_visible()
    page.get_by_label("Choose this question: Warum größer?").check()
    page.get_by_role("button", name="Put into the room").click()
    assert page.get_by_text("1 put into Interview, hidden until you show them.").is_visible()
    put = Question.objects.get(room=room)
    assert (put.question, put.difficulty, put.category, put.is_visible) == (
        "Warum größer?",
        "HARD",
        "Prüfung",
        False,
    )


@pytest.mark.parametrize(("theme", "viewport"), [("light", DESKTOP), ("dark", PHONE)], ids=["wide", "narrow"])
def test_the_librarys_pages_are_open_to_everybody(
    window: Callable[..., Window],
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    theme: str,
    viewport: dict[str, int],
) -> None:
    for scene in SCENES:
        owner = make_user()
        made = window(user=owner, theme=theme, viewport=viewport)
        scene.show(made, make_room(owner))
        assert not findings(made), scene.name
        wide = made.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{scene.name} is {wide} px wider than the window"
