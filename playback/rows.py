"""The log of a document as it is stored, in bounded reads, with times and authors."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.functions import Length

from signaling.documents.log import LogDamaged
from signaling.documents.models import DocumentHead, DocumentKind, DocumentUpdate, SharedDocument

# Of one read from the database: so many rows at most, and so many bytes unless one row alone has more.
ROWS = 2000
BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class LogRow:
    """`time` in µs since the epoch; `user` a person's id, empty for the server; `data` a Yjs v1 update."""

    seq: int
    time: int
    user: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """A document of a room, at the newest version of its log."""

    document: int
    room: int
    kind: DocumentKind
    epoch: int
    head: int


def logs_of(room: int) -> dict[str, Log]:
    """The room's documents by kind, in one query."""
    heads = DocumentHead.objects.filter(document__room=room)
    found = heads.values_list("document_id", "document__kind", "document__epoch", "seq")
    return {kind: Log(document, room, DocumentKind(kind), epoch, seq) for document, kind, epoch, seq in found}


def language_of(room: int) -> str:
    """The language that the code stands in now."""
    documents = SharedDocument.objects.filter(room=room, kind=DocumentKind.CODE)
    return documents.values_list("language", flat=True).first() or ""


def rows_after(log: Log, seq: int) -> Iterator[LogRow]:
    """Rows `seq` + 1 to the head, dense and whole. Raises LogDamaged where one is missing or damaged."""
    while seq < log.head:
        last = _end_of_read(log.document, seq)
        rows = DocumentUpdate.objects.filter(
            document_id=log.document, seq__gt=seq, seq__lte=min(last, log.head)
        )
        found = rows.order_by("seq").values_list("seq", "time", "user", "kind", "data", "checksum")
        for number, time, user, kind, data, checksum in found:
            data = bytes(data)
            if number != seq + 1 or zlib.crc32(data) != checksum:
                raise LogDamaged
            seq = number
            yield LogRow(number, time, user, kind, data)
        if seq != min(last, log.head):
            raise LogDamaged


def _end_of_read(document: int, seq: int) -> int:
    """Up to where the next read goes, by the sizes of the rows: one of them may hold a megabyte, or forty bytes."""
    rows = DocumentUpdate.objects.filter(document_id=document, seq__gt=seq).order_by("seq")
    total, last = 0, seq
    for number, size in rows.values_list("seq", Length("data"))[:ROWS]:
        total += size
        if last > seq and total > BYTES:
            break
        last = number
    if last == seq:
        raise LogDamaged
    return last


def first_time(log: Log) -> int | None:
    """When the first row came, in µs since the epoch; None while there is none."""
    rows = DocumentUpdate.objects.filter(document_id=log.document).order_by("seq")
    return rows.values_list("time", flat=True).first()


def last_row_before(log: Log, time: int | None) -> tuple[int, int]:
    """`(seq, time)` of the newest row that came before `time` (µs; None: of all); `(0, 0)` where there is none."""
    rows = DocumentUpdate.objects.filter(document_id=log.document, seq__lte=log.head)
    if time is not None:
        rows = rows.filter(time__lt=time)
    return rows.order_by("-seq").values_list("seq", "time").first() or (0, 0)
