"""The room's journal: durable events with a dense `seq`, and their replay."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from signaling.frames import encode
from signaling.models import JournalEvent, JournalHead

ALL = "all"
HOSTS = "hosts"
NOT_HOSTS = "others"
PAGE = 500


@dataclass(frozen=True)
class Row:
    """One event of the journal as it travels.

    `audience` is "all", "hosts", "others" (all but the hosts) or comma-separated person ids.
    """

    room: int
    seq: int
    event_id: str
    type: str
    audience: str
    actor: str
    client_id: str | None
    payload: dict[str, Any]
    created_at: datetime

    def frame(self, *, with_client_id: bool = False) -> str:
        body = {
            "type": self.type,
            "seq": self.seq,
            "id": self.event_id,
            "timestamp": int(self.created_at.timestamp() * 1000),
            **self.payload,
        }
        if with_client_id and self.client_id is not None:
            body["clientId"] = self.client_id
        return encode(body)

    def pack(self) -> dict[str, Any]:
        """As plain values, for the channel layer."""
        return {**self.__dict__, "created_at": self.created_at.timestamp()}

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> "Row":
        return cls(**{**packed, "created_at": datetime.fromtimestamp(packed["created_at"], UTC)})

    def is_for(self, person: str, is_host: bool) -> bool:
        return audience_includes(self.audience, person, is_host)


def to_people(people: Iterable[str]) -> str:
    """The audience of an event that only some persons may see."""
    return ",".join(sorted(set(people)))


def audience_includes(audience: str, person: str, is_host: bool) -> bool:
    if audience == ALL:
        return True
    if audience in {HOSTS, NOT_HOSTS}:
        return is_host == (audience == HOSTS)
    return person in audience.split(",")


def create_journal(*, room: int) -> None:
    """In the transaction that creates the room."""
    JournalHead.objects.create(room=room)


def delete_journal(*, room: int) -> None:
    JournalEvent.objects.filter(room=room).delete()
    JournalHead.objects.filter(room=room).delete()


def append(
    *,
    room: int,
    type: str,
    payload: dict[str, Any] | Callable[[int], dict[str, Any]],
    audience: str = ALL,
    actor: str = "",
    client_id: str | None = None,
) -> Row:
    """Write the next row, inside the transaction of the change it tells of, and as that transaction's last lock.

    A `payload` that must name its own `seq` is a function of it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal row belongs into the transaction of its change")
    head = JournalHead.objects.select_for_update().get(room=room)
    seq = head.head + 1
    row = Row(
        room=room,
        seq=seq,
        event_id=secrets.token_hex(8),
        type=type,
        audience=audience,
        actor=actor,
        client_id=client_id,
        payload=payload(seq) if callable(payload) else payload,
        created_at=timezone.now(),
    )
    JournalEvent.objects.create(**row.__dict__)
    JournalHead.objects.filter(room=room).update(head=row.seq)
    return row


def lock(room: int) -> None:
    """Take the journal's lock early, where a transaction must not race with its own repeat."""
    JournalHead.objects.select_for_update().get(room=room)


def head_of(room: int) -> int:
    return JournalHead.objects.values_list("head", flat=True).get(room=room)


def heads_of(rooms: Iterable[int]) -> dict[int, int]:
    return dict(JournalHead.objects.filter(room__in=list(rooms)).values_list("room", "head"))


def read_since(room: int, seq: int, *, limit: int = PAGE) -> list[Row]:
    """At most `limit` rows after `seq`, in order."""
    rows = JournalEvent.objects.filter(room=room, seq__gt=seq).order_by("seq")[:limit]
    return [_row(event) for event in rows]


def find_repeat(*, room: int, actor: str, client_id: str | None) -> Row | None:
    """The event that this person already sent under this id, if any."""
    if client_id is None:
        return None
    event = JournalEvent.objects.filter(room=room, actor=actor, client_id=client_id).first()
    return _row(event) if event else None


def _row(event: JournalEvent) -> Row:
    return Row(
        room=event.room,
        seq=event.seq,
        event_id=event.event_id,
        type=event.type,
        audience=event.audience,
        actor=event.actor,
        client_id=event.client_id,
        payload=event.payload,
        created_at=event.created_at,
    )
