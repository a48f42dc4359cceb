"""The order of a room's questions as sparse numbers, so that moving one seldom touches another.

A list of rows in their order comes in, and what comes out are the rows that got another number. Pure: nothing is saved.
A number is never smaller than LOWEST, so that it cannot be taken for a place, of which there are fewer.
"""

from questions.models import Question

MOST_QUESTIONS = 500
LOWEST = 1024
STEP = 65_536
# What the column holds on every database.
HIGHEST = 2**31 - 1
# Where a gap is used up, neighbours are spread until each has this much room again.
ROOMY = 64


def place_of(rows: list[Question], row: Question, order: int) -> int:
    """Where among the others (from 0) `row` stands that shall have this `displayOrder`.

    That is a place counted from 0, or a number as the answers carry it: then after all that have none larger.
    """
    others = [other for other in rows if other.pk != row.pk]
    if order < LOWEST:
        return min(order, len(others))
    return sum(other.display_order <= order for other in others)


def put(rows: list[Question], row: Question, place: int) -> list[Question]:
    """Move or insert `row` to `place` among the others in `rows`, which is changed; returns the rows renumbered."""
    stood = next((index for index, other in enumerate(rows) if other is row), None)
    if stood is not None:
        rows.remove(row)
    place = min(place, len(rows))
    rows.insert(place, row)
    if stood == place:
        return []
    first, last = place, place + 1
    while not _fits(rows, first, last):
        wider = max(1, last - first)
        first, last = max(0, first - wider), min(len(rows), last + wider)
    return _spread(rows, first, last)


def _bounds(rows: list[Question], first: int, last: int) -> tuple[int, int]:
    """The numbers between which rows[first:last] may lie, both not among them."""
    below = rows[first - 1].display_order if first else LOWEST - 1
    above = rows[last].display_order if last < len(rows) else below + STEP * (last - first + 1)
    return below, min(above, HIGHEST + 1)


def _fits(rows: list[Question], first: int, last: int) -> bool:
    if first == 0 and last == len(rows):
        return True
    below, above = _bounds(rows, first, last)
    count = last - first
    least = 1 if count == 1 else ROOMY
    return below >= LOWEST - 1 and (above - below) // (count + 1) >= least


def _spread(rows: list[Question], first: int, last: int) -> list[Question]:
    below, above = _bounds(rows, first, last)
    step = min(STEP, (above - below) // (last - first + 1))
    changed = []
    for number, row in enumerate(rows[first:last], start=1):
        order = below + number * step
        if row.display_order != order:
            row.display_order = order
            changed.append(row)
    return changed
