"""The append-only log of a document as the database holds it: reading rows, and loading a replica from them.

A document is the newest good state and the rows after it. Everything stored carries a checksum; a row that no longer
matches its own ends what can be read, and the document stays readable at the last good version.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from signaling.documents.models import (
    DocumentCheckpoint,
    DocumentClient,
    DocumentHead,
    DocumentUpdate,
    SharedDocument,
)
from signaling.documents.replica import Replica, ReplicaBroken
from signaling.documents.rows import Row, advance

__all__ = ["DocumentGone", "Loaded", "LogDamaged", "Row", "catch_up", "load", "rows_after"]


class DocumentGone(Exception):
    """The document was deleted with its room."""


class LogDamaged(Exception):
    """A row is missing or does not match its checksum: nothing after it can be read, nothing committed on it."""


@dataclass(slots=True)
class Loaded:
    """A replica at the newest readable version; `damaged` when the log says that there is more."""

    document: int
    replica: Replica
    epoch: int
    language: str
    saved_seq: int
    damaged: bool


def rows_after(document: int, seq: int) -> Iterator[Row]:
    """The rows after a version, dense and whole. Raises LogDamaged where one is missing or damaged."""
    rows = DocumentUpdate.objects.filter(document_id=document, seq__gt=seq).order_by("seq")
    columns = rows.values_list("seq", "data", "checksum", "user", "kind", "message_id")
    for number, data, checksum, user, kind, message_id in columns.iterator():
        seq += 1
        data = bytes(data)
        if number != seq or zlib.crc32(data) != checksum:
            raise LogDamaged
        yield Row(seq, data, user, kind, message_id)


def load(room: int, kind: str) -> Loaded:
    """The document as far as it can be read. Raises DocumentGone."""
    at = DocumentHead.objects.filter(document__room=room, document__kind=kind)
    head = at.values_list("seq", flat=True).first()
    stored = SharedDocument.objects.filter(room=room, kind=kind).first()
    if stored is None or head is None:
        raise DocumentGone
    loaded = _build(stored)
    loaded.damaged = loaded.replica.seq < head
    return loaded


def catch_up(document: int, replica: Replica) -> list[Row]:
    """Take what the log has after the replica's version; gives those rows. Raises LogDamaged or ReplicaBroken."""
    rows = []
    for row in rows_after(document, replica.seq):
        replica.take(row.data)
        rows.append(advance(replica, row))
    return rows


def _build(stored: SharedDocument, until: int | None = None) -> Loaded:
    replica = _from_state(stored) or _from_checkpoint(stored) or Replica(stored.kind, stored.room)
    owners = DocumentClient.objects.filter(document_id=stored.pk).values_list("client_id", "user")
    replica.owners = dict(owners)
    loaded = Loaded(stored.pk, replica, stored.epoch, stored.language, stored.state_seq, damaged=False)
    try:
        for row in rows_after(stored.pk, replica.seq):
            if until is not None and row.seq > until:
                break
            try:
                replica.take(row.data)
            except ReplicaBroken:
                # Whole, yet not to be applied: as unreadable as a damaged row, and the replica is spoilt by it.
                return _build(stored, until=row.seq - 1)
            replica.seq = row.seq
    except LogDamaged:
        pass
    return loaded


def _from_state(stored: SharedDocument) -> Replica | None:
    state = bytes(stored.state)
    if zlib.crc32(state) != stored.state_checksum:
        return None
    return _replica(stored, state, stored.state_seq)


def _from_checkpoint(stored: SharedDocument) -> Replica | None:
    for checkpoint in DocumentCheckpoint.objects.filter(document=stored).order_by("-seq").iterator():
        packed = bytes(checkpoint.state)
        if zlib.crc32(packed) == checkpoint.checksum:
            replica = _replica(stored, zlib.decompress(packed), checkpoint.seq)
            if replica is not None:
                return replica
    return None


def _replica(stored: SharedDocument, state: bytes, seq: int) -> Replica | None:
    replica = Replica(stored.kind, stored.room)
    try:
        replica.take(state)
    except ReplicaBroken:
        return None
    replica.seq = seq
    return replica
