"""A document's log as it is played: a step for each row, and one for all that was done while nothing was recorded.

That one is made anew from the document, not merged from its rows: what was typed and taken out again meanwhile is
not in it. It has nobody's name, and the time at which the recording went on.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pycrdt import Doc

from fusemeet.errors import Invalid
from playback.recording import Gap, Recording
from playback.rows import Log, LogRow, rows_after
from signaling.documents.checkpoints import replica_at
from signaling.documents.log import DocumentGone, LogDamaged
from signaling.documents.refusals import ReplicaBroken
from signaling.documents.varint import write_bytes, write_uint

complaints = logging.getLogger(__name__)

NOBODY = ""
PAGE_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """What stands for many rows; see `LogRow`."""

    seq: int
    time: int
    user: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Encoded steps, and after which row the next page begins; None: this was the last."""

    body: bytes
    next_after: int | None


def steps_after(log: Log, recording: Recording, seq: int = 0) -> Iterator[LogRow]:
    """The steps after row `seq`, which is the row of an earlier step or 0.

    Raises Invalid for a row inside of what was not recorded, LogDamaged where the log cannot be read any further.
    """
    if recording.gaps:
        yield from _around_gaps(log, recording, seq)
    else:
        yield from rows_after(log, seq)


def _around_gaps(log: Log, recording: Recording, seq: int) -> Iterator[LogRow]:
    """What a gap left is the difference to what stood before it: the document is made where the first gap begins."""
    doc: Doc | None = None
    before, last = (
        b"",
        next(rows_after(replace(log, head=seq), seq - 1), None) if 0 < seq <= log.head else None,
    )
    in_gap = None if last is None else recording.gap_at(last.time)
    for row in rows_after(log, seq):
        gap = recording.gap_at(row.time)
        if gap is not None and gap.end is None:
            break
        if last is not None and in_gap is not None:
            if doc is not None and gap != in_gap:
                yield _left_by(in_gap, last, doc, before)
            elif gap == in_gap and last.seq == seq:
                raise Invalid(errors={"after": ["There is no step with this number."]})
        if gap is not None and gap != in_gap:
            doc = doc or _doc_at(log, row.seq - 1)
            before = doc.get_state()
        if doc is not None:
            _apply(doc, row.data)
        last, in_gap = row, gap
        if gap is None:
            yield row
    if last is not None and in_gap is not None and doc is not None and last.seq > seq:
        yield _left_by(in_gap, last, doc, before)


def _doc_at(log: Log, seq: int) -> Doc:
    """The document as it was after a row, from the nearest state that is kept. Raises LogDamaged."""
    doc: Doc = Doc()
    if seq:
        try:
            _apply(doc, replica_at(log.document, seq).update_since())
        except (DocumentGone, ReplicaBroken) as problem:
            raise LogDamaged from problem
    return doc


def _apply(doc: Doc, data: bytes) -> None:
    """Rows were checked before they were stored. What pycrdt does not take all the same, it panics at: no Exception."""
    try:
        doc.apply_update(data)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        raise LogDamaged from problem


def _left_by(gap: Gap, last: LogRow, doc: Doc, before: bytes) -> Step:
    """What the rows of a gap left in the document."""
    return Step(last.seq, gap.end or last.time, NOBODY, last.kind, doc.get_update(before))


def page_after(log: Log, recording: Recording, seq: int, *, started: int) -> Page:
    """About PAGE_BYTES of steps; `started` (µs since the epoch) is what their times are counted from.

    Each is, as lib0 writes it: varUint seq, varUint time in ms, varString user, varString kind, varUint8Array update.
    Where the log is damaged, the steps end.
    """
    parts: list[bytes] = []
    size, latest = 0, 0
    steps = steps_after(log, recording, seq)
    try:
        for step in steps:
            if size >= PAGE_BYTES:
                return Page(b"".join(parts), seq)
            latest = max(latest, (step.time - started) // 1000, 0)
            parts.append(encode_step(step, latest))
            size, seq = size + len(parts[-1]), step.seq
    except LogDamaged:
        complaints.error("the log of document %s cannot be read after row %s", log.document, seq)
    return Page(b"".join(parts), None)


def encode_step(step: LogRow, time: int) -> bytes:
    """`time` in ms since the beginning; within a page it never goes back, whichever clock wrote it."""
    return b"".join(
        (write_uint(step.seq), write_uint(time), _by(step.user, step.kind), write_bytes(step.data))
    )


@lru_cache(maxsize=512)
def _by(user: str, kind: str) -> bytes:
    return write_bytes(user.encode()) + write_bytes(kind.encode())
