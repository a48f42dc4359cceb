"""Boards for the tests: what the server sees by page and key, and honest clients made with pycrdt."""

import random
from typing import Any

from pycrdt import Doc, Map

from signaling.documents.replica import Replica
from signaling.documents.validator import RULES, parse_update

BOARD = RULES["board"]
PAGES = ("first", "p2")

VALUES: dict[str, list[dict[str, Any]]] = {
    "base": [{"type": "rectangle", "seed": 7}, {"type": "freedraw", "seed": -3, "fileId": None}],
    "place": [{"x": 1, "y": -2.5, "width": 1e5, "height": 0.1}, {"points": [[0, 0], [1.5, 2]], "x": 3}],
    "style": [{"strokeColor": "#1e1e1e", "opacity": 100}, {"roundness": {"type": 3}, "fillStyle": "solid"}],
    "text": [{"text": "né😀\n", "fontSize": 20}, {"text": "", "autoResize": True}],
    "bind": [{"groupIds": ["g1"], "containerId": None}, {"boundElements": [{"id": "b", "type": "arrow"}]}],
    "index": [{"index": "a0"}, {"index": "Zz"}],
    "gone": [{"isDeleted": True}, {"isDeleted": False}, {}],
}

Keys = dict[str, dict[str, Any]]


class BoardDoc:
    """A client's copy."""

    def __init__(self, client: int, *updates: bytes) -> None:
        self.doc: Doc[Any] = Doc(client_id=client)
        self.pages = {page: self.doc.get(f"page:{page}", type=Map) for page in PAGES}
        self.apply(*updates)

    def apply(self, *updates: bytes) -> None:
        for data in updates:
            self.doc.apply_update(data)

    def put(self, page: str, entries: dict[str, Any]) -> bytes:
        """Set entries (None: delete them) in one transaction; gives the update."""
        known = self.doc.get_state()
        with self.doc.transaction():
            for key, value in entries.items():
                if value is not None:
                    self.pages[page][key] = value
                elif key in self.pages[page]:
                    del self.pages[page][key]
        return self.doc.get_update(known)

    def draw(self, chance: random.Random) -> bytes:
        """Set one to three entries of a few elements."""
        entries: dict[str, Any] = {}
        for _ in range(chance.randint(1, 3)):
            group = chance.choice(list(VALUES))
            gone = chance.random() < 0.1
            entries[f"{chance.choice('abc')}/{group}"] = None if gone else chance.choice(VALUES[group])
        return self.put(chance.choice(PAGES), entries)

    def keys(self) -> Keys:
        return {page: entries.to_py() or {} for page, entries in self.pages.items()}


def board_of(*updates: bytes) -> Replica:
    """A replica that has taken these as rows of its log."""
    replica = Replica("board")
    for data in updates:
        replica.take(data)
    return replica


def offer(replica: Replica, data: bytes, user: str = "ada") -> bytes:
    """As the lane and the writer do; the replica is not to be used after ReplicaBroken."""
    return replica.integrate(data, parse_update(data, BOARD), user)


def keys_of(replica: Replica) -> Keys:
    """What the server sees, as the clients' copies have it."""
    board = replica.board()
    return {
        page: {
            f"{element}/{group}": value
            for element, groups in board.get(page, {}).items()
            for group, value in groups.items()
        }
        for page in PAGES
    }
