"""Drawing without Yjs: what an action says is taken apart into the groups of the document, or refused in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fusemeet.errors import Invalid
from signaling.documents.board_bounds import BOUNDS, is_bounded
from signaling.documents.board_fields import ELEMENT_ID, FIELDS, GROUP_OF_FIELD
from signaling.documents.changes import BoardChange
from whiteboard.elements import NEEDED, whole_element

# Of an Excalidraw element, but not of the document: who sends whole elements need not take these out.
PASSED_OVER = {"version", "versionNonce", "updated", "status", "hasTextLink", "polygon"}
# Nothing on the board leads out of the room; their empty values are passed over too.
NEVER = {"link", "customData"}
Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element's id, and by group the fields that an action gives."""

    element: str
    groups: Values


def read_element(data: Mapping[str, Any]) -> Drawn:
    """A whole element for `add`. Raises Invalid `bad_element`, whose message names the field."""
    drawn = read_changes(data)
    drawn.groups["gone"] = {"isDeleted": False}
    if whole_element(drawn.element, drawn.groups) is None:
        needed = NEEDED.get(str(data.get("type")))
        raise _bad(f"An element has a type, x and y{f', and {needed}' if needed else ''}.")
    return drawn


def read_changes(data: Mapping[str, Any]) -> Drawn:
    """The id and the changed fields for `update`. Raises Invalid `bad_element`."""
    element = read_id(data)
    groups: Values = {}
    for field, value in data.items():
        if field == "id" or field in PASSED_OVER:
            continue
        if field in NEVER:
            if value:
                raise _bad(f"{field} has no place on the board.")
            continue
        if field not in FIELDS:
            raise _bad(f"There is no field {field[:40]!r}.")
        if not FIELDS[field](value):
            raise _bad(f"{field} has a value that it cannot have.")
        if not is_bounded(field, value):
            least, most = BOUNDS[field]
            raise _bad(f"{field} is from {least:g} to {most:g}.")
        groups.setdefault(GROUP_OF_FIELD[field], {})[field] = value
    return Drawn(element, groups)


def read_id(data: Mapping[str, Any]) -> str:
    element = data.get("id")
    if not isinstance(element, str) or not ELEMENT_ID.match(element):
        raise _bad("id is a string of 1 to 40 letters, digits, - and _.")
    return element


def added(page: str, drawn: Drawn) -> list[BoardChange]:
    """What stands in the document after `add`."""
    return [BoardChange(page, drawn.element, group, value) for group, value in drawn.groups.items()]


def keeps_type(drawn: Drawn, now: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an update leaves the element what it is."""
    kind = now["base"].get("type")
    return bool(drawn.groups.get("base", {}).get("type", kind) == kind)


def updated(page: str, drawn: Drawn, now: Mapping[str, Mapping[str, Any]]) -> list[BoardChange]:
    """What changes in an element whose groups are `now`: the other fields of a group stay as they are."""
    changes = []
    for group, fields in drawn.groups.items():
        before = now.get(group, {})
        value = {**before, **fields}
        if value != before:
            changes.append(BoardChange(page, drawn.element, group, value))
    return changes


def deleted(page: str, elements: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[BoardChange]:
    """What marks these elements as deleted; those that are already stay as they are."""
    return [
        BoardChange(page, element, "gone", {"isDeleted": True})
        for element, groups in elements.items()
        if not groups.get("gone", {}).get("isDeleted")
    ]


def _bad(words: str) -> Invalid:
    return Invalid("bad_element", words)
