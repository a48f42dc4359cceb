"""The report of a session in a real browser: read on a screen and on a phone, without script, and printed."""

from collections.abc import Callable
from typing import Any

import pytest

from questions.models import Question
from rooms.access import room_for
from rooms.policy import Role
from rooms.sharing import give_access
from tests.e2e.browser import PHONE, Window
from tests.playback.session import Session

CODE = """def two_sum(numbers, target):
    \"\"\"The places of the two numbers that make the target; None without any.\"\"\"
    seen = {}
    for place, number in enumerate(numbers):
        if target - number in seen:
            return seen[target - number], place
        seen[number] = place
    return None
"""
PLACE = {"x": 0, "y": 0, "width": 180, "height": 80, "angle": 0}


def shape(kind: str, index: str, **more: Any) -> dict[str, Any]:
    place = PLACE | more.pop("place", {})
    return {"base": {"type": kind, "seed": 1}, "place": place, "index": {"index": index}, **more}


@pytest.fixture
def held(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> tuple[Any, Any]:
    """An interview of three quarters of an hour, and its host."""
    ada = make_user("ada", full_name="Ada Lovelace")
    cai = make_user("cai", full_name="Cai Morgan", account_type="CANDIDATE")
    room = make_room(ada, name="Interview: a queue from two stacks", description="First round, in Python.")
    give_access(member=room_for(ada, room.room_id), user=cai, role=Role.CANDIDATE)
    session = Session(room).join(ada, Role.OWNER).at(20).join(cai).language(ada, "python")
    session.say(ada, "Hello Cai, can you hear me?").say(cai, "Yes, very well.\nAnd I can see the editor.")
    session.at(300).type(cai, CODE).at(900).record(False).say(ada, "not recorded").at(960).record(True)
    session.draw(
        ada, "box", **shape("rectangle", "a0", style={"backgroundColor": "#a5d8ff", "roundness": {"type": 3}})
    )
    session.draw(
        ada,
        "word",
        **shape("text", "a1", place={"x": 40, "y": 28}, text={"text": "in stack", "fontSize": 20}),
    )
    arrow = {"x": 190, "y": 40, "points": [[0, 0], [60, -20], [120, 0]]}
    session.draw(
        ada,
        "arrow",
        **shape("arrow", "a2", place=arrow, style={"endArrowhead": "arrow", "roundness": {"type": 2}}),
    )
    session.draw(
        ada,
        "out",
        **shape("ellipse", "a3", place={"x": 320}, style={"strokeColor": "#e03131", "strokeWidth": 4}),
    )
    wave = [[n, 12 * ((n // 20) % 2)] for n in range(0, 300, 10)]
    session.draw(cai, "pen", **shape("freedraw", "a4", place={"x": 60, "y": 130, "points": wave}))
    session.at(2640).leave(cai).say(ada, "Thank you!").leave(ada, Role.OWNER)
    for words, visible in (("Find two numbers that make a sum.", True), ("And for a sorted list?", False)):
        Question.objects.create(
            room=room, question=words, difficulty="MEDIUM", category="ARRAYS", is_visible=visible
        )
    return room, ada


def test_it_is_read_on_a_screen_in_the_readers_own_time(window: Callable[..., Window], held: Any) -> None:
    room, ada = held
    made = window(user=ada, timezone_id="Asia/Tokyo")
    made.goto(f"/rooms/{room.room_id}/report/")
    page = made.page
    page.get_by_role("heading", name="Interview: a queue from two stacks").wait_for()
    page.get_by_text("Fri 20 Nov 2026, 23:00 (your time)").wait_for()
    assert page.get_by_text("44 min").first.is_visible()
    assert (
        page.get_by_text("Not recorded").is_visible()
        and page.get_by_text("not recorded", exact=True).count() <= 1
    )
    assert page.locator(".report-line").count() == CODE.count("\n")
    drawing = page.get_by_role("img", name="Page 1")
    assert drawing.locator("rect, ellipse, path, text").count() >= 6
    page.get_by_role("link", name="Watch the playback").click()
    page.wait_for_url("**/playback/")


def test_without_script_on_a_phone_nothing_is_missing_and_nothing_is_wider_than_the_screen(
    window: Callable[..., Window], held: Any
) -> None:
    room, ada = held
    made = window(user=ada, viewport=PHONE, java_script_enabled=False)
    made.goto(f"/rooms/{room.room_id}/report/")
    for words in (
        "Fri 20 Nov 2026, 14:00 UTC",
        "Ada Lovelace",
        "And for a sorted list?",
        "seen[number] = place",
    ):
        assert made.page.locator(".report").get_by_text(words).first.is_visible(), words
    box = made.page.locator(".report").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    code = made.page.locator(".report-lines").bounding_box()
    assert code is not None and code["width"] <= PHONE["width"], "long lines wrap"


def test_printed_it_is_black_on_white_in_the_dark_theme_too_and_has_nothing_to_click(
    window: Callable[..., Window], held: Any
) -> None:
    room, ada = held
    made = window(user=ada, theme="dark")
    made.goto(f"/rooms/{room.room_id}/report/")
    page = made.page
    page.get_by_role("heading", name="Chat").wait_for()
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".report-actions"):
        assert not page.locator(hidden).first.is_visible(), hidden

    def colour(selector: str, name: str) -> str:
        return str(page.locator(selector).first.evaluate(f"each => getComputedStyle(each).{name}"))

    assert colour("body", "backgroundColor") == "rgb(255, 255, 255)"
    for selector in (".report h1", ".report-line", ".report-chat strong", ".report-table tbody th"):
        assert colour(selector, "color") == "rgb(0, 0, 0)", selector
    paper = page.pdf(format="A4")
    assert (
        paper.startswith(b"%PDF") and 1 <= paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 12
    )
