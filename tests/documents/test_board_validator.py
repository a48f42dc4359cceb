"""What a board's update may be: entries of pages, as Yjs and pycrdt make them, with values that elements have."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text

from signaling.documents import roots
from signaling.documents.any_value import MAX_DEPTH, MAX_VALUE_BYTES, MAX_VALUES, read_any
from signaling.documents.board_content import MAX_ELEMENTS
from signaling.documents.board_fields import (
    FIELDS,
    GROUP_OF_FIELD,
    GROUPS,
    group_of,
    is_value_of,
    read_key,
    read_root,
)
from signaling.documents.changes import BoardChange
from signaling.documents.replica import Refused, Replica
from signaling.documents.validator import parse_update
from signaling.documents.varint import Malformed, write_bytes, write_uint
from tests.documents.boards import BOARD, VALUES, BoardDoc, board_of, keys_of, offer
from tests.documents.updates import insert, update

PAGE = b"page:first"


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset({"first", "p2"}))


def entry(
    value: bytes, *, key: bytes = b"a/place", root: bytes = PAGE, client: int = 1, clock: int = 0, **how: Any
) -> bytes:
    """One entry with one value in lib0's encoding."""
    return insert(client, clock, b"\x01" + value, root=root, reference=8, parent_sub=key, **how)


def obj(**fields: bytes) -> bytes:
    out = b"\x76" + write_uint(len(fields))
    for name, value in fields.items():
        out += write_bytes(name.encode()) + value
    return out


ONE = b"\x7d\x01"
X = obj(x=ONE)


@pytest.mark.parametrize("group", VALUES)
def test_what_clients_draw_passes_and_is_what_the_server_sees(group: str) -> None:
    for value in VALUES[group]:
        client = BoardDoc(5)
        replica = Replica("board")
        offer(replica, client.put("first", {f"el-_9/{group}": value}))
        assert keys_of(replica)["first"] == client.keys()["first"] == {f"el-_9/{group}": value}


def test_every_field_stands_in_one_group_and_has_a_kind() -> None:
    assert FIELDS.keys() == GROUP_OF_FIELD.keys()
    assert sum(map(len, GROUPS.values())) == len(FIELDS)


@pytest.mark.parametrize(
    ("why", "data"),
    {
        "another root": entry(X, root=b"code"),
        "a root without a page": entry(X, root=b"page:"),
        "a page id too long": entry(X, root=b"page:" + b"a" * 17),
        "a page id with capitals": entry(X, root=b"page:First"),
        "a key without a group": entry(X, key=b"a"),
        "an unknown group": entry(X, key=b"a/colour"),
        "an element id too long": entry(X, key=b"a" * 41 + b"/place"),
        "an element id of other letters": entry(X, key="ä/place".encode()),
        "a key of no UTF-8": entry(X, key=b"\xff/place"),
        "no key": insert(1, 0, b"\x01" + X, root=PAGE, reference=8),
        "a right neighbour": insert(
            1, 1, b"\x01" + X, left=(1, 0), right=(2, 0), reference=8, parent_sub=b"a/place"
        ),
        "a type within": b"\x01\x01\x01\x00\x28\x00\x01\x00\x07a/place\x01" + X + b"\x00",
        "text": insert(1, 0, write_bytes(b"x"), root=PAGE, parent_sub=b"a/place"),
        "no value": insert(1, 0, b"\x00", root=PAGE, reference=8, parent_sub=b"a/place"),
        "a number instead of an object": entry(ONE),
        "a field of another group": entry(obj(strokeColor=b"\x77\x03red")),
        "an unknown field": entry(obj(link=b"\x77\x01x"), key=b"a/base"),
        "fields of two groups": entry(obj(x=ONE, text=b"\x77\x00")),
        "a string for a number": entry(obj(x=b"\x77\x011")),
        "true for a number": entry(obj(x=b"\x78")),
        "not a number": entry(obj(x=b"\x7c\x7f\xc0\x00\x00")),
        "infinity": entry(obj(x=b"\x7b\x7f\xf0" + b"\x00" * 6)),
        "far out": entry(obj(x=b"\x7b\x7e\x37\xe4\x3c\x88\x00\x75\x9c")),
        "undefined": entry(obj(x=b"\x7f")),
        "a big integer": entry(obj(x=b"\x7a" + b"\x00" * 8)),
        "bytes": entry(obj(points=b"\x74\x01x")),
        "half a character": entry(obj(text=b"\x77\x03\xed\xa0\x80"), key=b"a/text"),
        "a prototype": entry(b"\x76\x01\x09__proto__" + X),
        "a key twice": entry(b"\x76\x02\x01x" + ONE + b"\x01x" + ONE),
        "an embedded page": entry(obj(type=b"\x77\x0aembeddable"), key=b"a/base"),
        "a style of one's own": entry(obj(strokeColor=b"\x77\x08url(//x)"), key=b"a/style"),
        "too deep": entry(obj(points=b"\x75\x01" * (MAX_DEPTH + 1) + b"\x7e")),
        "deep enough to crash the library": entry(obj(points=b"\x75\x01" * 50_000 + b"\x7e")),
        "more parts than bytes": entry(obj(points=b"\x75" + write_uint(2**40))),
        "cut short": entry(X)[:-3],
    }.items(),
)
def test_what_is_no_entry_of_a_board_is_malformed(why: str, data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_update(data, BOARD)


@pytest.mark.parametrize("kind", [Text, Array, Map])
def test_other_types_under_a_page_are_malformed(kind: type) -> None:
    doc: Doc[Any] = Doc()
    root = doc.get("page:first", type=kind)
    if kind is Map:
        root["a/place"] = Map({"x": 1})
    else:
        root += "x" if kind is Text else ["x"]
    with pytest.raises(Malformed):
        parse_update(doc.get_update(), BOARD)


def test_values_are_bounded() -> None:
    points = {"points": [[0, 0]] * ((MAX_VALUES - 3) // 3)}
    offer(Replica("board"), BoardDoc(1).put("first", {"a/place": points}))
    points["points"] += [[0, 0]] * 2
    with pytest.raises(Malformed):
        offer(Replica("board"), BoardDoc(1).put("first", {"a/place": points}))
    text = {"text": "x" * 90_000, "originalText": "x" * 90_000}
    offer(Replica("board"), BoardDoc(1).put("first", {"a/text": text}))
    with pytest.raises(Malformed):
        read_any(b"\x77" + write_bytes(b"x" * MAX_VALUE_BYTES), 0)


def test_a_value_under_the_key_of_another_group_is_refused_where_its_bytes_do_not_name_the_key() -> None:
    replica = Replica("board")
    offer(replica, entry(X))
    colour = obj(strokeColor=b"\x77\x03red")
    with pytest.raises(Refused) as refused:
        offer(replica, entry(colour, client=2, left=(1, 0)), "cai")
    assert refused.value.code == "invalid"
    with pytest.raises(Refused):
        offer(board_of(replica.update_since()), entry(colour, client=2, left=(1, 0)), "cai")
    assert offer(replica, entry(obj(x=b"\x7d\x02"), client=2, left=(1, 0)), "cai")
    restored = Replica("board")
    restored.restore(replica.update_since(), replica.facts())
    with pytest.raises(Refused):
        offer(restored, entry(colour, client=3, left=(1, 0)), "eve")
    with pytest.raises(Refused):
        offer(restored, entry(colour, client=3, left=(2, 0)), "eve")
    assert offer(restored, entry(obj(x=b"\x7d\x03"), client=3, left=(2, 0)), "eve")
    assert keys_of(restored)["first"] == {"a/place": {"x": 3}}


def test_neighbours_that_wait_for_each_other_are_refused() -> None:
    first = b"\xa8\x03\x00\x01" + X
    second = b"\xa8\x02\x00\x01" + X
    with pytest.raises(Refused):
        offer(Replica("board"), update([(2, 0, [first]), (3, 0, [second])]))


def test_several_values_in_one_struct_are_kept_ones_and_deleted() -> None:
    """Browsers keep what they overwrote for their undo, and send it so after a time without a connection."""
    two = insert(1, 0, b"\x02" + X + X, root=PAGE, reference=8, parent_sub=b"a/place")
    with pytest.raises(Refused):
        offer(Replica("board"), two)
    replica = Replica("board")
    assert offer(replica, two[:-1] + b"\x01\x01\x01\x00\x02")
    assert keys_of(replica)["first"] == {}


def test_a_page_that_nobody_keeps_is_refused_and_a_known_one_is_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replica = Replica("board", room=9)
    with pytest.raises(Refused) as refused:
        offer(replica, entry(X, root=b"page:p3"))
    assert refused.value.code == "unknown_page"
    asked: list[int] = []

    def page_ids(room: int) -> frozenset[str]:
        asked.append(room)
        return frozenset({"p3"})

    monkeypatch.setattr(roots, "_page_ids", page_ids)
    offer(replica, entry(X, root=b"page:p3"))
    offer(replica, entry(X, root=b"page:p3", key=b"b/place", clock=1))
    assert asked == [9]


def test_a_page_holds_only_so_many_elements() -> None:
    replica = Replica("board")
    structs = [
        b"\x28\x01" + write_bytes(PAGE) + write_bytes(b"e%d/place" % n) + b"\x01" + X
        for n in range(MAX_ELEMENTS)
    ]
    offer(replica, update([(1, 0, structs)]))
    with pytest.raises(Refused) as refused:
        offer(replica, entry(X, key=b"more/place", clock=MAX_ELEMENTS))
    assert refused.value.code == "too_big"
    with pytest.raises(Refused):
        replica.set_board([BoardChange("first", "more", "place", {"x": 1})])
    assert offer(replica, entry(obj(isDeleted=b"\x78"), key=b"e1/gone", clock=MAX_ELEMENTS))
    assert offer(replica, entry(X, key=b"more/place", root=b"page:p2", clock=MAX_ELEMENTS + 1))


def test_the_server_writes_what_it_would_take_and_nothing_else() -> None:
    replica = Replica("board")
    place = BoardChange("first", "a", "place", {"x": 1})
    reader = BoardDoc(5)
    reader.apply(replica.set_board([place, BoardChange("p2", "b", "gone", {"isDeleted": True})]))
    wrong = [
        BoardChange("first", "a", "place", {"text": "x"}),
        BoardChange("first", "a/b", "place", {"x": 1}),
        BoardChange("first", "a", "colour", {}),
        BoardChange("First", "a", "place", {"x": 1}),
        BoardChange("p3", "a", "place", {"x": 1}),
    ]
    for change in wrong:
        with pytest.raises(Refused):
            replica.set_board([place, change])
    assert (
        keys_of(replica)
        == reader.keys()
        == {"first": {"a/place": {"x": 1}}, "p2": {"b/gone": {"isDeleted": True}}}
    )
    reader.apply(replica.set_board([BoardChange("first", "a", "place", None)]))
    assert replica.set_board([BoardChange("first", "a", "place", None)]) == b""
    assert keys_of(replica)["first"] == reader.keys()["first"] == {}
    assert replica.owners == {replica.client_id: ""}


def test_a_watched_board_tells_what_each_update_changed() -> None:
    replica = board_of(BoardDoc(1).put("first", {"a/place": {"x": 1}}))
    replica.watched = True
    client = BoardDoc(2, replica.update_since())
    offer(replica, client.put("first", {"a/place": {"x": 2}, "a/gone": {"isDeleted": False}}), "cai")
    told = list(replica.changes)
    assert len(told) == 2
    assert BoardChange("first", "a", "place", {"x": 2}) in told
    assert BoardChange("first", "a", "gone", {"isDeleted": False}) in told
    offer(replica, client.put("p2", {"b/index": {"index": "a0"}}), "cai")
    assert replica.changes == [BoardChange("p2", "b", "index", {"index": "a0"})]
    replica.watched = False
    offer(replica, client.put("first", {"a/place": None}), "cai")
    assert replica.changes == []


def test_keys_and_roots_are_read_to_their_ends() -> None:
    assert read_key("a/b/place") is None
    assert read_key("a/place\n") is None
    assert read_key("a\n/place") is None
    assert read_root("page:first\n") is None
    assert (read_key("a/place"), read_root("page:p2")) == (("a", "place"), "p2")
    assert group_of({}) == ""
    assert is_value_of("gone", {})
    assert not is_value_of("nothing", {})
    assert group_of([]) is None


def test_yjs_makes_no_right_neighbour_for_an_entry() -> None:
    """The rule that allows none rests on this line of Yjs."""
    source = Path(__file__).parents[2] / "frontend/node_modules/yjs/src/types/AbstractType.js"
    made = re.search(r"export const typeMapSet.*?new Item\((.*?)\)\.integrate", source.read_text(), re.DOTALL)
    assert made is not None
    assert "left, left && left.lastId, null, null, parent, key, content" in made[1]


def test_a_move_is_checked_in_a_few_microseconds() -> None:
    replica = board_of(BoardDoc(1).put("first", {"a/place": {"x": 1, "y": 2}}))
    client = BoardDoc(2, replica.update_since())
    data = client.put("first", {"a/place": {"x": 1.5, "y": 2.5, "width": 10, "height": 20, "angle": 0}})
    start = time.thread_time()
    for _ in range(1000):
        parse_update(data, BOARD)
    assert (time.thread_time() - start) / 1000 < 500e-6
    assert json.dumps(keys_of(replica))
