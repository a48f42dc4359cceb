"""What a replica knows of a board: a map per page, an entry per group of an element."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from pycrdt import Doc, Map

from signaling.documents import roots
from signaling.documents.any_value import MAX_VALUE_BYTES
from signaling.documents.board_fields import (
    GROUPS,
    PAGE_ID,
    ROOT_PREFIX,
    is_value_of,
    read_key,
    read_root,
)
from signaling.documents.board_groups import BoardGroups
from signaling.documents.changes import BoardChange
from signaling.documents.ranges import Ranges
from signaling.documents.refusals import Refused, guarded
from signaling.documents.structs import Update

MAX_ELEMENTS = 10_000

Elements = dict[str, dict[str, dict[str, Any]]]
Board = dict[str, Elements]


class BoardContent:
    """Asked by `Replica` before and after each update; it never applies one itself."""

    def __init__(self, doc: "Doc[Any]", room: int) -> None:
        self._doc = doc
        self._room = room
        self._pages: dict[str, Map[Any]] = {}
        self._groups = BoardGroups()
        # Per page its elements; counted when one is added, for the first time.
        self._elements: dict[str, set[str]] = {}
        self._watches: dict[str, Any] | None = None
        self.changes: list[BoardChange] = []

    def text(self) -> str:
        """A board has no text."""
        return ""

    def board(self) -> Board:
        """By page, element and group: every value that stands."""
        self._find_pages()
        board: Board = {}
        for page, entries in self._pages.items():
            board[page] = read_elements(entries)
        return board

    def page(self, page: str) -> Elements:
        """What `board` has of one page; nothing where there is no such page."""
        self._find_pages()
        entries = self._pages.get(page)
        return {} if entries is None else read_elements(entries)

    def element(self, page: str, element: str) -> dict[str, dict[str, Any]]:
        """The values of one element by group: what reading the whole board for it would cost at every edit."""
        self._find_pages()
        entries = self._pages.get(page)
        if entries is None:
            return {}
        keys = {group: f"{element}/{group}" for group in GROUPS}
        return {group: plain(entries[key]) for group, key in keys.items() if key in entries}

    def write(self, changes: Sequence[BoardChange]) -> None:
        """Make the changes inside the caller's transaction. Raises Refused before the first of them is made."""
        for change in changes:
            entry = read_key(f"{change.element}/{change.group}")
            if not PAGE_ID.match(change.page) or entry != (change.element, change.group):
                raise Refused("invalid")
            if change.value is not None and not is_value_of(change.group, change.value):
                raise Refused("invalid")
            if len(json.dumps(change.value)) > MAX_VALUE_BYTES:
                raise Refused("too_big")
        self._refuse_unknown_pages({change.page for change in changes})
        self._refuse_growth([(change.page, change.element) for change in changes])
        for change in changes:
            entries = self._page(change.page)
            key = f"{change.element}/{change.group}"
            if change.value is not None:
                entries[key] = change.value
            elif key in entries:
                del entries[key]

    # --- before an update ------------------------------------------------------------------------------------------
    def check(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> None:
        """Refuse unknown pages, values under keys of other groups, and new ones out of bounds. Raises Refused."""
        self._refuse_unknown_pages({entry.page for entry in update.entries if not entry.left})
        self._refuse_kept_values(update)
        if any(e.is_beyond and e.clock + e.length > clocks.get(e.client, 0) for e in update.entries):
            raise Refused("invalid")
        self._groups.find(update.entries, clocks)

    def check_growth(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> None:
        """Keep each page to its number of elements. Raises Refused."""
        self._refuse_growth(
            [(e.page, e.element) for e in update.entries if not e.left and e.clock >= clocks.get(e.client, 0)]
        )

    def _refuse_unknown_pages(self, pages: set[str]) -> None:
        unknown = pages - self._pages.keys()
        if unknown:
            self._find_pages()
            unknown -= self._pages.keys()
        if unknown and not unknown <= roots.page_ids(self._room):
            raise Refused("unknown_page")

    def _refuse_growth(self, places: list[tuple[str, str]]) -> None:
        added: dict[str, set[str]] = {}
        for page, element in places:
            if element not in self._elements_of(page):
                added.setdefault(page, set()).add(element)
        if any(len(new) + len(self._elements[page]) > MAX_ELEMENTS for page, new in added.items()):
            raise Refused("too_big")

    def _elements_of(self, page: str) -> set[str]:
        elements = self._elements.get(page)
        if elements is None:
            keys = guarded(lambda: list(self._page(page).keys()))
            elements = self._elements[page] = {key.partition("/")[0] for key in keys}
        return elements

    def _refuse_kept_values(self, update: Update) -> None:
        """Several values in one struct are overwritten ones, and the same update says that they are deleted."""
        kept = [entry for entry in update.entries if entry.length > 1 and not entry.is_deleted]
        if not kept:
            return
        gone = Ranges(update.deletes)
        if not all(gone.cover(entry.client, entry.clock, entry.clock + entry.length) for entry in kept):
            raise Refused("invalid")

    def prepare(self, update: Update) -> None:
        """Make the pages that an update which is to be applied is about."""
        for entry in update.entries:
            if not entry.left:
                self._page(entry.page)

    # --- after an update -------------------------------------------------------------------------------------------
    def note(self, update: Update, clocks: dict[int, int]) -> None:
        """Learn from an update that has been applied; `clocks` are those from before it."""
        for client, start, _, number in self._groups.find(update.entries, clocks):
            self._groups.add(client, start, number)
        for entry in update.entries:
            if not entry.left and entry.page in self._elements:
                self._elements[entry.page].add(entry.element)

    def facts(self) -> bytes:
        """What is known of the structs and does not stand in the document's state as it is encoded."""
        return self._groups.pack()

    def learn(self, facts: bytes) -> None:
        """The inverse of `facts`, in a document that has just been restored. Raises Malformed."""
        self._groups.unpack(facts)

    def is_in_order(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> bool:
        """Entries have a left neighbour alone, and any of their key will do."""
        return True

    # --- pages -----------------------------------------------------------------------------------------------------
    def _page(self, page: str) -> "Map[Any]":
        if page not in self._pages:
            self._pages[page] = guarded(lambda: self._doc.get(ROOT_PREFIX + page, type=Map))
            self._watch_page(page)
        return self._pages[page]

    def _find_pages(self) -> None:
        """See the roots that updates have brought."""
        for root in guarded(lambda: list(self._doc.keys())):
            page = read_root(root)
            if page is not None:
                self._page(page)

    # --- changes ---------------------------------------------------------------------------------------------------
    def watch(self, watched: bool) -> None:
        """Note in `changes` what each update changes, or no longer."""
        if watched == (self._watches is not None):
            return
        if watched:
            self._find_pages()
            self._watches = {}
            for page in self._pages:
                self._watch_page(page)
        else:
            for page, subscription in (self._watches or {}).items():
                self._pages[page].unobserve(subscription)
            self._watches = None

    def _watch_page(self, page: str) -> None:
        if self._watches is not None:
            self._watches[page] = self._pages[page].observe(partial(self._changed, page))

    def _changed(self, page: str, event: Any) -> None:
        for key, change in event.keys.items():
            place = read_key(key)
            if place is not None:
                value = None if change["action"] == "delete" else plain(change["newValue"])
                self.changes.append(BoardChange(page, *place, value))


def read_elements(entries: "Map[Any]") -> Elements:
    """A page's values by element and group. Raises ReplicaBroken.

    One after the other: the library holds Python's lock while it converts, and the event loop must not wait for a
    whole page.
    """
    elements: Elements = {}
    for key in guarded(lambda: list(entries.keys())):
        place = read_key(key)
        if place is not None:
            elements.setdefault(place[0], {})[place[1]] = plain(guarded(partial(entries.get, key)))
    return elements


def plain(value: Any) -> Any:
    """As JSON has it: the library gives every number as a float."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value
