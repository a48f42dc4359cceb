"""Drawing together: what each one sees and when, what is saved, whose undo it is, and who may not."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.models import User
from rooms.models import Room
from signaling.documents.models import DocumentUpdate
from tests.e2e.board import ELLIPSE, PEN, RECTANGLE, SELECT, TEXT, Board, until_same
from tests.e2e.browser import Window
from tests.e2e.call import Caller, until
from tests.e2e.editor import come_in_quietly

pytestmark = pytest.mark.django_db(transaction=True)
Boards = Callable[..., list[Board]]


@pytest.fixture
def boards(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> Boards:
    """boards("ada", "cai") come into one room and open its whiteboard; the first is the owner."""

    def come(*names: str, room_type: str = "INTERVIEW") -> list[Board]:
        owner, *others = names
        account_type = "TEACHER" if room_type == "CLASSROOM" else "INTERVIEWER"
        users = [make_user(owner, account_type=account_type), *map(make_user, others)]
        room = make_room(owner=users[0], room_type=room_type)
        callers = [come_in_quietly(Caller(window(user=user), user, room)) for user in users]
        return [Board(caller).open() for caller in callers]

    return come


def test_what_one_draws_the_other_has_and_it_is_saved(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.draw(RECTANGLE, 300, 200, 420, 280)
    (element,) = until_same(ada, cai, count=1)
    assert (element["type"], element["width"], element["height"]) == ("rectangle", 120, 80)
    until(lambda: ada.is_saved() and cai.is_saved(), "both are told that it is saved")


def test_two_draw_at_once_on_two_pages(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.region.get_by_role("button", name="Add a page").click()
    until(lambda: ada.tab == cai.tab == "Page 2", "all see the new page")
    cai.choose("Page 1")
    cai.region.get_by_text("You are browsing alone").wait_for()
    second = cai.page_ids[1]
    for board in (ada, cai):
        board.canvas.wait_for()
    ada.begin(RECTANGLE, 300, 200)
    cai.begin(ELLIPSE, 320, 220)
    ada.move(420, 300)
    cai.move(440, 320)
    ada.lift()
    cai.lift()
    (ellipse,) = until_same(ada, cai, count=1)
    (rectangle,) = until_same(ada, cai, page=second, count=1)
    assert (ellipse["type"], rectangle["type"]) == ("ellipse", "rectangle")
    assert [e["type"] for e in ada.shown()] == ["rectangle"] and [e["type"] for e in cai.shown()] == [
        "ellipse"
    ]
    cai.region.get_by_role("button", name="Follow").click()
    until(lambda: [e["type"] for e in cai.shown()] == ["rectangle"], "following again, cai sees ada's page")


def test_one_moves_a_shape_while_another_colours_it_and_both_survive(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.draw(RECTANGLE, 400, 250, 520, 330)
    (before,) = until_same(ada, cai, count=1)
    ada.begin(SELECT, 400, 290)
    ada.move(500, 290)
    cai.press(SELECT)
    until(lambda: cai.shown()[0]["x"] > before["x"] + 90, "cai sees it under way")
    cai.page.mouse.click(*cai.at(560, 250))
    cai.page.get_by_test_id("color-top-pick-#e03131").first.click()
    until(lambda: ada.elements()[0]["strokeColor"] == "#e03131", "the colour comes while ada is still moving")
    assert ada.elements()[0]["x"] == before["x"], "and nothing is committed before the pointer lifts"
    ada.lift()
    until(lambda: cai.elements()[0]["x"] != before["x"], "the move has come")
    (after,) = until_same(ada, cai, count=1)
    assert after["strokeColor"] == "#e03131"
    assert after["x"] == pytest.approx(before["x"] + 100, abs=2)


def test_undo_takes_back_ones_own_and_leaves_what_others_did(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.draw(RECTANGLE, 300, 200, 380, 260)
    until_same(ada, cai, count=1)
    cai.draw(ELLIPSE, 450, 200, 530, 260)
    until_same(ada, cai, count=2)
    ada.press("Control+z")
    until_same(ada, cai, count=1)
    assert ada.kinds() == ["ellipse"]
    ada.press("Control+z")
    ada.press("Control+z")
    assert until_same(ada, cai, count=1)[0]["type"] == "ellipse"
    ada.press("Control+Shift+z")
    until_same(ada, cai, count=2)
    cai.region.get_by_role("button", name="Undo").click()
    until_same(ada, cai, count=1)
    assert cai.kinds() == ["rectangle"]


def test_a_stroke_is_seen_while_it_is_drawn_and_takes_little_room(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.begin(PEN, 300, 300)
    for i in range(300):
        ada.move(300 + i * 2, 300 + 60 * math.sin(i / 12), steps=1)
    until(
        lambda: [e["type"] for e in cai.shown()] == ["freedraw"], "cai sees the stroke before it is finished"
    )
    until(lambda: len(cai.shown()[0]["points"]) > 100, "in much of its length")
    assert cai.elements() == [] and ada.elements() == [], "nothing is in the document yet"
    assert cai.page.locator(f'[data-pointer="{ada.caller.id}"]').inner_text() == ada.caller.user.full_name
    ada.lift()
    (stroke,) = until_same(ada, cai, count=1)
    assert len(stroke["points"]) >= 300
    until(lambda: [len(e["points"]) for e in cai.shown()] == [len(stroke["points"])], "now cai has all of it")
    until(ada.is_saved, "saved")
    rows = DocumentUpdate.objects.filter(document__room=ada.caller.room.pk, document__kind="board")
    sizes = [len(bytes(row.data)) for row in rows]
    print(f"a stroke of {len(stroke['points'])} points: {len(sizes)} row of {sum(sizes)} bytes")
    assert len(sizes) == 1 and sizes[0] < 6000


def test_a_hidden_board_is_gone_from_the_others_pages_and_comes_back(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.draw(RECTANGLE, 300, 200, 380, 260)
    until_same(ada, cai, count=1)
    ada.menu("More about the whiteboard", "Hide from participants")
    cai.page.get_by_text("The whiteboard is hidden").wait_for()
    ada.region.get_by_text("Hidden from participants").wait_for()
    assert cai.copy() == {"keys": 0, "pages": 0}, "nothing of it is left in the page's memory"
    ada.draw(ELLIPSE, 450, 200, 530, 260)
    until(ada.is_saved, "the host goes on drawing")
    cai.page.wait_for_timeout(500)
    assert cai.copy() == {"keys": 0, "pages": 0}
    ada.region.get_by_role("button", name="Show", exact=True).click()
    cai.wait()
    until_same(ada, cai, count=2)
    cai.draw(ELLIPSE, 300, 320, 380, 380)
    until_same(ada, cai, count=3)


def test_a_student_without_the_right_draws_neither_by_mouse_nor_by_script(
    boards: Boards, api: Callable[..., Any]
) -> None:
    tess, sam = boards("tess", "sam", room_type="CLASSROOM")
    tess.draw(RECTANGLE, 300, 200, 380, 260)
    until_same(tess, sam, count=1)
    until(lambda: sam.mark == "Read only", "sam is told")
    sam.draw(ELLIPSE, 450, 200, 530, 260)
    sam.page.wait_for_timeout(300)
    assert [e["type"] for e in sam.shown()] == ["rectangle"]
    # As a script in the page would: past every button, into the document and out by the page's own socket.
    sam.page.evaluate(
        """() => {
            const provider = window.fusemeetBoard.provider();
            provider.setEditable(true);
            const page = provider.snapshot().doc.getMap("page:first");
            page.set("mine/base", {type: "ellipse", seed: 1});
            page.set("mine/place", {x: 1, y: 2, width: 30, height: 40});
        }"""
    )
    until(lambda: sam.kinds() == ["rectangle"], "the server refused it, and sam's copy is the room's again")
    assert tess.kinds() == ["rectangle"]
    assert (
        DocumentUpdate.objects.filter(document__room=tess.caller.room.pk, document__kind="board").count() == 1
    )

    path = f"/api/rooms/{tess.caller.room.room_id}/grants"
    grant = {"userId": sam.caller.id, "ability": "draw", "allowed": True}
    assert api(tess.caller.user).post(path, grant, format="json").status_code < 300
    until(lambda: sam.mark == "Saved", "sam may draw now")
    sam.draw(ELLIPSE, 450, 200, 530, 260)
    until_same(tess, sam, count=2)


PASTE = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 200});
    canvas.getContext("2d").fillRect(20, 20, 200, 100);
    const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
    await navigator.clipboard.write([new ClipboardItem({"image/png": blob})]);
}"""


def test_a_pasted_image_is_seen_by_the_other_and_nobody_elses_host_is_asked(boards: Boards) -> None:
    asked: set[str] = set()
    ada, cai = boards("ada", "cai")
    for board in (ada, cai):
        board.page.on("request", lambda request: asked.add(request.url))
    ada.page.evaluate(PASTE)
    ada.press("Control+v")
    (image,) = until_same(ada, cai, count=1)
    assert image["type"] == "image" and image["width"] == 320
    file = f"/whiteboard/images/{image['fileId']}"
    until(lambda: any(url.endswith(file) for url in asked), "it is fetched by its id")
    ada.press("t")
    ada.page.mouse.click(*ada.at(300, 450))
    ada.page.keyboard.type("Zwölf 漢字 🎈")
    ada.press("Escape")
    until_same(ada, cai, count=2)
    hosts = {urlsplit(url).hostname for url in asked if url.startswith("http")}
    assert hosts == {"localhost"}, asked
    fonts = {url for url in asked if url.endswith(".woff2")}
    assert all("/static/dist/assets/" in url for url in fonts)


# As Excalidraw's own site copies a drawing: its elements as text, the pictures with them, under ids of its own.
PASTE_DRAWING = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 200});
    canvas.getContext("2d").fillRect(20, 20, 200, 100);
    const element = (id, more) => ({id, x: 0, y: 0, width: 160, height: 100, version: 1, versionNonce: 1, ...more});
    const elements = [
        element("far1", {type: "image", fileId: "elsewhere", status: "saved", scale: [1, 1]}),
        element("far2", {type: "rectangle", y: 120}),
        element("far3", {type: "image", fileId: "forgotten", status: "saved", scale: [1, 1], y: 240}),
    ];
    const file = {id: "elsewhere", mimeType: "image/png", dataURL: canvas.toDataURL("image/png"), created: 1};
    const text = JSON.stringify({type: "excalidraw/clipboard", elements, files: {elsewhere: file}});
    await navigator.clipboard.writeText(text);
}"""


def test_the_pictures_of_a_pasted_drawing_are_the_rooms_or_left_out_in_words(boards: Boards) -> None:
    asked: list[str] = []
    ada, cai = boards("ada", "cai")
    ada.caller.window.allow(r"404.*/images/forgotten")  # she asks once whether the room has it
    cai.page.on("response", lambda response: asked.append(f"{response.status} {response.url}"))
    ada.page.evaluate(PASTE_DRAWING)
    ada.page.mouse.move(*ada.at(500, 300))
    ada.press("Control+v")
    image, rectangle = sorted(until_same(ada, cai, count=2), key=lambda element: str(element["type"]))
    assert (image["type"], rectangle["type"]) == ("image", "rectangle")
    assert re.fullmatch(r"[0-9a-f]{40}", image["fileId"]), "an id that the server gave"
    file = f"/whiteboard/images/{image['fileId']}"
    until(lambda: any(one.startswith("200 ") and one.endswith(file) for one in asked), "cai has the picture")
    assert not [one for one in asked if one.startswith("404 ")]
    ada.page.get_by_text("A pasted image was left out. The picture itself was not copied.").wait_for()


@pytest.mark.parametrize(("kind", "magic"), [("PNG", b"\x89PNG\r\n"), ("SVG", b"<?xml"), ("PDF", b"%PDF-")])
def test_a_page_can_be_taken_along(boards: Boards, kind: str, magic: bytes, tmp_path: Path) -> None:
    (ada,) = boards("ada")
    ada.draw(RECTANGLE, 300, 200, 420, 280)
    ada.press(TEXT)
    ada.page.mouse.click(*ada.at(320, 400))
    ada.page.keyboard.type("Taken along")
    ada.press("Escape")
    until(lambda: ada.kinds() == ["rectangle", "text"], "two elements")
    with ada.page.expect_download() as download:
        ada.menu("More about the whiteboard", f"This page as {kind}")
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    path = tmp_path / "file"
    download.value.save_as(path)
    data = path.read_bytes()
    assert data.startswith(magic) and len(data) > 2000
    if kind == "SVG":
        assert b"Taken along" in data and b"font/woff2" in data
        outside = re.findall(rb'(?:href|src|url)[=(]["\']?(https?://[^"\')]+)', data)
        assert not outside, "everything it shows is in it"


def test_hosts_add_name_order_and_delete_pages(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    ada.draw(RECTANGLE, 300, 200, 380, 260)
    ada.region.get_by_role("button", name="Add a page").click()
    until(lambda: cai.tabs == ["Page 1", "Page 2"], "there are two")
    ada.region.get_by_role("tab", name="Page 2").dblclick()
    ada.page.get_by_role("textbox", name="Title of the page").fill("Sketch")
    ada.page.keyboard.press("Enter")
    until(lambda: cai.tabs == ["Page 1", "Sketch"], "its name is told")
    ada.region.get_by_role("tab", name="Sketch").press("Alt+ArrowLeft")
    until(lambda: cai.tabs == ["Sketch", "Page 1"], "and its place")
    assert not cai.region.get_by_role("button", name="Add a page").count(), (
        "who is no host has no such button"
    )
    ada.choose("Page 1")
    until(lambda: cai.tab == "Page 1" and len(cai.shown()) == 1, "a host's choice is everybody's")
    ada.menu("Page “Page 1”", "Delete page")
    ada.page.get_by_role("alertdialog").get_by_role("button", name="Delete page").click()
    until(lambda: cai.tabs == ada.tabs == ["Sketch"], "it is gone for all")
    until(lambda: cai.shown() == [], "with what was drawn on it")


def test_clearing_asks_first_and_a_note_is_written_on_at_once(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    cai.region.get_by_role("button", name="Add a note").click()
    cai.page.get_by_role("menuitem", name="Blue").click()
    cai.page.locator("textarea.excalidraw-wysiwyg").wait_for()
    cai.page.keyboard.type("Remember the milk")
    cai.press("Escape")
    until(lambda: ada.kinds() == ["rectangle", "text"], "the note and its words")
    assert next(e["text"] for e in ada.elements() if e["type"] == "text").split() == [
        "Remember",
        "the",
        "milk",
    ]
    ada.menu("More about the whiteboard", "Clear this page")
    ada.page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    assert len(ada.elements()) == 2
    ada.menu("More about the whiteboard", "Clear this page")
    ada.page.get_by_role("alertdialog").get_by_role("button", name="Clear page").click()
    until_same(ada, cai, count=0)
    until(lambda: ada.shown() == cai.shown() == [], "nothing is left to see")


def test_what_is_unfinished_when_the_host_changes_the_page_is_kept(boards: Boards) -> None:
    ada, cai = boards("ada", "cai")
    cai.press(TEXT)
    cai.page.mouse.click(*cai.at(400, 300))
    cai.page.keyboard.type("Half a sen")
    until(lambda: [e.get("text") for e in ada.shown()] == ["Half a sen"], "ada reads along")
    assert ada.elements() == [], "before it is committed"
    ada.region.get_by_role("button", name="Add a page").click()
    until(lambda: cai.tab == "Page 2", "cai is taken along")
    (text,) = until_same(ada, cai, count=1)
    assert text["text"] == "Half a sen"
