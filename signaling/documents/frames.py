"""The frames of the document lane: one byte for the document, then messages as y-protocols frames them.

Kinds 0, 1 and 3 are y-protocols' own (sync, awareness, query awareness); 4, 5 and 6 are ours (saved, refused,
epoch). A frame carries one message. Source: https://github.com/yjs/y-protocols (sync.js, awareness.js) and the
"Binary frames" of the socket's specification.
"""

from dataclasses import dataclass
from enum import IntEnum

from signaling.documents.varint import Malformed, read_bytes, read_uint, write_bytes, write_uint

MAX_FRAME_BYTES = 1024 * 1024
NOTHING_NEW = b"\x00\x00"

DOCUMENT_KINDS = ("code", "board")


class MessageKind(IntEnum):
    SYNC = 0
    AWARENESS = 1
    QUERY_AWARENESS = 3
    SAVED = 4
    REFUSED = 5
    EPOCH = 6


class SyncKind(IntEnum):
    STEP_1 = 0
    STEP_2 = 1
    UPDATE = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a client. `data` is a state vector, an update or an awareness update, not looked into yet."""

    document: str
    kind: MessageKind
    sync: SyncKind | None
    data: bytes

    @property
    def is_edit(self) -> bool:
        """Whether the sender counts this frame among its update frames: a step 2 only if it says anything."""
        return self.sync is SyncKind.UPDATE or (self.sync is SyncKind.STEP_2 and self.data != NOTHING_NEW)


def read_frame(data: bytes) -> Frame:
    """Raises Malformed for anything a client may not send."""
    number, at = read_uint(data, 0)
    if number >= len(DOCUMENT_KINDS):
        raise Malformed("unknown document")
    document = DOCUMENT_KINDS[number]
    kind, at = read_uint(data, at)
    sync = None
    payload = b""
    if kind == MessageKind.SYNC:
        step, at = read_uint(data, at)
        if step > SyncKind.UPDATE:
            raise Malformed("unknown sync message")
        sync = SyncKind(step)
        payload, at = read_bytes(data, at)
    elif kind == MessageKind.AWARENESS:
        payload, at = read_bytes(data, at)
    elif kind != MessageKind.QUERY_AWARENESS:
        raise Malformed("unknown kind")
    if at != len(data):
        raise Malformed("bytes left over")
    return Frame(document, MessageKind(kind), sync, payload)


def sync_frame(document: str, sync: SyncKind, data: bytes) -> bytes:
    return _start(document, MessageKind.SYNC) + bytes((sync,)) + write_bytes(data)


def awareness_frame(document: str, data: bytes) -> bytes:
    return _start(document, MessageKind.AWARENESS) + write_bytes(data)


def saved_frame(document: str, count: int, seq: int) -> bytes:
    """The first `count` update frames of this socket are settled: each committed, or refused by a frame before this.

    `seq` is a version of the document that holds all the committed ones.
    """
    return _start(document, MessageKind.SAVED) + write_uint(count) + write_uint(seq)


def refused_frame(document: str, index: int, code: str) -> bytes:
    """The update frame with this number (from 1, for this socket and document) was not taken; 0: no update frame."""
    return _start(document, MessageKind.REFUSED) + write_uint(index) + write_bytes(code.encode())


def epoch_frame(document: str, epoch: int) -> bytes:
    return _start(document, MessageKind.EPOCH) + write_uint(epoch)


def _start(document: str, kind: MessageKind) -> bytes:
    return bytes((DOCUMENT_KINDS.index(document), kind))
