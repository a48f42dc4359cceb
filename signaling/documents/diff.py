"""The difference of two texts as edits: of lines first, then of words in the lines that changed, in bounded time.

Source of the algorithm: E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), its greedy form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from signaling.documents.changes import TextEdit
from signaling.documents.rebase import join_edit
from signaling.documents.text import utf16_length

# Steps of the algorithm that one difference may take in all; where they are used up, a part is replaced as a whole.
MAX_STEPS = 150_000
MAX_DISTANCE = 400
# Above this many characters a part is not compared by tokens.
MAX_PART = 400_000

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

Span = tuple[int, int, int, int]


@dataclass(slots=True)
class Budget:
    steps: int


def diff(before: str, after: str, *, max_steps: int = MAX_STEPS) -> list[TextEdit]:
    """Edits that make `after` of `before`, with UTF-16 offsets in `before`. Characters are never cut."""
    edits: list[TextEdit] = []
    place = at = 0
    for start, end, new_start, new_end in _spans(before, after, Budget(max_steps)):
        at += utf16_length(before[place:start])
        deleted = utf16_length(before[start:end])
        join_edit(edits, TextEdit(at, deleted, after[new_start:new_end]))
        at += deleted
        place = end
    return edits


def _spans(before: str, after: str, budget: Budget) -> list[Span]:
    """`before[a:b]` becomes `after[c:d]`, for each (a, b, c, d)."""
    result = []
    for lines in _compare(before, after, (0, len(before), 0, len(after)), _LINES, budget):
        result += _compare(before, after, lines, _WORDS, budget)
    return result


def _compare(before: str, after: str, span: Span, tokens: re.Pattern[str], budget: Budget) -> list[Span]:
    """The spans within this one that differ, by whole tokens."""
    span = _trim(before, after, span)
    start, end, new_start, new_end = span
    if start == end or new_start == new_end:
        return [span] if span != (start, start, new_start, new_start) else []
    if max(end - start, new_end - new_start) > MAX_PART:
        return [span]
    old = tokens.findall(before, start, end)
    new = tokens.findall(after, new_start, new_end)
    changes = _shortest(old, new, budget)
    if changes is None:
        return [span]
    ends, new_ends = _ends(old, start), _ends(new, new_start)
    spans = [(ends[a], ends[b], new_ends[c], new_ends[d]) for a, b, c, d in changes]
    return [_trim(before, after, each) for each in spans]


def _ends(tokens: Sequence[str], at: int) -> list[int]:
    places = [at]
    for token in tokens:
        at += len(token)
        places.append(at)
    return places


def _trim(before: str, after: str, span: Span) -> Span:
    """Without what is the same at both ends."""
    start, end, new_start, new_end = span
    same = _common(before, after, start, new_start, min(end - start, new_end - new_start))
    start, new_start = start + same, new_start + same
    longest = min(end - start, new_end - new_start)
    low = 0
    while low < longest:
        half = (low + longest + 1) // 2
        if before[end - half : end - low] == after[new_end - half : new_end - low]:
            low = half
        else:
            longest = half - 1
    return start, end - low, new_start, new_end - low


def _common(before: str, after: str, start: int, new_start: int, longest: int) -> int:
    low = 0
    while low < longest:
        half = (low + longest + 1) // 2
        if before[start + low : start + half] == after[new_start + low : new_start + half]:
            low = half
        else:
            longest = half - 1
    return low


def _shortest(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Span] | None:
    """The changes of a shortest edit script, by token; None where it takes too long."""
    furthest = {1: 0}
    history: list[dict[int, int]] = []
    for distance in range(min(len(old) + len(new), MAX_DISTANCE) + 1):
        history.append(dict(furthest))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (
                diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            at = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            began = at
            while at < len(old) and at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            furthest[diagonal] = at
            budget.steps -= at - began + 2
            if at >= len(old) and at - diagonal >= len(new):
                return _changes(history, len(old), len(new))
        if budget.steps <= 0:
            return None
    return None


def _changes(history: list[dict[int, int]], at: int, new_at: int) -> list[Span]:
    """Walks the script back from its end."""
    changes: list[Span] = []
    for distance in range(len(history) - 1, 0, -1):
        furthest = history[distance]
        diagonal = at - new_at
        down = diagonal == -distance or (
            diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1]
        )
        before = diagonal + 1 if down else diagonal - 1
        start = furthest[before]
        new_start = start - before
        end, new_end = (start, new_start + 1) if down else (start + 1, new_start)
        if changes and changes[-1][0] == end and changes[-1][2] == new_end:
            end, new_end = changes[-1][1], changes[-1][3]
            changes.pop()
        changes.append((start, end, new_start, new_end))
        at, new_at = start, new_start
    changes.reverse()
    return changes
