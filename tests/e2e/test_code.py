"""Writing code together: what each editor shows, what is saved, and that no words are lost or undone by others."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.call import LOST_SERVER, until
from tests.e2e.editor import Editors, until_equal
from tests.live import Live

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_type_at_once_and_end_with_the_same_text(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("first\n\nlast")
    until_equal(ada, cai, holds=lambda text: "last" in text)
    cai.focus()
    cai.press("Control+Home")
    ada.press("Control+End")
    for i in range(12):
        ada.type(f"a{i}😀;")
        cai.type(f"c{i}漢字;")
    text = until_equal(ada, cai, holds=lambda text: "a11😀;" in text and "c11漢字;" in text)
    # Each one's words stand together, whole and in their order.
    assert "".join(f"a{i}😀;" for i in range(12)) in text
    assert "".join(f"c{i}漢字;" for i in range(12)) in text
    until(lambda: ada.is_saved() and cai.is_saved(), "both are told that it is saved")


def test_typing_in_one_place_loses_no_letter(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    cai.focus()
    for _ in range(20):
        ada.press("a")
        cai.press("c")
    text = until_equal(ada, cai, holds=lambda text: len(text) == 40)
    assert text.count("a") == text.count("c") == 20


def test_undo_takes_back_ones_own_words_alone(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("ada was here")
    until_equal(ada, cai, holds=lambda text: text == "ada was here")
    cai.focus()
    cai.press("Control+End")
    cai.type(", cai too")
    until_equal(ada, cai, holds=lambda text: text == "ada was here, cai too")

    ada.press("Control+z")
    assert until_equal(ada, cai, holds=lambda text: "ada" not in text) == ", cai too"
    ada.press("Control+z", "Control+z")
    assert until_equal(ada, cai) == ", cai too"
    ada.press("Control+Shift+z")
    assert until_equal(ada, cai, holds=lambda text: "ada" in text) == "ada was here, cai too"
    cai.press("Control+z")
    assert until_equal(ada, cai, holds=lambda text: "cai" not in text) == "ada was here"


def test_a_killed_server_costs_not_a_letter(editors: Editors, live: Live) -> None:
    ada, cai = editors("ada", "cai")
    for editor in (ada, cai):
        editor.caller.window.allow(LOST_SERVER)
    ada.focus()
    cai.focus()
    for i in range(24):
        if i == 8:
            live.kill()
        ada.type(f"a{i:02};")
        cai.type(f"c{i:02};")
    until(lambda: ada.mark == cai.mark == "Offline, kept here", "both say that their words are kept here")
    live.restart()
    text = until_equal(ada, cai, holds=lambda text: "a23;" in text and "c23;" in text)
    assert all(text.count(f"{who}{i:02};") == 1 for who in "ac" for i in range(24)), text
    until(lambda: ada.is_saved() and cai.is_saved(), "both are told that it is saved")


def test_a_newcomer_finds_the_text_and_a_reload_keeps_it(editors: Editors) -> None:
    (ada,) = editors("ada")
    ada.focus()
    ada.type("kept: ✓ 🎈")
    until(ada.is_saved, "saved")
    ada.page.reload()
    ada.page.get_by_role("button", name="Join", exact=True).click()
    ada.page.locator(".monaco-editor .view-line").first.wait_for(state="attached", timeout=60_000)
    until(lambda: ada.text == "kept: ✓ 🎈", "the text is there after a reload")


def test_others_see_ones_caret_and_selection_under_ones_name(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("select me")
    until_equal(ada, cai, holds=lambda text: text == "select me")
    ada.press("Control+a")
    until(lambda: cai.page.locator(".code-selection").count() > 0, "cai sees what ada selects")
    assert cai.page.locator(".code-caret-name").all_inner_texts() == [ada.caller.user.full_name]
    ada.caller.press("Close code")
    until(lambda: cai.page.locator(".code-caret").count() == 0, "a closed editor has no caret")


def test_the_language_is_the_rooms(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.choose_language("pyth")
    cai.header.get_by_role("button", name="Language: Python").wait_for()


def test_a_student_reads_until_allowed_to_write(editors: Editors, api: Callable[..., Any]) -> None:
    tess, sam = editors("tess", "sam", room_type="CLASSROOM")
    room = tess.caller.room
    tess.focus()
    tess.type("lesson")
    until_equal(tess, sam, holds=lambda text: text == "lesson")
    until(lambda: sam.mark == "Read only", "sam is told")
    sam.focus()
    sam.press("x", "y")
    assert until_equal(tess, sam) == "lesson"

    path = f"/api/rooms/{room.room_id}/grants"
    grant = {"userId": sam.caller.id, "ability": "edit_code", "allowed": True}
    assert api(tess.caller.user).post(path, grant, format="json").status_code < 300
    until(lambda: sam.mark == "Saved", "sam may write now")
    sam.focus()
    sam.press("Control+End")
    sam.type(" done")
    until_equal(tess, sam, holds=lambda text: text == "lesson done")


def test_windows_line_ends_become_the_documents(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.page.evaluate("navigator.clipboard.writeText('one\\r\\ntwo\\r\\nthree')")
    ada.focus()
    ada.press("Control+v")
    until_equal(ada, cai, holds=lambda text: text == "one\ntwo\nthree")
    cai.focus()
    cai.press("Control+End")
    cai.type("!")
    until_equal(ada, cai, holds=lambda text: text == "one\ntwo\nthree!")


def test_what_is_too_large_is_refused_before_it_is_in_the_text(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("small")
    ada.page.evaluate("navigator.clipboard.writeText('x'.repeat(1_200_000))")
    ada.press("Control+v")
    ada.page.get_by_text("more than the editor takes at once").wait_for()
    assert until_equal(ada, cai, holds=lambda text: text == "small") == "small"


def test_completions_come_where_monaco_has_them(editors: Editors) -> None:
    (ada,) = editors("ada")
    ada.focus()
    ada.type("const queue = { inbox: [], outbox: [] };\n")
    ada.page.keyboard.type("queue.inb", delay=60)
    suggestion = ada.page.locator(".suggest-widget.visible .monaco-list-row").first
    suggestion.wait_for(timeout=60_000)
    assert "inbox" in suggestion.inner_text()
