"""Edits of a pycrdt text, whose offsets are bytes of UTF-8, from and to edits whose offsets are UTF-16 units."""

from collections.abc import Iterable, Sequence
from typing import Any

from pycrdt import Text

from signaling.documents.changes import TextEdit
from signaling.documents.refusals import Refused
from signaling.documents.text import Units, from_units, utf16_length


def make_edits(text: Text, units: Units, edits: Sequence[TextEdit]) -> None:
    """Edit the text, whose units are given. Raises Refused (`invalid`) for edits that are none of this text."""
    places = []
    at = place = 0
    for edit in edits:
        if edit.at < at or edit.delete < 0 or edit.at + edit.delete > len(units) or "\r" in edit.insert:
            raise Refused("invalid")
        start = place + _utf8_length(units[at : edit.at])
        at = edit.at + edit.delete
        place = start + _utf8_length(units[edit.at : at])
        places.append((start, place, edit.insert))
    for start, end, insert in reversed(places):
        if end > start:
            del text[start:end]
        if insert:
            text.insert(start, insert)


def _utf8_length(units: Units) -> int:
    try:
        return len(from_units(units).encode())
    except ValueError:
        raise Refused("invalid") from None


def edits_of(delta: Iterable[dict[str, Any]], units: Units) -> list[TextEdit]:
    """What pycrdt says of a change of the text, whose units before it are given, as edits."""
    before = from_units(units).encode()
    edits: list[TextEdit] = []
    at = place = deleted = 0
    inserted: list[str] = []

    def finish() -> None:
        nonlocal at, deleted
        if deleted or inserted:
            edits.append(TextEdit(at, deleted, "".join(inserted)))
            inserted.clear()
            at += deleted
            deleted = 0

    for part in delta:
        if "insert" in part:
            inserted.append(part["insert"])
            continue
        count = part.get("delete") or part["retain"]
        length = utf16_length(before[place : place + count].decode())
        place += count
        if "delete" in part:
            deleted += length
        else:
            finish()
            at += length
    finish()
    return edits


def inverse_of(edits: Iterable[TextEdit], units: Units) -> list[TextEdit]:
    """The edits that undo these, which were made on the text whose units are given."""
    inverse = []
    shift = 0
    for edit in edits:
        length = utf16_length(edit.insert)
        removed = from_units(units[edit.at : edit.at + edit.delete])
        inverse.append(TextEdit(edit.at + shift, length, removed))
        shift += length - edit.delete
    return inverse
