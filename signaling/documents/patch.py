"""diff-match-patch's text form, read and written exactly: what it says is done as it stands, or not at all.

Offsets are UTF-16 units, as its JavaScript counts them. A hunk's offset is in the text that the hunks before it have
left. Source of the format: https://github.com/google/diff-match-patch (patch_toText, patch_fromText).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, unquote

from signaling.documents.changes import TextEdit
from signaling.documents.rebase import join_edit
from signaling.documents.text import Units, cuts_character, from_units, join_units, to_units, utf16_length

MAX_HUNKS = 2000
# Runs of lines with one sign, in all hunks: time goes with these, and with the bytes.
MAX_PARTS = 4000
CONTEXT = 4
# What JavaScript's encodeURI leaves as it is, and the space.
PLAIN = "!~*'();/?:@&=+$,# "
KEEP, DELETE, INSERT = " ", "-", "+"

_HEADER = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class BadPatch(ValueError):
    """This is no patch; the message says why, for a developer."""


class DoesNotApply(Exception):
    """The text is not the one that the patch was made of."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """`parts` are (sign, units); `start` is where the first one stands."""

    start: int
    parts: list[tuple[str, Units]]


def parse_patch(text: str) -> list[Hunk]:
    """The hunks of a patch. Raises BadPatch."""
    hunks: list[Hunk] = []
    parts = 0
    for header, lines in _sections(text):
        if len(hunks) == MAX_HUNKS:
            raise BadPatch("too many hunks")
        start, lengths = _read_header(header)
        hunk = Hunk(start, _join_lines(lines))
        _check_lengths(hunk, lengths)
        parts += len(hunk.parts)
        if parts > MAX_PARTS:
            raise BadPatch("too many lines")
        hunks.append(hunk)
    return hunks


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each header with the lines under it."""
    header, lines = "", list[str]()
    for line in text.split("\n"):
        if not line:
            continue
        if line[0] == "@":
            if header:
                yield header, lines
            header, lines = line, []
        elif not header or line[0] not in (KEEP, DELETE, INSERT):
            raise BadPatch("a line that is neither header nor part of a hunk")
        else:
            lines.append(line)
    if header:
        yield header, lines


def _join_lines(lines: Sequence[str]) -> list[tuple[str, Units]]:
    """Neighbouring lines of one sign are one part."""
    return [
        (sign, join_units(_decode(line[1:]) for line in run))
        for sign, run in groupby(lines, key=lambda line: line[0])
    ]


def _read_header(line: str) -> tuple[int, tuple[int, int]]:
    match = _HEADER.fullmatch(line)
    if match is None:
        raise BadPatch("a header that is none")
    _, length_before, start, length = match.groups()
    after = 1 if length is None else int(length)
    before = 1 if length_before is None else int(length_before)
    if after and start == "0":
        raise BadPatch("a header that is none")
    return int(start) - (after > 0), (before, after)


def _check_lengths(hunk: Hunk, lengths: tuple[int, int]) -> None:
    """A client that counts something else than UTF-16 units is told so by this, not by a text that is wrong."""
    before = sum(len(units) for sign, units in hunk.parts if sign != INSERT)
    after = sum(len(units) for sign, units in hunk.parts if sign != DELETE)
    if (before, after) != lengths:
        raise BadPatch("the lengths in a header are not those of its hunk in UTF-16 units")


def _decode(line: str) -> Units:
    if _BROKEN_ESCAPE.search(line):
        raise BadPatch("a broken escape")
    try:
        text = unquote(line, errors="strict")
    except UnicodeDecodeError:
        raise BadPatch("an escape that is not UTF-8") from None
    if "\r" in text:
        raise BadPatch("a carriage return: lines end with a line feed alone")
    return to_units(text)


def edits_of_patch(units: Units, hunks: Sequence[Hunk]) -> list[TextEdit]:
    """What the patch does to the text of these units. Raises DoesNotApply, or BadPatch where hunks go backwards."""
    reading = _Reading(units)
    for hunk in hunks:
        at = hunk.start
        for sign, part in hunk.parts:
            if sign == KEEP:
                reading.compare(at, part)
                at += len(part)
            elif sign == DELETE:
                reading.delete(at, part)
            else:
                reading.insert(at, part)
                at += len(part)
    if any(cuts_character(units, edit.at) for edit in reading.edits):
        raise DoesNotApply
    return reading.edits


class _Reading:
    """`units` up to `read` have become the `length` units of `written`; offsets from outside count what comes out."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.read = self.length = 0
        self.written: list[Units] = []
        self.starts: list[int] = []  # the offset of each of them in what comes out
        self.edits: list[TextEdit] = []

    def compare(self, at: int, part: Units) -> None:
        overlap = min(self.length - at, len(part))
        if overlap > 0:
            if not self._is_written(at, part[:overlap]):
                raise DoesNotApply
            at, part = at + overlap, part[overlap:]
        start = self.read + at - self.length
        if part and self.units[start : start + len(part)] != part:
            raise DoesNotApply

    def _is_written(self, at: int, part: Units) -> bool:
        """Compares piece by piece, in the time that the part takes: what is written may be the whole text."""
        index = bisect_right(self.starts, at) - 1
        done = 0
        while done < len(part):
            begin = at + done - self.starts[index]
            piece = self.written[index][begin : begin + len(part) - done]
            if piece != part[done : done + len(piece)]:
                return False
            done += len(piece)
            index += 1
        return True

    def delete(self, at: int, part: Units) -> None:
        self._go_to(at)
        if self.units[self.read : self.read + len(part)] != part:
            raise DoesNotApply
        if part:
            join_edit(self.edits, TextEdit(self.read, len(part), ""))
        self.read += len(part)

    def insert(self, at: int, part: Units) -> None:
        self._go_to(at)
        if part:
            join_edit(self.edits, TextEdit(self.read, 0, from_units(part)))
            self._write(part)

    def _go_to(self, at: int) -> None:
        ahead = at - self.length
        if ahead < 0:
            raise BadPatch("a hunk changes what stands before the one ahead of it")
        if self.read + ahead > len(self.units):
            raise DoesNotApply
        self._write(self.units[self.read : self.read + ahead])
        self.read += ahead

    def _write(self, part: Units) -> None:
        if part:
            self.written.append(part)
            self.starts.append(self.length)
            self.length += len(part)


def patch_of_edits(units: Units, edits: Sequence[TextEdit]) -> str:
    """The patch that makes these edits of the text whose units are given: exact, with four units of context."""
    lines = []
    shift = 0
    for group in _groups(edits):
        first, last = group[0], group[-1]
        start = _boundary(units, max(0, first.at - CONTEXT), -1)
        end = _boundary(units, min(len(units), last.at + last.delete + CONTEXT), 1)
        growth = sum(utf16_length(edit.insert) - edit.delete for edit in group)
        before, after = (
            _coordinates(start + shift, end - start),
            _coordinates(start + shift, end - start + growth),
        )
        lines.append(f"@@ -{before} +{after} @@\n")
        at = start
        for edit in group:
            stop = edit.at + edit.delete
            lines += _line(KEEP, units[at : edit.at]), _line(DELETE, units[edit.at : stop])
            lines.append(_line(INSERT, to_units(edit.insert)))
            at = stop
        lines.append(_line(KEEP, units[at:end]))
        shift += growth
    return "".join(lines)


def _groups(edits: Sequence[TextEdit]) -> Iterator[list[TextEdit]]:
    """Edits so near to each other that their contexts touch."""
    group: list[TextEdit] = []
    for edit in edits:
        if group and edit.at - group[-1].at - group[-1].delete > 2 * CONTEXT:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _boundary(units: Units, at: int, step: int) -> int:
    return at + step if cuts_character(units, at) else at


def _coordinates(start: int, length: int) -> str:
    if length == 0:
        return f"{start},0"
    return f"{start + 1}" if length == 1 else f"{start + 1},{length}"


def _line(sign: str, units: Units) -> str:
    return f"{sign}{quote(from_units(units), safe=PLAIN)}\n" if units else ""
