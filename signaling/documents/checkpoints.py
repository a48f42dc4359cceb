"""A document at an earlier version: the nearest checkpoint before it and the rows since."""

from signaling.documents.log import DocumentGone, rows_after
from signaling.documents.models import SharedDocument
from signaling.documents.replica import Replica


def replica_at(document: int, seq: int) -> Replica:
    """The document as it was after row `seq`, for reading. Raises DocumentGone, LogDamaged or ReplicaBroken."""
    stored = SharedDocument.objects.filter(pk=document).only("kind", "room").first()
    if stored is None:
        raise DocumentGone
    replica = Replica(stored.kind, stored.room)
    for row in rows_after(document, replica.seq):
        if row.seq > seq:
            break
        replica.take(row.data)
        replica.seq = row.seq
    return replica
