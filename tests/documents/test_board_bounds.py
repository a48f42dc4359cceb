"""How far what is drawn may reach: new edits within bounds, what is older as it is; and how a board is read."""

from typing import Any

import pytest
from pycrdt import Map

from signaling.documents import roots
from signaling.documents.board_bounds import BOUNDS, bounded
from signaling.documents.board_fields import FIELDS, GROUP_OF_FIELD
from signaling.documents.board_reading import read_board
from signaling.documents.changes import BoardChange
from signaling.documents.replica import Refused, Replica
from tests.documents.boards import BoardDoc, board_of, keys_of, offer


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset({"first", "p2"}))


def value_of(field: str, number: float) -> Any:
    return [[0, 1], [number, 1]] if field == "points" else number


@pytest.mark.parametrize("field", BOUNDS)
def test_a_new_value_is_within_its_bounds(field: str) -> None:
    key = f"a/{GROUP_OF_FIELD[field]}"
    least, most = BOUNDS[field]
    for good in (least, most):
        replica = Replica("board")
        offer(replica, BoardDoc(1).put("first", {key: {field: value_of(field, good)}}))
        assert keys_of(replica)["first"] == {key: {field: value_of(field, good)}}
    for bad in (least - 0.25, most * 2):
        assert FIELDS[field](value_of(field, bad))
        replica = Replica("board")
        with pytest.raises(Refused) as refused:
            offer(replica, BoardDoc(1).put("first", {key: {field: value_of(field, bad)}}))
        assert refused.value.code == "invalid"
        assert keys_of(replica)["first"] == {}
        assert bounded(field, value_of(field, bad)) == value_of(field, least if bad < least else most)


def test_a_board_that_is_older_than_the_bounds_is_taken_and_drawn_on() -> None:
    old = BoardDoc(1)
    stored = old.put("first", {"a/place": {"x": 1, "width": 1e7}})
    replica = board_of(stored)
    # Whoever has a copy of it sends it again, with what is new.
    client = BoardDoc(2, stored)
    client.put("first", {"b/place": {"x": 2, "width": 5}})
    assert offer(replica, client.doc.get_update(), "ada")
    assert keys_of(replica)["first"] == {"a/place": {"x": 1, "width": 1e7}, "b/place": {"x": 2, "width": 5}}
    with pytest.raises(Refused):
        offer(replica, client.put("first", {"a/place": {"x": 2, "width": 1e7}}), "ada")
    replica.set_board([BoardChange("first", "a", "place", {"x": 3, "width": 1e7})])
    assert keys_of(board_of(replica.update_since()))["first"]["a/place"] == {"x": 3, "width": 1e7}


def test_one_page_is_read_without_the_others() -> None:
    replica = board_of(BoardDoc(1).put("first", {"a/place": {"x": 1}, "a/gone": {}}))
    offer(replica, BoardDoc(2).put("p2", {"b/place": {"x": 2}}))
    assert replica.page("first") == replica.board()["first"] == {"a": {"place": {"x": 1}, "gone": {}}}
    assert replica.page("p2") == {"b": {"place": {"x": 2}}}
    assert replica.page("nowhere") == {}
    assert Replica("code").page("first") == {}


def test_a_board_is_read_value_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library converts a whole page without ever letting another thread go on."""
    replica = board_of(BoardDoc(1).put("first", {"a/place": {"x": 1}, "a/gone": {}}))

    def whole(page: "Map[Any]") -> Any:
        raise AssertionError("the whole page at once")

    monkeypatch.setattr(Map, "to_py", whole)
    elements = {"a": {"place": {"x": 1}, "gone": {}}}
    assert replica.board() == {"first": elements}
    assert replica.page("first") == elements
    assert read_board(replica.update_since()) == {"first": elements}
