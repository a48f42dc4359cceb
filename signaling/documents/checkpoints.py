"""Whole states along the way of a document: to see it at an earlier version, and a second way to load it.

A checkpoint each 500 rows as long as there are few of them. Beyond MOST checkpoints, or MOST_BYTES of them, the one
that leaves the smallest gap is dropped, so that they stay spread over the whole log and their size stays bounded.
"""

import zlib
from collections.abc import Iterator

from django.db.models.functions import Length

from signaling.documents.facts import unpack_state
from signaling.documents.log import DocumentGone
from signaling.documents.models import DocumentCheckpoint, SharedDocument
from signaling.documents.refusals import ReplicaBroken
from signaling.documents.replica import Replica
from signaling.documents.stored_rows import LogDamaged, read_rows

CHECKPOINT_ROWS = 500
MOST = 64
MOST_BYTES = 32_000_000
# So many are kept whatever their size.
FEWEST = 8


def add_checkpoint(document: int, seq: int, state: bytes) -> None:
    """Keep this state if the newest checkpoint lies 500 rows back, and drop one if they become too many."""
    newest = DocumentCheckpoint.objects.filter(document_id=document).order_by("-seq")
    if seq - (newest.values_list("seq", flat=True).first() or 0) < CHECKPOINT_ROWS:
        return
    packed = zlib.compress(state)
    DocumentCheckpoint.objects.create(
        document_id=document, seq=seq, state=packed, checksum=zlib.crc32(packed)
    )
    _thin_out(document)


def _thin_out(document: int) -> None:
    kept = DocumentCheckpoint.objects.filter(document_id=document).order_by("seq")
    sizes = list(kept.values_list("seq", Length("state")))
    dropped = []
    while len(sizes) > MOST or (len(sizes) > FEWEST and sum(size for _, size in sizes) > MOST_BYTES):
        gaps = [
            (after - before, place)
            for place, ((before, _), (after, _)) in enumerate(zip([(0, 0), *sizes], sizes[1:], strict=False))
        ]
        dropped.append(sizes.pop(min(gaps)[1])[0])
    if dropped:
        kept.filter(seq__in=dropped).delete()


def replica_at(document: int, seq: int) -> Replica:
    """The document as it was after row `seq`, for reading: no update is to be judged by it.

    From the saved state or the nearest checkpoint before, and the rows since; the end of the log where that comes
    first. Raises DocumentGone, LogDamaged or ReplicaBroken.
    """
    known = SharedDocument.objects.filter(pk=document).values_list("kind", "room", "head__seq", "state_seq")
    found = known.first()
    if found is None or found[2] is None:
        raise DocumentGone
    kind, room, head, state_seq = found
    until = min(seq, head)
    for start, state in _states_before(document, until, state_seq):
        replica = Replica(kind, room)
        try:
            replica.replay([state] if state else [])
        except ReplicaBroken:
            continue
        replica.replay([row.data for row in read_rows(document, start, until)])
        replica.seq = until
        return replica
    raise LogDamaged


def _states_before(document: int, seq: int, state_seq: int) -> Iterator[tuple[int, bytes]]:
    """Where to begin: `(version, state)`, the nearest first, at last with nothing."""
    checkpoints = DocumentCheckpoint.objects.filter(document_id=document, seq__lte=seq).order_by("-seq")
    versions = list(checkpoints.values_list("seq", flat=True))
    if state_seq <= seq:
        versions = sorted({*versions, state_seq}, reverse=True)
    for version in versions:
        state = _state_at(document, version)
        if state is not None:
            yield version, state
    yield 0, b""


def _state_at(document: int, version: int) -> bytes | None:
    """The whole state as a checkpoint or the saved copy has it; None where neither is whole."""
    checkpoint = DocumentCheckpoint.objects.filter(document_id=document, seq=version).first()
    state = None if checkpoint is None else unpack_state(bytes(checkpoint.state), checkpoint.checksum)
    if state is not None:
        return state
    saved = SharedDocument.objects.filter(pk=document, state_seq=version)
    copy = saved.values_list("state", "state_checksum").first()
    return bytes(copy[0]) if copy is not None and zlib.crc32(copy[0]) == copy[1] else None
