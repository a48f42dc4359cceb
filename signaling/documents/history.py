"""What the log of a document tells of its past: who wrote which letters, and at which moments somebody worked on it.

Both are read in pages of so many rows and so many bytes, so that no question costs more than a part of a second and
a few megabytes, however long the log is and whatever stands in it. The text at a version is the checkpoints'
(`replica_at`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from signaling.documents.archive_format import ArchivedRow
from signaling.documents.models import DocumentHead
from signaling.documents.stored_rows import newest_fitting, read_rows
from signaling.documents.validator import RULES, STORED, parse_update
from signaling.documents.varint import read_uint

# Rows that one answer reads, and their bytes.
MAX_ROWS = 20_000
MAX_BYTES = 20_000_000
# Who goes on writing within this time after the beginning of a range is not noted again.
SAME_RANGE_US = 60_000_000

# A moment ends with a pause of this length, when it has lasted this long, or when another person takes over.
PAUSE_US = 30_000_000
LONGEST_MOMENT_US = 120_000_000
HANDOVER_US = 3_000_000
MAX_MOMENTS = 100
# Rows that are read at once while going back: few while they may be large, more when they prove to be small.
FIRST_BLOCK_ROWS = 100
BLOCK_ROWS = 2_000
BLOCK_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Range:
    """From `clock` on, up to the next range of the same Yjs client, `user` wrote its letters, about at `time` (µs)."""

    client: int
    clock: int
    user: str
    time: int


@dataclass(slots=True)
class Authors:
    """The ranges of rows up to `version`; `more` when the log has rows after it."""

    version: int
    more: bool
    ranges: list[Range] = field(default_factory=list)


@dataclass(slots=True)
class Share:
    """How many UTF-16 units somebody wrote and took out."""

    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """What counts of a row when it is looked back on, without what stood in it."""

    seq: int
    time: int
    user: str
    added: int
    removed: int


@dataclass(slots=True)
class Moment:
    """A stretch of work without a pause: rows `first` to `last`, times in µs, who did how much in it."""

    first: int
    last: int
    began: int
    ended: int
    people: dict[str, Share] = field(default_factory=dict)


@dataclass(slots=True)
class Moments:
    """The newest first. `before` is where the next page goes on; None: that was all."""

    head: int
    before: int | None = None
    moments: list[Moment] = field(default_factory=list)


def head_of(*, room: int, kind: str) -> tuple[int, int] | None:
    """The document's key and the newest version of its log; None when the room has none."""
    heads = DocumentHead.objects.filter(document__room=room, document__kind=kind)
    found: tuple[int, int] | None = heads.values_list("document_id", "seq").first()
    return found


def authors_after(*, document: int, kind: str, head: int, after: int) -> Authors:
    """Who wrote the letters that came in by the rows after `after`. Raises LogDamaged.

    The row's user is its author, whichever client id it stands under: letters of the JSON doors are written by the
    server's replicas for somebody.
    """
    last = min(head, after + MAX_ROWS)
    authors = Authors(version=last, more=last < head)
    newest: dict[int, Range] = {}
    size = 0
    for row in read_rows(document, after, last):
        for client, clock in _inserts(row, kind):
            known = newest.get(client)
            if known and known.user == row.user and row.time - known.time < SAME_RANGE_US:
                continue
            newest[client] = Range(client, clock, row.user, row.time)
            authors.ranges.append(newest[client])
        size += len(row.data)
        if size >= MAX_BYTES:
            authors.version, authors.more = row.seq, row.seq < head
            break
    return authors


def _inserts(row: ArchivedRow, kind: str) -> Iterator[tuple[int, int]]:
    """(client, first clock) of what a row brought. Most rows are one client's, and begin with all there is to know."""
    clients, at = read_uint(row.data, 0)
    if clients == 1:
        _, at = read_uint(row.data, at)
        client, at = read_uint(row.data, at)
        yield client, read_uint(row.data, at)[0]
    elif clients:
        for client, start, _ in parse_update(row.data, RULES[kind], limits=STORED).inserts:
            yield client, start


def moments_before(*, document: int, kind: str, head: int, before: int | None = None) -> Moments:
    """What was done before row `before` (None: up to now), the newest moment first. Raises LogDamaged.

    A moment that the end of a page cuts is shown in two.
    """
    end = head if before is None else min(head, before - 1)
    found = Moments(head=head)
    current: Moment | None = None
    for row in _backwards(document, kind, end):
        if current is None or not _belongs(row, current):
            if len(found.moments) == MAX_MOMENTS:
                break
            current = Moment(row.seq, row.seq, row.time, row.time)
            found.moments.append(current)
        _add(current, row)
    if current is not None and current.first > 1:
        found.before = current.first
    return found


def _backwards(document: int, kind: str, end: int) -> Iterator[Note]:
    """Up to MAX_ROWS rows, the newest first; fewer where they hold more than MAX_BYTES."""
    first, count, size = max(1, end - MAX_ROWS + 1), min(FIRST_BLOCK_ROWS, BLOCK_ROWS), 0
    while end >= first and size < MAX_BYTES:
        start = newest_fitting(document, max(first, end - count + 1), end, BLOCK_BYTES)
        notes, read = [], 0
        for row in read_rows(document, start - 1, end):
            notes.append(_note(row, kind))
            read += len(row.data)
        yield from reversed(notes)
        count = max(1, min(BLOCK_ROWS, BLOCK_BYTES * len(notes) // (read + 1)))
        end, size = start - 1, size + read


def _note(row: ArchivedRow, kind: str) -> Note:
    update = parse_update(row.data, RULES[kind], limits=STORED)
    added = sum(end - start for _, start, end in update.inserts)
    removed = sum(end - start for _, start, end in update.deletes)
    return Note(row.seq, row.time, row.user, added, removed)


def _belongs(row: Note, later: Moment) -> bool:
    """Whether the row directly before a moment is part of it."""
    pause = later.began - row.time
    if pause >= PAUSE_US or later.ended - row.time >= LONGEST_MOMENT_US:
        return False
    return row.user in later.people or pause < HANDOVER_US


def _add(moment: Moment, row: Note) -> None:
    moment.first = row.seq
    # Processes' clocks differ a little; a moment does not end before it begins.
    moment.began = min(moment.began, row.time)
    share = moment.people.setdefault(row.user, Share())
    share.added += row.added
    share.removed += row.removed
