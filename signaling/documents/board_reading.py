"""A board's values out of a stored state, for readers on a thread of their own."""

from functools import partial
from typing import Any

from pycrdt import Doc, Map

from signaling.documents.board_content import Board, read_elements
from signaling.documents.board_fields import read_root
from signaling.documents.refusals import guarded


def read_board(state: bytes) -> Board:
    """By page, element and group, what a state of the server's own holds. Raises ReplicaBroken."""
    doc: Doc[Any] = Doc()
    guarded(lambda: doc.apply_update(state))
    board: Board = {}
    for root in guarded(lambda: list(doc.keys())):
        page = read_root(root)
        if page is None:
            continue
        entries: Map[Any] = guarded(partial(doc.get, root, type=Map))
        board[page] = read_elements(entries)
    return board
