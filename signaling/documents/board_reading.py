"""A board's values out of a stored state, for readers on a thread of their own."""

from functools import partial
from typing import Any

from pycrdt import Doc, Map

from signaling.documents.board_content import Board, plain
from signaling.documents.board_fields import read_key, read_root
from signaling.documents.refusals import guarded


def read_board(state: bytes) -> Board:
    """By page, element and group, what a state of the server's own holds. Raises ReplicaBroken.

    One value after the other: the library holds Python's lock while it converts, and the event loop must not wait for
    a whole board.
    """
    doc: Doc[Any] = Doc()
    guarded(lambda: doc.apply_update(state))
    board: Board = {}
    for root in guarded(lambda: list(doc.keys())):
        page = read_root(root)
        if page is None:
            continue
        entries: Map[Any] = guarded(partial(doc.get, root, type=Map))
        elements = board.setdefault(page, {})
        keys: list[str] = guarded(partial(list, entries))
        for key in keys:
            place = read_key(key)
            if place is not None:
                elements.setdefault(place[0], {})[place[1]] = plain(guarded(partial(entries.get, key)))
    return board
