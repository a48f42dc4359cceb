"""The board's pages: the hosts' list, which page is shown to all, and the one way to change either.

Every change locks the room, so two hosts at once have an order and neither ends half done. What is drawn on a page
stands in the shared document, under a root named after the page (`signaling.documents`).
"""

import secrets
import string
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from fusemeet.errors import Conflict, Gone, Invalid, NotFound
from rooms.access import ROOM_ENDED, lock_room
from rooms.models import Room
from signaling import journal
from whiteboard.audience import announce_board
from whiteboard.canvas import listed_anew
from whiteboard.models import BoardPage, WhiteboardState

MOST_PAGES = 50
MOST_TITLE_CHARACTERS = 100
FIRST_PAGE = "first"
_LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the wire has it; `order` counts from 0."""

    id: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class PageList:
    """The pages in their order, never none, and which of them is shown to all."""

    pages: list[Page]
    active: str

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(page.id for page in self.pages)

    def as_wire(self) -> dict[str, Any]:
        return {"pages": [asdict(page) for page in self.pages], "activePageId": self.active}


def pages_of(room: int) -> PageList:
    """The room's pages; a room whose list nobody touched has one."""
    rows = BoardPage.objects.filter(room_id=room).values_list("page_id", "title")
    pages = [Page(page, title, order) for order, (page, title) in enumerate(rows)]
    pages = pages or [Page(FIRST_PAGE, "Page 1", 0)]
    active = WhiteboardState.objects.filter(room_id=room).values_list("active_page_id", flat=True).first()
    known = any(page.id == active for page in pages)
    return PageList(pages, active if active and known else pages[0].id)


def page_ids(room: int) -> frozenset[str]:
    """Which pages the document of this room may hold elements of."""
    ids = BoardPage.objects.filter(room_id=room).values_list("page_id", flat=True)
    return frozenset(ids) or frozenset({FIRST_PAGE})


def add_page(
    *,
    room: int,
    person: str,
    page: str | None = None,
    title: str | None = None,
    order: int | None = None,
    client_id: str | None = None,
) -> int:
    """A new page, at the end or at place `order`; the id and the title are made up where none is given."""
    wanted = None if title is None else clean_title(title)

    def add(locked: Room, rows: list[BoardPage]) -> None:
        if len(rows) >= MOST_PAGES:
            raise Conflict("too_many_pages", f"A board has at most {MOST_PAGES} pages. Delete one first.")
        if any(row.page_id == page for row in rows):
            raise Conflict("page_exists", "There is a page with this id already.")
        made = BoardPage(
            room=locked, page_id=page or _new_id(), title=wanted or _next_title(rows), created_by=person
        )
        rows.insert(len(rows) if order is None else order, made)

    return _change_list(room, person, client_id, add)


def rename_page(*, room: int, person: str, page: str, title: str, client_id: str | None = None) -> int:
    cleaned = clean_title(title)

    def rename(locked: Room, rows: list[BoardPage]) -> None:
        _find(rows, page).title = cleaned

    return _change_list(room, person, client_id, rename)


def move_page(*, room: int, person: str, page: str, order: int, client_id: str | None = None) -> int:
    """To the place `order`, counted from 0 among the others; beyond the end is the end."""

    def move(locked: Room, rows: list[BoardPage]) -> None:
        row = _find(rows, page)
        rows.remove(row)
        rows.insert(order, row)

    return _change_list(room, person, client_id, move)


def delete_page(*, room: int, person: str, page: str, client_id: str | None = None) -> int:
    """Take a page off the list (`drawing.empty_page` empties it). If it was shown to all, its neighbour is now.

    Raises Conflict `last_page`: a board always has one.
    """

    def delete(locked: Room, rows: list[BoardPage]) -> None:
        row = _find(rows, page)
        if len(rows) == 1:
            raise Conflict("last_page", "A board has at least one page. Add another one first.")
        place = rows.index(row)
        rows.remove(row)
        if row.pk is not None:
            row.delete()
        state = state_of(locked)
        if state.active_page_id == page or (not state.active_page_id and place == 0):
            state.active_page_id = rows[min(place, len(rows) - 1)].page_id
            state.save(update_fields=["active_page_id", "last_updated"])

    return _change_list(room, person, client_id, delete)


@transaction.atomic
def show_page(*, room: int, person: str, page: str, client_id: str | None = None) -> int:
    """Show this page to all. Raises NotFound `unknown_page`."""
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    if page not in page_ids(room):
        raise _unknown_page()
    state = state_of(locked)
    state.active_page_id = page
    state.save(update_fields=["active_page_id", "last_updated"])
    payload = {"userId": person, "pageId": page}
    return announce_board(
        room=locked, type="whiteboard-page", payload=payload, actor=person, client_id=client_id
    )


def clean_title(title: str) -> str:
    cleaned = " ".join("".join(char for char in title if char.isprintable()).split())
    if not cleaned or len(cleaned) > MOST_TITLE_CHARACTERS:
        raise Invalid("bad_title", f"Give the page a title of 1 to {MOST_TITLE_CHARACTERS} characters.")
    return cleaned


def lock_open_room(room: int) -> Room:
    """Inside a transaction, first of all; raises NotFound and Gone."""
    locked = lock_room(room)
    if not locked.is_active:
        raise Gone("room_ended", ROOM_ENDED)
    return locked


def state_of(room: Room) -> WhiteboardState:
    """The room's row of the reports' table, made where there is none; with the room locked."""
    return WhiteboardState.objects.get_or_create(room=room)[0]


@transaction.atomic
def _change_list(
    room: int, person: str, client_id: str | None, change: Callable[[Room, list[BoardPage]], None]
) -> int:
    locked = lock_open_room(room)
    # Two equal frames at once wait for the room's row, and the second finds the first.
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return repeat.seq
    rows = list(BoardPage.objects.filter(room=locked))
    if not rows:
        rows = [BoardPage(room=locked, page_id=FIRST_PAGE, title="Page 1")]
    change(locked, rows)
    for position, row in enumerate(rows):
        row.position = position
        row.save()
    listed = pages_of(room).as_wire()
    state = state_of(locked)
    state.canvas_data = listed_anew(state.canvas_data, listed["pages"])
    state.save(update_fields=["canvas_data", "last_updated"])
    payload = {"userId": person, **listed}
    return announce_board(
        room=locked, type="whiteboard-pages", payload=payload, actor=person, client_id=client_id
    )


def _find(rows: list[BoardPage], page: str) -> BoardPage:
    for row in rows:
        if row.page_id == page:
            return row
    raise _unknown_page()


def _unknown_page() -> NotFound:
    return NotFound("unknown_page", "There is no such page on this board any more.")


def _next_title(rows: list[BoardPage]) -> str:
    taken = {row.title for row in rows}
    return next(
        title for number in range(len(rows) + 1, 2 * MOST_PAGES) if (title := f"Page {number}") not in taken
    )


def _new_id() -> str:
    return "p" + "".join(secrets.choice(_LETTERS) for _ in range(9))
