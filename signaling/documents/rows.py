"""A row of a document's log as this process passes it on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signaling.documents.changes import Change
from signaling.documents.models import UpdateKind

if TYPE_CHECKING:
    from signaling.documents.replica import Replica


@dataclass(frozen=True, slots=True)
class Row:
    """`seq` is the document's version after the row; `data` a Yjs v1 update as a replica emitted it.

    `user` made it (empty: the server), through the door that `kind` names; `message_id` is the JSON message it was.
    `changes` is what it did, where the replica that took it was watched.
    """

    seq: int
    data: bytes
    user: str = ""
    kind: str = UpdateKind.YJS.value
    message_id: str | None = None
    changes: Sequence[Change] | None = None


def advance(replica: "Replica", row: Row) -> Row:
    """The replica has just taken this row, its next: its version from now on. Gives the row with what it changed."""
    replica.seq = row.seq
    if not replica.watched:
        return row
    if replica.past is not None:
        replica.past.settle(row.seq)
    return replace(row, changes=tuple(replica.changes))
