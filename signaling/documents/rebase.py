"""Edits of a text moved over other edits of the same text, so that both are kept.

What both delete goes once; what was inserted in a deleted place stays; of two insertions at one offset the one that
is there already comes first. All offsets are UTF-16 units.
"""

from collections.abc import Iterable, Sequence

from signaling.documents.changes import TextEdit
from signaling.documents.text import Units, from_units, join_units, to_units, utf16_length

# Edits looked at, in all, while some are moved over one step after the other; and how many they may become, since
# what others inserted into a deleted place parts it, and each part is a change of its own inside the transaction.
MAX_LOOKS = 500_000
MAX_PIECES = 4_000


class TooManyPieces(Exception):
    """Moving the edits would take too long, or leaves too many of them."""


def apply(units: Units, edits: Iterable[TextEdit]) -> Units:
    """The units of the text after the edits, which ascend and do not overlap."""
    parts: list[Units] = []
    at = 0
    for edit in edits:
        parts += (units[at : edit.at], to_units(edit.insert))
        at = edit.at + edit.delete
    parts.append(units[at:])
    return join_units(parts)


def rebase_all(edits: Sequence[TextEdit], steps: Iterable[Sequence[TextEdit]]) -> Sequence[TextEdit]:
    """`edits` moved over each of the steps, which follow each other. Raises TooManyPieces."""
    looks = 0
    for step in steps:
        looks += len(edits) + len(step)
        if looks > MAX_LOOKS:
            raise TooManyPieces
        edits = rebase(edits, step)
        if len(edits) > MAX_PIECES:
            raise TooManyPieces
    return edits


def rebase(edits: Sequence[TextEdit], over: Sequence[TextEdit]) -> list[TextEdit]:
    """`edits` and `over` are of the same text: gives `edits` as edits of the text after `over`."""
    # Once each: many edits may stand in one place that got a long text.
    lengths = [utf16_length(other.insert) for other in over]
    result: list[TextEdit] = []
    passed = shift = 0
    for edit in edits:
        while passed < len(over) and over[passed].at + over[passed].delete <= edit.at:
            shift += lengths[passed] - over[passed].delete
            passed += 1
        place = edit.at + shift
        if passed < len(over) and over[passed].at <= edit.at:  # they deleted where it stands
            place = over[passed].at + shift + lengths[passed]
        if edit.insert:
            join_edit(result, TextEdit(place, 0, edit.insert))
        for start, length in _what_is_left(edit, over, lengths, passed, shift):
            join_edit(result, TextEdit(start, length, ""))
    return result


def _what_is_left(
    edit: TextEdit, over: Sequence[TextEdit], lengths: Sequence[int], passed: int, shift: int
) -> list[tuple[int, int]]:
    """The pieces of what the edit deletes that are still there: (offset, length) after `over`."""
    pieces = []
    at, end = edit.at, edit.at + edit.delete
    while passed < len(over) and over[passed].at < end:
        other = over[passed]
        if other.at > at:
            pieces.append((at + shift, other.at - at))
        shift += lengths[passed] - other.delete
        at = max(at, other.at + other.delete)
        passed += 1
    if at < end:
        pieces.append((at + shift, end - at))
    return pieces


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
