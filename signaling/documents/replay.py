"""What rows of the log did, read from the log itself: for who has missed them."""

from signaling.documents.checkpoints import replica_at
from signaling.documents.log import DocumentGone, LogDamaged, rows_after
from signaling.documents.models import SharedDocument
from signaling.documents.replica import Replica
from signaling.documents.rows import Row, advance


def replay(room: int, kind: str, since: int, until: int) -> list[Row]:
    """Rows `since + 1` to `until`, each with its changes. Raises DocumentGone, LogDamaged or ReplicaBroken."""
    return follow_from(room, kind, since, until)[1]


def follow_from(room: int, kind: str, since: int, until: int) -> tuple[str, list[Row]]:
    """The text at version `since` (empty for a board), and the rows from there as `replay` gives them."""
    document = SharedDocument.objects.filter(room=room, kind=kind).values_list("pk", flat=True).first()
    if document is None:
        raise DocumentGone
    replica: Replica = replica_at(document, since)
    if replica.seq != since:
        raise LogDamaged
    text = replica.text()
    replica.watched = True
    rows = []
    for row in rows_after(document, since):
        if row.seq > until:
            break
        replica.take(row.data)
        rows.append(advance(replica, row))
    return text, rows
