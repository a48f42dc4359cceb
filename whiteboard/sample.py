"""A small drawing for a development instance: how a queue is made of two stacks."""

import string
from typing import Any

from signaling.documents.changes import BoardChange
from signaling.documents.clock import now_us
from signaling.documents.commit import Edit, commit
from signaling.documents.log import load
from signaling.documents.models import DocumentKind, UpdateKind
from signaling.documents.replica import Replica
from whiteboard.actions import added, read_element
from whiteboard.pages import FIRST_PAGE

BLUE, GREEN = "#a5d8ff", "#b2f2bb"


def draw_sample(*, room: int, user: str) -> bool:
    """Draw it where the board is empty; whether that was so."""
    loaded = load(room, DocumentKind.BOARD)
    if loaded.replica.seq or loaded.damaged:
        return False
    changes = [change for element in _elements() for change in added(FIRST_PAGE, read_element(element))]
    edit = Edit(
        make=lambda replica: _draw(replica, changes),
        user=user,
        kind=UpdateKind.BOARD,
        time=now_us(),
        by_server=True,
    )
    commit(loaded.document, loaded.epoch, loaded.replica, [edit])
    return True


def _draw(replica: Replica, changes: list[BoardChange]) -> bytes:
    return replica.set_board(changes)


def _elements() -> list[dict[str, Any]]:
    elements = [
        *_stack("in", 80, BLUE, ["3", "2", "1"]),
        *_stack("out", 320, GREEN, []),
        _arrow("pour", 210, 230, 90),
        _text("push", 100, 60, "push"),
        _text("pop", 345, 60, "pop"),
        _text("rule", 60, 380, "pop: when out is empty, pour in into out"),
    ]
    # Excalidraw's fractional indexes: "a" and one digit of base 62.
    digits = string.digits + string.ascii_uppercase
    return [
        element | {"index": f"a{digits[place]}", "seed": place + 1} for place, element in enumerate(elements)
    ]


def _stack(name: str, x: int, colour: str, items: list[str]) -> list[dict[str, Any]]:
    box = {"id": f"sample-{name}", "type": "rectangle", "x": x, "y": 100, "width": 110, "height": 220}
    elements = [box | {"roundness": {"type": 3}}, _text(f"{name}-name", x + 35, 330, name)]
    for place, item in enumerate(reversed(items)):
        y = 270 - 50 * place
        cell = {
            "id": f"sample-{name}-{item}",
            "type": "rectangle",
            "x": x + 10,
            "y": y,
            "width": 90,
            "height": 40,
        }
        elements.append(cell | {"backgroundColor": colour})
        elements.append(_text(f"{name}-{item}-text", x + 50, y + 8, item))
    return elements


def _arrow(name: str, x: int, y: int, length: int) -> dict[str, Any]:
    points = [[0, 0], [length, 0]]
    return {
        "id": f"sample-{name}", "type": "arrow", "x": x, "y": y, "width": length, "height": 0, "points": points,
        "endArrowhead": "arrow",
    }  # fmt: skip


def _text(name: str, x: int, y: int, text: str) -> dict[str, Any]:
    return {
        "id": f"sample-{name}", "type": "text", "x": x, "y": y, "width": 11 * len(text), "height": 25, "text": text,
        "fontSize": 20, "lineHeight": 1.25,
    }  # fmt: skip
