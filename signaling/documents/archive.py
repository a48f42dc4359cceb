"""Moves the rows of a log into one compressed value when their room has ended.

The rows are the recording and stay readable (`stored_rows`); as one value they take a tenth of the room. They are
deleted only after the value has been read back, gives the same rows, and rebuilds the same text or board.
"""

import logging
import zlib

from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from signaling.documents.archive_format import ArchivedRow, Blocks, Damaged, pack_rows
from signaling.documents.checkpoints import replica_at
from signaling.documents.log import DocumentGone
from signaling.documents.models import DocumentArchive, DocumentHead, DocumentUpdate, SharedDocument
from signaling.documents.refusals import ReplicaBroken
from signaling.documents.replica import Replica
from signaling.documents.stored_rows import LogDamaged, read_rows

log = logging.getLogger(__name__)

# A value stays below what a database takes as one packet (16 MB in MariaDB's default); more rows are more values.
MAX_VALUE_BYTES = 8_000_000
# Of one value: rows, and bytes before they are compressed. Both are held in memory more than once.
MAX_ROWS = 200_000
MAX_RAW_BYTES = 32_000_000


class ArchiveFailed(Exception):
    """What was written does not give what was to be written: the rows stay where they are."""


def rooms_to_archive() -> set[int]:
    """The rooms with rows that are in no archive."""
    archived = DocumentArchive.objects.filter(document=OuterRef("document_id")).order_by("-last_seq")
    heads = DocumentHead.objects.annotate(
        archived=Coalesce(Subquery(archived.values("last_seq")[:1]), Value(0), output_field=BigIntegerField())
    )
    return set(heads.filter(seq__gt=F("archived")).values_list("document__room", flat=True))


def archive_documents(*, room: int) -> int:
    """Archive what the logs of a room's documents have grown by; gives how many rows were moved.

    Harmless whatever else goes on: who edits waits for the head's lock, a second call finds no rows, and rows that come
    later stay in the table until the next call. A damaged log is left as it is.
    """
    moved = 0
    for document in SharedDocument.objects.filter(room=room).values_list("pk", flat=True):
        try:
            while rows := archive_rows(document=document):
                moved += rows
        except (LogDamaged, ReplicaBroken, ArchiveFailed, DocumentGone) as problem:
            log.error("document %s is not archived: %r", document, problem)
    return moved


@transaction.atomic
def archive_rows(*, document: int) -> int:
    """Move the oldest rows of the table into an archive: how many; 0 where there are none.

    Raises LogDamaged, ReplicaBroken, ArchiveFailed or DocumentGone, and has then changed nothing.
    """
    head = DocumentHead.objects.select_for_update().filter(document_id=document).first()
    if head is None:
        raise DocumentGone
    mine = DocumentUpdate.objects.filter(document_id=document)
    oldest = mine.order_by("seq").values_list("seq", flat=True).first()
    if oldest is None:
        return 0
    rows = _first_rows(document, oldest - 1, head.seq)
    first, last = rows[0].seq, rows[-1].seq
    value = pack_rows(rows)
    while len(value) > MAX_VALUE_BYTES and len(rows) > 1:
        rows = rows[: len(rows) // 2]
        last, value = rows[-1].seq, pack_rows(rows)
    archive = DocumentArchive.objects.create(
        document_id=document, first_seq=first, last_seq=last, data=value, checksum=zlib.crc32(value)
    )
    _verify(archive.pk, rows)
    _verify_content(document, rows)
    deleted, _ = mine.filter(seq__range=(first, last)).delete()
    if deleted != len(rows):
        raise ArchiveFailed(f"{deleted} rows instead of {len(rows)}")
    return len(rows)


def _first_rows(document: int, seq: int, head: int) -> list[ArchivedRow]:
    rows: list[ArchivedRow] = []
    size = 0
    for row in read_rows(document, seq, head):
        rows.append(row)
        size += len(row.data)
        if len(rows) == MAX_ROWS or size > MAX_RAW_BYTES:
            break
    return rows


def _verify(archive: int, rows: list[ArchivedRow]) -> None:
    """Read the value back from the database: it must hold these rows and no others."""
    stored = DocumentArchive.objects.get(pk=archive)
    value = bytes(stored.data)
    try:
        if zlib.crc32(value) != stored.checksum or list(Blocks(value).rows_after(0)) != rows:
            raise ArchiveFailed("the value read back holds other rows")
    except Damaged:
        raise ArchiveFailed("the value cannot be read back") from None


def _verify_content(document: int, rows: list[ArchivedRow]) -> None:
    """What was archived before and these rows must make what the document was at the last of them."""
    last = rows[-1].seq
    stored = SharedDocument.objects.only("kind", "room").get(pk=document)
    rebuilt = Replica(stored.kind, stored.room)
    before = [row.data for row in read_rows(document, 0, rows[0].seq - 1)] if rows[0].seq > 1 else []
    rebuilt.replay([*before, *(row.data for row in rows)])
    known = replica_at(document, last)
    if (rebuilt.text(), rebuilt.board()) != (known.text(), known.board()):
        raise ArchiveFailed("the rows make another document")
