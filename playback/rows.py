"""The logs of a room's documents as recordings: where they end, and their rows wherever those are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from signaling.documents.models import DocumentHead, DocumentKind, SharedDocument
from signaling.documents.stored_rows import read_rows


class LogRow(Protocol):
    """`time` in µs since the epoch; `user` a person's id, empty for the server; `data` a Yjs v1 update."""

    @property
    def seq(self) -> int: ...
    @property
    def time(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Log:
    """A document of a room, and the row at which what is played of it ends."""

    document: int
    room: int
    kind: DocumentKind
    epoch: int
    head: int


def logs_of(room: int) -> dict[str, Log]:
    """The room's documents by kind, at the newest versions of their logs; one query."""
    heads = DocumentHead.objects.filter(document__room=room)
    found = heads.values_list("document_id", "document__kind", "document__epoch", "seq")
    return {kind: Log(document, room, DocumentKind(kind), epoch, seq) for document, kind, epoch, seq in found}


def language_of(room: int) -> str:
    """The language that the code stands in now."""
    documents = SharedDocument.objects.filter(room=room, kind=DocumentKind.CODE)
    return documents.values_list("language", flat=True).first() or ""


def rows_after(log: Log, seq: int) -> Iterator[LogRow]:
    """Rows `seq` + 1 to the head, dense and whole, in reads of bounded size. Raises LogDamaged where one is not."""
    return read_rows(log.document, seq, log.head)
