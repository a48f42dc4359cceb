"""The one place where a change becomes part of a document: whichever door it came through, it ends here.

One transaction takes what has gathered: it locks the document's head, reads the rows that this process has not seen,
makes each change on top of them, and appends. Nobody is told of anything before it has committed. When it fails, the
replica is ahead of the database and must be thrown away.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import OuterRef, Subquery

from signaling.documents.log import DocumentGone, LogDamaged, Row, catch_up
from signaling.documents.models import (
    DocumentClient,
    DocumentHead,
    DocumentUpdate,
    SharedDocument,
    UpdateKind,
)
from signaling.documents.replica import Refused, Replica, ReplicaBroken
from signaling.documents.validator import first_client


@dataclass(frozen=True, slots=True)
class Edit:
    """One change on its way into the log.

    `make` runs inside the transaction, on a replica that has seen every row before. It applies the change and gives
    the update to store (empty: nothing new), or raises Refused and has changed nothing. `clients` are the Yjs client
    ids it may write under, `time` is when it came, in µs since the epoch.
    """

    make: Callable[[Replica], bytes]
    user: str
    kind: UpdateKind
    time: int
    clients: tuple[int, ...]
    message_id: str | None = None


@dataclass(slots=True)
class Committed:
    """Rows of other processes that were met, and for each edit its row, None (nothing new) or its refusal."""

    seen: list[Row] = field(default_factory=list)
    results: list[Row | Refused | None] = field(default_factory=list)


class EditBroke(Exception):
    """The edit at `index` of the batch broke the replica: refuse it, load anew, and commit the others."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(index)


class EpochChanged(Exception):
    """The document was started anew; what this process holds of it belongs to the past."""


def commit(document: int, epoch: int, replica: Replica, edits: Sequence[Edit]) -> Committed:
    """Commit a batch. Raises DocumentGone, EpochChanged, LogDamaged, EditBroke, ReplicaBroken, or a database error.

    After any of these nothing was committed (or, where the connection broke during COMMIT, perhaps all of it: doing it
    again on a replica loaded anew is harmless, because then every edit brings nothing new).
    """
    committed = Committed()
    with transaction.atomic():
        head = _lock_head(document, epoch)
        if head > replica.seq:
            committed.seen = catch_up(document, replica)
        if replica.seq != head:
            raise LogDamaged
        unowned = _learn_owners(document, replica, edits)
        rows = _make_rows(document, replica, edits, committed)
        if rows:
            DocumentUpdate.objects.bulk_create(rows)
            DocumentHead.objects.filter(document_id=document).update(seq=replica.seq)
        claimed = unowned & replica.owners.keys()
        if claimed:
            DocumentClient.objects.bulk_create(
                DocumentClient(document_id=document, client_id=client, user=replica.owners[client])
                for client in claimed
            )
    return committed


def _lock_head(document: int, epoch: int) -> int:
    """Lock the row that all commits of the document lock: its newest version."""
    # A subquery, because a join would lock the row with the text as well, and the saving of the text with it.
    current_epoch = SharedDocument.objects.filter(pk=OuterRef("document_id")).values("epoch")
    head = (
        DocumentHead.objects.select_for_update()
        .filter(document_id=document)
        .annotate(epoch=Subquery(current_epoch))
        .values_list("seq", "epoch")
        .first()
    )
    if head is None:
        raise DocumentGone
    if head[1] != epoch:
        raise EpochChanged
    seq: int = head[0]
    return seq


def _learn_owners(document: int, replica: Replica, edits: Sequence[Edit]) -> set[int]:
    """Tell the replica who owns the clients that want to write; gives those that nobody owns yet."""
    unknown = {client for edit in edits for client in edit.clients} - replica.owners.keys()
    if unknown:
        known = DocumentClient.objects.filter(document_id=document, client_id__in=unknown)
        replica.owners.update(known.values_list("client_id", "user"))
    return unknown - replica.owners.keys()


def _make_rows(
    document: int, replica: Replica, edits: Sequence[Edit], committed: Committed
) -> list[DocumentUpdate]:
    rows = []
    for index, edit in enumerate(edits):
        try:
            data = edit.make(replica)
        except Refused as refused:
            committed.results.append(refused)
            continue
        except ReplicaBroken as broken:
            raise EditBroke(index) from broken
        if not data:
            committed.results.append(None)
            continue
        replica.seq += 1
        committed.results.append(Row(replica.seq, data))
        rows.append(
            DocumentUpdate(
                document_id=document,
                seq=replica.seq,
                time=edit.time,
                user=edit.user,
                client_id=first_client(data),
                kind=edit.kind,
                message_id=edit.message_id,
                data=data,
                checksum=zlib.crc32(data),
            )
        )
    return rows
