"""What a row of the board's log is to a JSON client, and that telling it does not keep the process from its work."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from pycrdt import Doc, Map

from signaling.documents.changes import BoardChange
from signaling.documents.models import UpdateKind
from signaling.documents.rows import Row
from tests.documents.boards import board_of
from whiteboard.feed import MOST_ELEMENTS, BoardFeed

MANY = 2000
POINTS = [[n, n / 2] for n in range(100)]


def stroke(*, deleted: bool, points: list[list[float]] = POINTS) -> dict[str, Any]:
    return {
        "base": {"type": "freedraw"},
        "place": {"x": 1, "y": 2, "points": points},
        "gone": {"isDeleted": deleted},
    }


async def feed_of(elements: dict[str, dict[str, Any]]) -> BoardFeed:
    """A feed that has told of these."""
    doc: Doc[Any] = Doc()
    page = doc.get("page:first", type=Map)
    with doc.transaction():
        for element, groups in elements.items():
            for group, value in groups.items():
                page[f"{element}/{group}"] = value
    feed = BoardFeed()
    loaded: Any = SimpleNamespace(replica=board_of(doc.get_update()))
    feed.begin(loaded)
    await feed.tell([], "", [])
    return feed


def row(*changes: tuple[str, str, dict[str, Any] | None], kind: str = UpdateKind.YJS.value) -> Row:
    made = tuple(BoardChange("first", *change) for change in changes)
    return Row(7, b"", user="ada", kind=kind, changes=made)


def flags(elements: Any, deleted: bool) -> list[tuple[str, str, dict[str, Any]]]:
    return [(element, "gone", {"isDeleted": deleted}) for element in elements]


def told(feed: BoardFeed, row: Row) -> list[tuple[str, Any, Any]]:
    return [(type, said.get("action"), said.get("data", {}).get("id")) for type, said in feed.events_of(row)]


async def test_each_element_is_told_as_what_became_of_it_and_what_nobody_sees_is_not_told() -> None:
    feed = await feed_of(
        {"a": stroke(deleted=False), "b": stroke(deleted=False), "dead": stroke(deleted=True)}
    )
    assert told(feed, row(("a", "place", {"x": 5, "y": 2, "points": POINTS}))) == [
        ("whiteboard-action", "update", "a")
    ]
    assert told(feed, row(("dead", "place", {"x": 5, "y": 2, "points": POINTS}))) == []
    assert told(feed, row(("a", "style", {}))) == []
    assert told(feed, row(*flags(["dead"], False))) == [("whiteboard-action", "add", "dead")]
    assert told(feed, row(*flags(["a", "dead"], True))) == [
        ("whiteboard-action", "delete", "a"),
        ("whiteboard-action", "delete", "dead"),
    ]
    assert told(feed, row(*flags(["b"], True))) == [("whiteboard-action", "delete", "b")]
    assert told(feed, row(*flags(["b"], False))) == [("whiteboard-action", "add", "b")]
    assert told(feed, row(*flags(["b"], True), kind=UpdateKind.BOARD.value)) == [
        ("whiteboard-clear", None, None)
    ]
    assert told(feed, row(("b", "base", None), ("b", "place", None), ("b", "gone", None))) == []


async def test_more_than_a_socket_holds_is_told_as_one() -> None:
    names = [f"e{n}" for n in range(MOST_ELEMENTS + 1)]
    feed = await feed_of({name: stroke(deleted=True) for name in names} | {"last": stroke(deleted=False)})
    assert told(feed, row(*flags(names, False))) == [("whiteboard-action", "many", None)]
    few = told(feed, row(*flags(names[1:], True)))
    assert [action for _, action, _ in few] == ["delete"] * MOST_ELEMENTS
    feed.events_of(row(*flags(names, False)))
    assert told(feed, row(*flags([*names, "last"], True))) == [("whiteboard-clear", None, None)]


async def test_a_deletion_costs_nothing_of_what_was_deleted_before() -> None:
    dead = {f"e{n}": stroke(deleted=True) for n in range(MANY)}
    feed = await feed_of(dead | {"a": stroke(deleted=False), "last": stroke(deleted=False)})
    start = time.thread_time()
    for _ in range(10):
        assert told(feed, row(*flags(["a"], True), kind=UpdateKind.BOARD.value))[0][1:] == ("delete", "a")
        assert told(feed, row(*flags(["a"], False)))[0][1:] == ("add", "a")
    assert (time.thread_time() - start) / 10 < 0.02


async def test_a_row_about_the_whole_page_leaves_the_loop_free() -> None:
    feed = await feed_of(
        {f"e{n}": stroke(deleted=False) for n in range(MANY)} | {"last": stroke(deleted=False)}
    )
    big = row(*flags([f"e{n}" for n in range(MANY)], True))
    start = time.thread_time()
    await feed.tell([big], "", [])
    assert time.thread_time() - start < 0.05
    assert told(feed, row(*flags(["last"], True), kind=UpdateKind.BOARD.value))[0][0] == "whiteboard-clear"


@pytest.mark.parametrize(("length", "large"), [(100, False), (15_000, True)])
async def test_only_what_has_few_points_is_told_on_the_loop(length: int, large: bool) -> None:
    points = [[float(n), 1.0] for n in range(length)]
    feed = await feed_of({"a": stroke(deleted=False, points=points), "b": stroke(deleted=False)})
    assert feed.is_large(row(*flags(["a"], True))) is large
    assert feed.is_large(row(("b", "place", {"x": 1, "y": 1, "points": points}))) is large
    start = time.thread_time()
    await feed.tell([row(*flags(["a"], deleted)) for deleted in (True, False) * 5], "", [])
    assert time.thread_time() - start < 0.05
