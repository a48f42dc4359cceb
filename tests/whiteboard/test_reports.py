"""What reports read of a board follows it: what is drawn, the list of pages, whether it is shown."""

import time
from collections.abc import Callable
from typing import Any

from tests.live import Live
from tests.whiteboard.conftest import School
from tests.ws import RoomClient
from whiteboard import canvas
from whiteboard.canvas import canvas_of, listed_anew
from whiteboard.models import WhiteboardState

BOX: dict[str, Any] = {"id": "box", "type": "rectangle", "x": 10, "y": 20, "width": 30, "height": 40}


def kept(school: School, until: Callable[[WhiteboardState], bool], seconds: float = 30) -> WhiteboardState:
    deadline = time.monotonic() + seconds
    while True:
        state = WhiteboardState.objects.filter(room=school.room).first()
        if state is not None and until(state):
            return state
        assert time.monotonic() < deadline, state and state.canvas_data
        time.sleep(0.1)


def drawn(state: WhiteboardState) -> list[list[str]]:
    return [[each["id"] for each in page["elements"]] for page in state.canvas_data.get("pages", [])]


def test_it_follows_while_people_draw_and_at_once_when_they_have_gone(live: Live, school: School) -> None:
    with RoomClient.enter(live, school.id, school.teacher) as teacher:
        teacher.send("whiteboard-pages", action="add", pageId="notes", title="Notes")
        teacher.send("whiteboard-action", action="add", data=BOX)
        state = kept(school, lambda state: drawn(state) == [["box"], []])
        assert state.canvas_data["pages"][0]["elements"][0]["strokeColor"] == "#1e1e1e"
        teacher.send("whiteboard-action", action="add", data=BOX | {"id": "late"}, pageId="notes")
        teacher.send("whiteboard-action", action="delete", data={"id": "box"})
        teacher.send("whiteboard-page", pageId="notes")
    # 5 s where the room empties; without that it would be 8 s after the last change.
    began = time.monotonic()
    state = kept(school, lambda state: drawn(state) == [[], ["late"]])
    assert time.monotonic() - began < 8
    assert (state.active_page_id, state.visible) == ("notes", True)


def test_a_changed_list_keeps_what_is_on_the_pages() -> None:
    before = {"pages": [{"id": "a", "title": "A", "order": 0, "elements": [BOX]}]}
    pages = [{"id": "b", "title": "B", "order": 0}, {"id": "a", "title": "Z", "order": 1}]
    after = listed_anew(before, pages)
    assert [(page["title"], len(page["elements"])) for page in after["pages"]] == [("B", 0), ("Z", 1)]


def test_a_board_that_is_too_big_to_keep_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr(canvas, "MOST_CHARACTERS", 300)
    pages = [{"id": "a", "title": "A", "order": 0}]
    assert canvas_of(pages, {"a": [BOX]}) == {"pages": [pages[0] | {"elements": [BOX]}]}
    assert canvas_of(pages, {"a": [BOX] * 4}) == {"pages": [pages[0] | {"elements": []}], "tooBig": True}
