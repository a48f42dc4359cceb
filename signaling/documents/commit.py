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

from signaling.documents.log import DocumentGone, LogDamaged, catch_up
from signaling.documents.models import (
    DocumentClient,
    DocumentHead,
    DocumentUpdate,
    SharedDocument,
    UpdateKind,
)
from signaling.documents.replica import SERVER, Refused, Replica, ReplicaBroken
from signaling.documents.rows import Row, advance
from signaling.documents.validator import first_client


@dataclass(frozen=True, slots=True)
class Edit:
    """One change on its way into the log.

    `make` runs inside the transaction, on a replica that has seen every row before. It applies the change and gives
    the update to store (empty: nothing new), or raises Refused and has changed nothing. `clients` are the Yjs client
    ids it may write under, `by_server` says that it writes under the replica's own; `time` is when it came, in µs since
    the epoch. A `message_id` that this user has used before makes it the edit of that time once more: nothing is done.
    A `language` becomes the document's with the edit.
    """

    make: Callable[[Replica], bytes]
    user: str
    kind: UpdateKind
    time: int
    clients: tuple[int, ...] = ()
    message_id: str | None = None
    by_server: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The edit was committed before, as this version."""

    seq: int


Result = Row | Repeat | Refused | None


@dataclass(slots=True)
class Committed:
    """Rows of other processes that were met, and for each edit its row, None (nothing new), a repeat or a refusal.

    `language` is the document's as of the commit.
    """

    seen: list[Row] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    language: str = ""


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
        head, committed.language = _lock_head(document, epoch)
        if head > replica.seq:
            committed.seen = catch_up(document, replica)
        if replica.seq != head:
            raise LogDamaged
        unowned = _learn_owners(document, replica, edits)
        rows = _make_rows(document, replica, edits, committed)
        _set_language(document, edits, committed)
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


def _set_language(document: int, edits: Sequence[Edit], committed: Committed) -> None:
    """What the newest of the edits that were made names is the document's language; a refused one names none."""
    for edit, result in zip(edits, committed.results, strict=True):
        if edit.language is not None and not isinstance(result, Refused | Repeat):
            committed.language = edit.language
            SharedDocument.objects.filter(pk=document).update(language=edit.language)


def _lock_head(document: int, epoch: int) -> tuple[int, str]:
    """Lock the row that all commits of the document lock: its newest version, and its language."""
    # Subqueries, because a join would lock the row with the text as well, and the saving of the text with it.
    shared = SharedDocument.objects.filter(pk=OuterRef("document_id"))
    head = (
        DocumentHead.objects.select_for_update()
        .filter(document_id=document)
        .annotate(epoch=Subquery(shared.values("epoch")), language=Subquery(shared.values("language")))
        .values_list("seq", "epoch", "language")
        .first()
    )
    if head is None:
        raise DocumentGone
    if head[1] != epoch:
        raise EpochChanged
    return head[0], head[2]


def _learn_owners(document: int, replica: Replica, edits: Sequence[Edit]) -> set[int]:
    """Tell the replica who owns the clients that want to write; gives those that nobody owns yet."""
    clients = {client for edit in edits for client in edit.clients}
    if any(edit.by_server for edit in edits):
        clients.add(replica.client_id)
    unknown = clients - replica.owners.keys()
    if unknown:
        known = DocumentClient.objects.filter(document_id=document, client_id__in=unknown)
        replica.owners.update(known.values_list("client_id", "user"))
    if replica.owners.get(replica.client_id, SERVER) != SERVER:
        raise ReplicaBroken("the replica's own client id is somebody's")
    return unknown - replica.owners.keys()


def _find_repeats(document: int, edits: Sequence[Edit]) -> dict[tuple[str, str], int]:
    """For each (user, message id) of these edits that the log has: its version."""
    ids: dict[str, list[str]] = {}
    for edit in edits:
        if edit.message_id is not None:
            ids.setdefault(edit.user, []).append(edit.message_id)
    found: dict[tuple[str, str], int] = {}
    for user, mine in ids.items():
        rows = DocumentUpdate.objects.filter(document_id=document, user=user, message_id__in=mine)
        found.update({(user, id): seq for id, seq in rows.values_list("message_id", "seq") if id})
    return found


def _make_rows(
    document: int, replica: Replica, edits: Sequence[Edit], committed: Committed
) -> list[DocumentUpdate]:
    rows = []
    done = _find_repeats(document, edits)
    for index, edit in enumerate(edits):
        if edit.message_id is not None and (repeat := done.get((edit.user, edit.message_id))):
            committed.results.append(Repeat(repeat))
            continue
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
        row = advance(replica, Row(replica.seq + 1, data, edit.user, edit.kind, edit.message_id))
        committed.results.append(row)
        if edit.message_id is not None:
            done[edit.user, edit.message_id] = row.seq
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
