"""The room's whiteboard in a browser test: drawing by mouse and key, and what the page holds of it."""

from typing import Any

from playwright.sync_api import Locator, Page

from tests.e2e.browser import Window
from tests.e2e.call import Caller, until
from tests.e2e.scenes import Scene, come_in

# Excalidraw's own keys.
RECTANGLE, ELLIPSE, PEN, TEXT, SELECT = "r", "o", "p", "t", "v"


class Board:
    """One person's whiteboard. Places are pixels from the top left corner of the page's visible part."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.page: Page = caller.page

    def open(self) -> "Board":
        self.caller.press("Open whiteboard")
        return self.wait()

    def wait(self) -> "Board":
        # The first time, two megabytes of drawing come with it.
        self.canvas.wait_for(timeout=60_000)
        until(lambda: self.mark not in {"", "Loading…"}, "the board is here")
        return self

    @property
    def region(self) -> Locator:
        return self.page.get_by_role("region", name="Whiteboard").first

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".board-drawing canvas.interactive")

    @property
    def mark(self) -> str:
        return self.region.get_by_role("status").first.inner_text().strip()

    def is_saved(self) -> bool:
        return self.mark == "Saved"

    # --- drawing
    def at(self, x: float, y: float) -> tuple[float, float]:
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def focus(self) -> None:
        self.page.locator(".board-drawing .excalidraw").first.focus()

    def press(self, key: str) -> None:
        self.focus()
        self.page.keyboard.press(key)

    def begin(self, tool: str, x: float, y: float) -> None:
        """The pointer goes down and stays down."""
        self.press(tool)
        self.page.mouse.move(*self.at(x, y))
        self.page.mouse.down()

    def move(self, x: float, y: float, steps: int = 4) -> None:
        self.page.mouse.move(*self.at(x, y), steps=steps)

    def lift(self) -> None:
        self.page.mouse.up()

    def draw(self, tool: str, x: float, y: float, to_x: float, to_y: float) -> None:
        self.begin(tool, x, y)
        self.move(to_x, to_y)
        self.lift()

    # --- what the page holds
    def elements(self, page: str = "first") -> list[dict[str, Any]]:
        """Of the page's copy of the document, without those that were deleted."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "page => window.fusemeetBoard ? window.fusemeetBoard.elements(page) : []", page
        )
        return found

    def kinds(self, page: str = "first") -> list[str]:
        return sorted(element["type"] for element in self.elements(page))

    def shown(self) -> list[dict[str, Any]]:
        """What is drawn on the surface right now, whatever the document says."""
        found: list[dict[str, Any]] = self.page.evaluate("() => window.fusemeetBoard.shown()")
        return found

    def copy(self) -> dict[str, int]:
        """How much of the board this page has in its memory: keys of the document, pages of the store."""
        found: dict[str, int] = self.page.evaluate("() => window.fusemeetBoard.copy()")
        return found

    # --- pages
    @property
    def page_ids(self) -> list[str]:
        found: list[str] = self.page.evaluate("() => window.fusemeetBoard.pages()")
        return found

    @property
    def tabs(self) -> list[str]:
        return self.region.get_by_role("tab").locator("span.truncate").all_inner_texts()

    @property
    def tab(self) -> str:
        return self.region.get_by_role("tab", selected=True).locator("span.truncate").inner_text()

    def choose(self, title: str) -> None:
        self.region.get_by_role("tab", name=title).click()

    def menu(self, label: str, item: str) -> None:
        self.region.get_by_role("button", name=label).click()
        self.page.get_by_role("menuitem", name=item, exact=True).click()


def until_same(*boards: Board, page: str = "first", count: int) -> list[dict[str, Any]]:
    """Waits until all hold the same `count` elements of the page; returns them."""
    plain = ("id", "type", "x", "y", "width", "height", "strokeColor", "backgroundColor", "text", "index")

    def content(board: Board) -> list[dict[str, Any]]:
        return [{name: e.get(name) for name in plain} for e in board.elements(page)]

    until(
        lambda: (
            all(len(board.elements(page)) == count for board in boards)
            and all(content(board) == content(boards[0]) for board in boards)
        ),
        f"all hold the same {count} elements",
    )
    return boards[0].elements(page)


def draw_something(window: Window, room: Any) -> Board:
    """The owner's board with a little of everything on it."""
    come_in(window, room)
    board = Board(Caller(window, room.interviewer, room)).open()
    width = (window.page.viewport_size or {})["width"]
    left = 260 if width > 700 else 40
    board.draw(RECTANGLE, left, 140, left + 120, 210)
    board.draw(ELLIPSE, left + 170, 140, left + 260, 210)
    board.begin(PEN, left, 260)
    for step in range(40):
        board.move(left + step * 6, 260 + (step % 6) * 6, steps=1)
    board.lift()
    board.press(SELECT)
    return board


def scene(window: Window, room: Any) -> None:
    board = draw_something(window, room)
    board.region.get_by_role("button", name="Add a note").click()
    board.page.get_by_role("menuitem", name="Yellow").click()
    board.page.locator("textarea.excalidraw-wysiwyg").wait_for()
    board.page.keyboard.type("Two stacks: push here, pop there")
    board.press("Escape")


def pages_scene(window: Window, room: Any) -> None:
    """Three pages, looked at alone, and hidden from the participants."""
    board = draw_something(window, room)
    for _ in range(2):
        board.region.get_by_role("button", name="Add a page").click()
        board.page.wait_for_timeout(300)
    until(lambda: len(board.tabs) == 3, "there are three pages")
    board.menu("Page “Page 3”", "Look at “Page 1” alone")
    board.menu("More about the whiteboard", "Hide from participants")
    board.region.get_by_text("Hidden from participants").wait_for()


def beside_code(window: Window, room: Any) -> None:
    draw_something(window, room)
    window.page.get_by_role("button", name="Open code", exact=True).click()
    window.page.locator(".monaco-editor .view-lines").first.wait_for(timeout=60_000)


SCENES = [Scene("board", scene), Scene("board-pages", pages_scene), Scene("board-code", beside_code)]
