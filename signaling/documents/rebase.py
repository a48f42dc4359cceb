"""Edits of a text moved over other edits of the same text, so that both are kept.

What both delete goes once; what was inserted in a deleted place stays; of two insertions at one offset the one that
is there already comes first. All offsets are UTF-16 units.
"""

from collections.abc import Iterable, Sequence

from signaling.documents.changes import TextEdit
from signaling.documents.text import Units, from_units, join_units, to_units, utf16_length


def apply(units: Units, edits: Iterable[TextEdit]) -> Units:
    """The units of the text after the edits, which ascend and do not overlap."""
    parts: list[Units] = []
    at = 0
    for edit in edits:
        parts += (units[at : edit.at], to_units(edit.insert))
        at = edit.at + edit.delete
    parts.append(units[at:])
    return join_units(parts)


def rebase(edits: Sequence[TextEdit], over: Sequence[TextEdit]) -> list[TextEdit]:
    """`edits` and `over` are of the same text: gives `edits` as edits of the text after `over`."""
    result: list[TextEdit] = []
    passed = shift = 0
    for edit in edits:
        while passed < len(over) and over[passed].at + over[passed].delete <= edit.at:
            shift += _growth(over[passed])
            passed += 1
        place = edit.at + shift
        if passed < len(over) and over[passed].at <= edit.at:  # they deleted where it stands
            place = over[passed].at + shift + utf16_length(over[passed].insert)
        if edit.insert:
            join_edit(result, TextEdit(place, 0, edit.insert))
        for start, length in _what_is_left(edit, over, passed, shift):
            join_edit(result, TextEdit(start, length, ""))
    return result


def _what_is_left(edit: TextEdit, over: Sequence[TextEdit], passed: int, shift: int) -> list[tuple[int, int]]:
    """The pieces of what the edit deletes that are still there: (offset, length) after `over`."""
    pieces = []
    at, end = edit.at, edit.at + edit.delete
    while passed < len(over) and over[passed].at < end:
        other = over[passed]
        if other.at > at:
            pieces.append((at + shift, other.at - at))
        shift += _growth(other)
        at = max(at, other.at + other.delete)
        passed += 1
    if at < end:
        pieces.append((at + shift, end - at))
    return pieces


def _growth(edit: TextEdit) -> int:
    return utf16_length(edit.insert) - edit.delete


def join_edit(edits: list[TextEdit], edit: TextEdit) -> None:
    """Append, as part of the last one where they touch."""
    if edits and edits[-1].at + edits[-1].delete == edit.at:
        last = edits.pop()
        edit = TextEdit(last.at, last.delete + edit.delete, last.insert + edit.insert)
    edits.append(edit)


def join_nearest(edits: Sequence[TextEdit], units: Units, most: int) -> list[TextEdit]:
    """At most so many edits that do the same: neighbours become one that also replaces what is between them."""
    if len(edits) <= most:
        return list(edits)
    ends = [edit.at + edit.delete for edit in edits]
    gaps = sorted(edit.at - end for edit, end in zip(edits[1:], ends, strict=False))
    widest = gaps[len(edits) - most - 1]
    joined: list[TextEdit] = []
    for edit in edits:
        if joined and edit.at - joined[-1].at - joined[-1].delete <= widest:
            end = joined[-1].at + joined[-1].delete
            join_edit(joined, TextEdit(end, edit.at - end, from_units(units[end : edit.at])))
            join_edit(joined, edit)
        else:
            joined.append(edit)
    return joined
