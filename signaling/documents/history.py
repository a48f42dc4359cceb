"""What the log of a document tells of its past: who wrote which letters, and at which moments somebody worked on it.

Both are read in pages of so many rows, so that no question costs more than a part of a second, however long the log
is. The text at a version is the checkpoints' (`replica_at`).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from signaling.documents.log import LogDamaged
from signaling.documents.models import DocumentHead, DocumentUpdate
from signaling.documents.validator import RULES, STORED, parse_update
from signaling.documents.varint import read_uint

# Rows that one answer reads.
MAX_ROWS = 20_000
# Who goes on writing within this time after the beginning of a range is not noted again.
SAME_RANGE_US = 60_000_000

# A moment ends with a pause of this length, when it has lasted this long, or when another person takes over.
PAUSE_US = 30_000_000
LONGEST_MOMENT_US = 120_000_000
HANDOVER_US = 3_000_000
MAX_MOMENTS = 100
# Rows that are read at once while going back.
BLOCK_ROWS = 2_000


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


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the log with what is known of it; `time` in µs since the epoch."""

    seq: int
    time: int
    user: str
    data: bytes


def records_between(document: int, first: int, last: int) -> Iterator[Record]:
    """Rows `first` to `last`, dense and whole. Raises LogDamaged where one is missing or damaged."""
    rows = DocumentUpdate.objects.filter(document_id=document, seq__range=(first, last)).order_by("seq")
    expected = first
    for seq, time, user, data, checksum in rows.values_list("seq", "time", "user", "data", "checksum"):
        data = bytes(data)
        if seq != expected or zlib.crc32(data) != checksum:
            raise LogDamaged
        expected += 1
        yield Record(seq, time, user, data)
    if expected <= last:
        raise LogDamaged


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
    for record in records_between(document, after + 1, last):
        for client, clock in _inserts(record, kind):
            known = newest.get(client)
            if known and known.user == record.user and record.time - known.time < SAME_RANGE_US:
                continue
            newest[client] = Range(client, clock, record.user, record.time)
            authors.ranges.append(newest[client])
    return authors


def _inserts(record: Record, kind: str) -> Iterator[tuple[int, int]]:
    """(client, first clock) of what a row brought. Most rows are one client's, and begin with all there is to know."""
    clients, at = read_uint(record.data, 0)
    if clients == 1:
        _, at = read_uint(record.data, at)
        client, at = read_uint(record.data, at)
        yield client, read_uint(record.data, at)[0]
    elif clients:
        for client, start, _ in parse_update(record.data, RULES[kind], limits=STORED).inserts:
            yield client, start


def moments_before(*, document: int, kind: str, head: int, before: int | None = None) -> Moments:
    """What was done before row `before` (None: up to now), the newest moment first. Raises LogDamaged.

    A moment that the end of a page cuts is shown in two.
    """
    end = head if before is None else min(head, before - 1)
    found = Moments(head=head)
    current: Moment | None = None
    for record in _backwards(document, end):
        if current is None or not _belongs(record, current):
            if len(found.moments) == MAX_MOMENTS:
                break
            current = Moment(record.seq, record.seq, record.time, record.time)
            found.moments.append(current)
        _add(current, record, kind)
    if current is not None and current.first > 1:
        found.before = current.first
    return found


def _backwards(document: int, end: int) -> Iterator[Record]:
    """Up to MAX_ROWS rows, the newest first."""
    start = max(1, end - MAX_ROWS + 1)
    for last in range(end, start - 1, -BLOCK_ROWS):
        yield from reversed(list(records_between(document, max(start, last - BLOCK_ROWS + 1), last)))


def _belongs(record: Record, later: Moment) -> bool:
    """Whether the row directly before a moment is part of it."""
    pause = later.began - record.time
    if pause >= PAUSE_US or later.ended - record.time >= LONGEST_MOMENT_US:
        return False
    return record.user in later.people or pause < HANDOVER_US


def _add(moment: Moment, record: Record, kind: str) -> None:
    moment.first = record.seq
    # Processes' clocks differ a little; a moment does not end before it begins.
    moment.began = min(moment.began, record.time)
    share = moment.people.setdefault(record.user, Share())
    update = parse_update(record.data, RULES[kind], limits=STORED)
    share.added += sum(end - start for _, start, end in update.inserts)
    share.removed += sum(end - start for _, start, end in update.deletes)
