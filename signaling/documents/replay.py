"""What rows of the log did, read from the log itself: for who has missed them."""

import threading

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, Length

from signaling.documents.checkpoints import replica_at
from signaling.documents.log import DocumentGone, LogDamaged, rows_after
from signaling.documents.models import DocumentCheckpoint, DocumentUpdate, SharedDocument
from signaling.documents.replica import Replica
from signaling.documents.rows import Row, advance

# For one message: rows times the text's units, since following a row makes the whole text anew (about a second);
# and what is read of the log from the checkpoint on.
MAX_FOLLOWED_UNITS = 500_000_000
MAX_READ_ROWS = 20_000
MAX_READ_BYTES = 16_000_000

_alone = threading.Lock()


class Busy(Exception):
    """Another version is being built in this process."""


class TooMuch(Exception):
    """It would take too long for one message."""


def is_busy() -> bool:
    """Whether `follow_alone` would raise Busy now."""
    return _alone.locked()


def replay(room: int, kind: str, since: int, until: int) -> list[Row]:
    """Rows `since + 1` to `until`, each with its changes. Raises DocumentGone, LogDamaged or ReplicaBroken."""
    return follow_from(room, kind, since, until)[1]


def follow_from(room: int, kind: str, since: int, until: int) -> tuple[str, list[Row]]:
    """The text at version `since` (empty for a board), and the rows from there as `replay` gives them."""
    return _follow(_document_of(room, kind), since, until, most_units=None)


def follow_alone(room: int, kind: str, since: int, until: int, length: int) -> tuple[str, list[Row]]:
    """The same for one person's message: one at a time in a process, and not more than such a message may cost.

    `length` is that of the text at `until`, in units. Held until it has ended, whoever has given up meanwhile. Raises
    Busy or TooMuch as well.
    """
    if (until - since) * length > MAX_FOLLOWED_UNITS:
        raise TooMuch
    if not _alone.acquire(blocking=False):
        raise Busy
    try:
        document = _document_of(room, kind)
        _refuse_long_reading(document, since, until)
        return _follow(document, since, until, most_units=MAX_FOLLOWED_UNITS)
    finally:
        _alone.release()


def _document_of(room: int, kind: str) -> int:
    document = SharedDocument.objects.filter(room=room, kind=kind).values_list("pk", flat=True).first()
    if document is None:
        raise DocumentGone
    return document


def _follow(document: int, since: int, until: int, *, most_units: int | None) -> tuple[str, list[Row]]:
    replica: Replica = replica_at(document, since)
    if replica.seq != since:
        raise LogDamaged
    text = replica.text()
    replica.watched = True
    rows: list[Row] = []
    units = 0
    for row in rows_after(document, since, until):
        replica.take(row.data)
        rows.append(advance(replica, row))
        units += len(replica.past.units) if replica.past is not None else 0
        if most_units is not None and units > most_units:
            raise TooMuch
    return text, rows


def _refuse_long_reading(document: int, since: int, until: int) -> None:
    """Ask how much it is before it is in memory. What an archive holds is not asked: nobody edits what has ended."""
    kept = DocumentCheckpoint.objects.filter(document_id=document, seq__lte=since)
    start = kept.order_by("-seq").values_list("seq", flat=True).first() or 0
    rows = DocumentUpdate.objects.filter(document_id=document, seq__gt=start, seq__lte=until)
    read = rows.aggregate(count=Count("id"), size=Coalesce(Sum(Length("data")), 0))
    if read["count"] > MAX_READ_ROWS or read["size"] > MAX_READ_BYTES:
        raise TooMuch
