"""The copy of a document that follows its log: text and state for readers, checkpoints for seeking and loading."""

import zlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from signaling import hooks
from signaling.documents.board_reading import read_board
from signaling.documents.checkpoints import add_checkpoint
from signaling.documents.facts import pack_facts
from signaling.documents.models import DocumentKind, SharedDocument


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document at one version: its whole state as a Yjs v1 update, its plain text, and `Replica.facts`."""

    seq: int
    state: bytes
    text: str
    facts: bytes | None = None


def save(*, document: int, epoch: int, snapshot: Snapshot) -> None:
    """Store the snapshot unless a newer one is there, and tell the room its text; every 500 rows a checkpoint."""
    older = SharedDocument.objects.filter(pk=document, epoch=epoch, state_seq__lt=snapshot.seq)
    stored = older.values_list("room", "kind").first()
    if stored is None:
        return
    room, kind = stored
    board = read_board(snapshot.state) if kind == DocumentKind.BOARD else {}
    checksum = zlib.crc32(snapshot.state)
    facts = b"" if snapshot.facts is None else pack_facts(snapshot.facts, checksum)
    with transaction.atomic():
        # The room's row before the document's, as whoever changes a room does.
        if kind == DocumentKind.CODE:
            hooks.text_saved(room, snapshot.text, snapshot.seq)
        else:
            hooks.board_saved(room, board)
        moved = older.update(
            text=snapshot.text,
            state=snapshot.state,
            state_seq=snapshot.seq,
            state_checksum=checksum,
            facts=facts,
            updated_at=timezone.now(),
        )
        if not moved:  # a newer one came between, and the room has its text
            transaction.set_rollback(True)
            return
        add_checkpoint(document, snapshot.seq, snapshot.state)
