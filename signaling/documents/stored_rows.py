"""The rows of a log wherever they are: in the table, or in an archive once their room has ended."""

import zlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import Length

from signaling.documents.archive_format import ArchivedRow, Blocks, Damaged
from signaling.documents.models import DocumentArchive, DocumentUpdate

# Of one read from the table: the rows that READ_BYTES hold, and one in any case. How many are measured for it follows
# from those before: a database may have to read a row to tell its length.
FIRST_READ_ROWS = 64
MOST_READ_ROWS = 4096
READ_BYTES = 2_000_000

COLUMNS = ("seq", "time", "user", "client_id", "kind", "message_id", "data", "checksum")


class LogDamaged(Exception):
    """A row is missing or does not match its checksum: nothing after it can be read, nothing committed on it."""


def read_rows(document: int, after: int, until: int | None = None) -> Iterator[ArchivedRow]:
    """Rows `after + 1` to `until` (None: to the end), dense and whole. Raises LogDamaged where one is not.

    An archive always holds rows from before those in the table. Rows may move from there into one while they are
    read: then they are missed in the table and found in the archive. In memory are those of one read.
    """
    seq, limit = after, FIRST_READ_ROWS
    while until is None or seq < until:
        found, more = _from_table(document, seq, until, limit)
        if not found or found[0][0] != seq + 1:
            before = seq
            for row in _from_archive(document, seq, until):
                seq = row.seq
                yield row
            if seq > before:
                continue
            if found or until is not None:
                raise LogDamaged
            return
        size = 0
        for number, time, user, client, kind, message, data, checksum in found:
            if number != seq + 1:
                break  # the next round sees whether an archive has it
            data = bytes(data)
            if zlib.crc32(data) != checksum:
                raise LogDamaged
            seq, size = number, size + len(data)
            yield ArchivedRow(number, time, user, client, kind, message, data)
        if until is None and not more and found[-1][0] == seq:
            return
        limit = max(1, min(MOST_READ_ROWS, READ_BYTES * len(found) // (size + 1)))


def _from_table(document: int, seq: int, until: int | None, limit: int) -> tuple[list[tuple[Any, ...]], bool]:
    """The next rows, as many of `limit` as READ_BYTES hold; whether there may be more after them."""
    rows = DocumentUpdate.objects.filter(document_id=document, seq__gt=seq).order_by("seq")
    if until is not None:
        rows, limit = rows.filter(seq__lte=until), min(limit, until - seq)
    if limit == 1:
        return list(rows.values_list(*COLUMNS)[:1]), True
    sizes = list(rows.values_list("seq", Length("data"))[:limit])
    last, size, fitting = seq, 0, 0
    for number, length in sizes:
        size += length
        if fitting and size > READ_BYTES:
            break
        last, fitting = number, fitting + 1
    if not fitting:
        return [], False
    found = list(rows.filter(seq__lte=last).values_list(*COLUMNS)[:fitting])
    return found, fitting < len(sizes) or len(sizes) == limit


def newest_fitting(document: int, first: int, last: int, size: int) -> int:
    """From which row on the rows up to `last`, of those from `first`, hold no more than `size` bytes; at most `last`.

    Those in an archive are not measured: nobody adds to them any more.
    """
    rows = DocumentUpdate.objects.filter(document_id=document, seq__range=(first, last)).order_by("-seq")
    for number, length in rows.values_list("seq", Length("data")):
        size -= length
        if size < 0:
            return min(int(number) + 1, last)
    return first


def _from_archive(document: int, seq: int, until: int | None) -> Iterator[ArchivedRow]:
    """What the archives hold of the rows after this one, from the first of them on."""
    while until is None or seq < until:
        archive = DocumentArchive.objects.filter(
            document_id=document, first_seq__lte=seq + 1, last_seq__gt=seq
        ).first()
        if archive is None:
            return
        try:
            for row in Blocks(bytes(archive.data)).rows_after(seq):
                if until is not None and row.seq > until:
                    return
                if row.seq != seq + 1:
                    raise LogDamaged
                seq = row.seq
                yield row
        except Damaged:
            raise LogDamaged from None
        if seq != archive.last_seq:
            raise LogDamaged


def first_time(document: int) -> int:
    """When the first row came, in µs since the epoch. Raises LogDamaged, also where there is none."""
    return next(read_rows(document, 0, 1)).time


def last_row_before(document: int, time: int | None, until: int) -> tuple[int, int]:
    """`(seq, time)` of the newest row up to `until` that came before `time` (µs; None: of all); `(0, 0)`: none.

    Raises LogDamaged.
    """
    rows = DocumentUpdate.objects.filter(document_id=document, seq__lte=until)
    if time is not None:
        rows = rows.filter(time__lt=time)
    found = rows.order_by("-seq").values_list("seq", "time").first()
    if found:
        return found
    archives = DocumentArchive.objects.filter(document_id=document, first_seq__lte=until)
    for data in archives.order_by("-first_seq").values_list("data", flat=True):
        try:
            row = Blocks(bytes(data)).last_before(time, until)
        except Damaged:
            raise LogDamaged from None
        if row is not None:
            return row.seq, row.time
    return 0, 0


def share_of(document: int, user: str) -> tuple[int, int, int]:
    """How many rows are this person's, and the times of the first and the last of them (µs; 0 where there is none)."""
    mine = DocumentUpdate.objects.filter(document_id=document, user=user)
    found = mine.aggregate(count=Count("id"), first=Min("time"), last=Max("time"))
    times = [found["first"], found["last"]] if found["count"] else []
    count: int = found["count"]
    for data in DocumentArchive.objects.filter(document_id=document).values_list("data", flat=True):
        try:
            archived = [row.time for row in Blocks(bytes(data)).rows_after(0) if row.user == user]
        except Damaged:
            continue  # what cannot be read can be told to nobody
        count += len(archived)
        times += archived
    return count, min(times, default=0), max(times, default=0)
