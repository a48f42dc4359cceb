"""Without a connection: what was typed stays in the browser, over closed tabs and crashes, and is merged on return."""

import contextlib

import pytest
from playwright.sync_api import Error as PlaywrightError

from signaling.documents.services import read_code
from tests.e2e.browser import bring_session
from tests.e2e.call import LOST_SERVER, Caller, until
from tests.e2e.editor import Editor, Editors, come_in_quietly, until_equal

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Offline, kept here"


def go_offline(editor: Editor) -> None:
    editor.caller.window.allow(LOST_SERVER)
    until(
        lambda: editor.mark and editor.page.workers,
        "the editor's own helper is loaded: without a line it cannot be",
    )
    editor.caller.window.context.set_offline(True)
    until(lambda: editor.mark.startswith("Offline"), "the page has noticed")


def text_in_database(editor: Editor) -> str:
    return read_code(room=editor.caller.room.pk).content


def another_tab(editor: Editor) -> Caller:
    """The same browser, a new tab: the old one is gone."""
    window = editor.caller.window
    window.page = window.context.new_page()
    caller = Caller(window, editor.caller.user, editor.caller.room)
    return come_in_quietly(caller)


def test_both_go_on_typing_while_one_is_offline_and_find_every_word(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("together\n")
    until_equal(ada, cai, holds=lambda text: "together" in text)
    go_offline(ada)
    ada.press("Control+End")
    ada.type("ada 😀 offline\n")
    until(lambda: ada.mark == KEPT, "what is typed is kept here")
    cai.focus()
    cai.press("Control+Home")
    cai.type("cai 漢字 meanwhile\n")
    until(cai.is_saved, "the one with a connection is saved")
    assert "offline" not in cai.text and "meanwhile" not in ada.text
    ada.caller.window.context.set_offline(False)
    text = until_equal(ada, cai, holds=lambda text: "offline" in text and "meanwhile" in text)
    assert text.count("ada 😀 offline") == text.count("cai 漢字 meanwhile") == text.count("together") == 1
    until(ada.is_saved, "and the mark says so")


@pytest.mark.parametrize("ending", ["closed", "crashed"])
def test_what_a_lost_tab_had_not_saved_is_sent_by_the_next_one(editors: Editors, ending: str) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    ada.type("saved;")
    until_equal(ada, cai, holds=lambda text: text == "saved;")
    go_offline(ada)
    ada.press("Control+End")
    for word in ("typed ", "without ", "a line"):
        ada.type(word)
    until(lambda: ada.mark == KEPT, "it is kept here")
    ada.caller.press("Close code")
    ada.page.wait_for_timeout(500)  # a crash gives no last moment: what is older than this is in the database
    if ending == "closed":
        ada.page.close(run_before_unload=False)
    else:
        crash(ada)
    ada.caller.window.context.set_offline(False)
    assert "without" not in text_in_database(cai)
    # Only into the room: the code is not opened there.
    caller = another_tab(ada)
    until(lambda: "typed without a line" in cai.text, "the other sees it")
    again = Editor(caller).open()
    assert until_equal(again, cai) == "saved;typed without a line"
    assert text_in_database(cai) == "saved;typed without a line"


def test_another_person_at_the_same_browser_sends_none_of_it(editors: Editors) -> None:
    ada, cai = editors("ada", "cai")
    ada.focus()
    go_offline(ada)
    ada.type("ada's own words")
    ada.caller.press("Close code")
    ada.page.wait_for_timeout(500)
    ada.page.close(run_before_unload=False)
    window = ada.caller.window
    window.context.set_offline(False)
    bring_session(window.context, window.live, cai.caller.user)
    window.page = window.context.new_page()
    other = Editor(come_in_quietly(Caller(window, cai.caller.user, ada.caller.room))).open()
    other.focus()
    other.type("cai's")
    until_equal(other, cai, holds=lambda text: text == "cai's")
    assert text_in_database(cai) == "cai's"


def test_closing_the_tab_asks_while_something_is_not_saved(editors: Editors) -> None:
    (ada,) = editors("ada")
    ada.focus()
    ada.type("saved ")
    until(ada.is_saved, "nothing is open")
    go_offline(ada)
    ada.type("not saved")
    until(lambda: ada.mark == KEPT, "it is kept here")
    with ada.page.expect_event("dialog") as asked:
        ada.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    ada.caller.window.context.set_offline(False)
    until(ada.is_saved, "back, and saved")
    with ada.page.expect_event("close"):  # nothing is asked any more
        ada.page.close(run_before_unload=True)


def crash(editor: Editor) -> None:
    """Ends the page's process, as an empty battery would."""
    with editor.page.expect_event("crash"), contextlib.suppress(PlaywrightError):
        editor.page.goto("chrome://crash", timeout=2000)
    editor.page.close()
