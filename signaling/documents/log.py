"""The append-only log of a document as the database holds it: reading rows, and loading a replica from them.

A document is the newest good state and the rows after it. Everything stored carries a checksum; a row that no longer
matches its own ends what can be read, and the document stays readable at the last good version.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from signaling.documents.facts import unpack_facts, unpack_state
from signaling.documents.models import (
    DocumentCheckpoint,
    DocumentHead,
    SharedDocument,
)
from signaling.documents.replica import Replica, ReplicaBroken
from signaling.documents.rows import Row, advance
from signaling.documents.stored_rows import LogDamaged, read_rows

__all__ = ["DocumentGone", "Loaded", "LogDamaged", "Row", "catch_up", "load", "rows_after"]


class DocumentGone(Exception):
    """The document was deleted with its room."""


@dataclass(slots=True)
class Loaded:
    """A replica at the newest readable version; `damaged` when the log says that there is more."""

    document: int
    replica: Replica
    epoch: int
    language: str
    saved_seq: int
    damaged: bool


def rows_after(document: int, seq: int, until: int | None = None) -> Iterator[Row]:
    """The rows after a version, dense and whole, archived or not. Raises LogDamaged where one is not."""
    for row in read_rows(document, seq, until):
        yield Row(row.seq, row.data, row.user, row.kind, row.message_id)


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
    replica = Replica(stored.kind, stored.room)
    try:
        replica.restore(state, unpack_facts(bytes(stored.facts), stored.state_checksum))
    except ReplicaBroken:
        return None
    replica.seq = stored.state_seq
    return replica


def _from_checkpoint(stored: SharedDocument) -> Replica | None:
    for checkpoint in DocumentCheckpoint.objects.filter(document=stored).order_by("-seq").iterator():
        state = unpack_state(bytes(checkpoint.state), checkpoint.checksum)
        if state is None:
            continue
        replica = Replica(stored.kind, stored.room)
        try:
            replica.take(state)
        except ReplicaBroken:
            continue
        replica.seq = checkpoint.seq
        return replica
    return None
