"""Whole elements out of groups: every type, its defaults, and what is no element."""

from typing import Any

import pytest

from signaling.documents.board_fields import ELEMENT_TYPES, FIELDS, GROUPS
from whiteboard.elements import CONSTANT, DEFAULTS, OF_TYPE, elements_of, is_shown, whole_element

ENOUGH: dict[str, dict[str, Any]] = {
    "line": {"place": {"points": [[0, 0], [1, 1]]}},
    "arrow": {"place": {"points": [[0, 0], [1, 1]]}},
    "freedraw": {"place": {"points": [[0, 0]]}},
    "text": {"text": {"text": "Hi"}},
    "image": {"base": {"fileId": "a" * 40}},
}


def groups(kind: str, **more: Any) -> dict[str, dict[str, Any]]:
    extra = ENOUGH.get(kind, {})
    return {
        "base": {"type": kind} | extra.get("base", {}),
        "place": {"x": 1, "y": 2} | extra.get("place", {}),
        **{name: value for name, value in extra.items() if name not in {"base", "place"}},
        **more,
    }


def test_every_type_that_the_document_may_hold_can_be_shown() -> None:
    assert OF_TYPE.keys() == set(ELEMENT_TYPES)
    named = {field for fields in GROUPS.values() for field in fields}
    for fields in (DEFAULTS, *OF_TYPE.values()):
        assert fields.keys() - named <= {"status"}
        assert all(
            FIELDS[name](value) or value in (None, "") for name, value in fields.items() if name in FIELDS
        )


@pytest.mark.parametrize("kind", ELEMENT_TYPES)
def test_an_element_has_every_field_of_its_type(kind: str) -> None:
    element = whole_element("e", groups(kind))
    assert element is not None
    assert element.keys() == {"id", "type"} | DEFAULTS.keys() | OF_TYPE[kind].keys() | CONSTANT.keys()
    assert element["link"] is None


@pytest.mark.parametrize("kind", sorted(ENOUGH))
def test_what_would_show_nothing_is_no_element(kind: str) -> None:
    bare = {"base": {"type": kind}, "place": {"x": 1, "y": 2}}
    assert whole_element("e", bare) is None


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"place": {"x": 1, "y": 2}},
        {"base": {"type": "rectangle"}},
        {"base": {"type": "rectangle"}, "place": {"x": 1}},
        {"base": {"type": "iframe"}, "place": {"x": 1, "y": 2}},
        {"base": {"type": "embeddable", "link": "https://example.org"}, "place": {"x": 1, "y": 2}},
        {"base": {"type": "rectangle"}, "place": {"x": "1", "y": 2}},
    ],
)
def test_what_cannot_be_read_is_left_out(bad: dict[str, Any]) -> None:
    assert whole_element("e", bad) is None
    assert elements_of({"e": bad, "f": groups("ellipse")})[0]["id"] == "f"


def test_a_field_of_another_kind_is_as_if_it_were_not_there() -> None:
    element = whole_element(
        "e", groups("rectangle", style={"strokeColor": "url(x)", "link": "x", "opacity": 50})
    )
    assert element is not None
    assert (element["strokeColor"], element["opacity"], element["link"]) == ("#1e1e1e", 50, None)


@pytest.mark.parametrize(
    ("group", "field", "stored", "shown"),
    [
        ("place", "width", 1e7, 1e5),
        ("place", "width", -99_999.5, -99_999.5),
        ("place", "points", [[0, 0], [1e7, -3]], [[0, 0], [1e5, -3]]),
        ("style", "strokeWidth", 0, 0.5),
        ("style", "strokeWidth", 4, 4),
        ("style", "roughness", -1, 0),
        ("style", "opacity", 1e6, 100),
    ],
)
def test_what_is_older_than_the_bounds_is_shown_within_them(
    group: str, field: str, stored: Any, shown: Any
) -> None:
    made = groups("line")
    made[group] = made.get(group, {}) | {field: stored}
    element = whole_element("e", made)
    assert element is not None
    assert element[field] == shown


@pytest.mark.parametrize("kind", ELEMENT_TYPES)
def test_whether_there_is_something_to_be_seen_is_told_without_the_whole(kind: str) -> None:
    bare = {"base": {"type": kind}, "place": {"x": 1, "y": 2}}
    for made in (
        groups(kind),
        bare,
        groups(kind, gone={"isDeleted": True}),
        groups(kind, place={"x": 1}),
        {},
    ):
        element = whole_element("e", made)
        assert is_shown(made) == (element is not None and not element["isDeleted"])


def test_they_come_in_the_order_of_their_indexes_and_without_what_was_deleted() -> None:
    page = {
        "c": groups("rectangle"),
        "b": groups("rectangle", index={"index": "a1"}),
        "a": groups("rectangle", index={"index": "a0V"}),
        "gone": groups("rectangle", gone={"isDeleted": True}),
    }
    assert [element["id"] for element in elements_of(page)] == ["c", "a", "b"]
    assert len(elements_of(page, deleted=True)) == 4
