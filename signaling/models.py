"""Tables of the wire: the rooms' journal and its counters, live connections, revocations and socket tickets."""

from django.db import models

from fusemeet.fields import ExactCharField
from signaling.documents.models import (
    DocumentArchive,
    DocumentCheckpoint,
    DocumentClient,
    DocumentHead,
    DocumentUpdate,
    SharedDocument,
)

__all__ = [
    "Connection",
    "DocumentArchive",
    "DocumentCheckpoint",
    "DocumentClient",
    "DocumentConnection",
    "DocumentHead",
    "DocumentUpdate",
    "JournalEvent",
    "JournalHead",
    "Revocation",
    "SharedDocument",
    "SocketTicket",
]


class JournalHead(models.Model):
    """The dense counter of a room's journal, in a row of its own so that the lock on it is short."""

    room = models.BigIntegerField(primary_key=True)
    head = models.BigIntegerField(default=0)

    class Meta:
        db_table = "room_journal_heads"

    def __str__(self) -> str:
        return f"room {self.room} at {self.head}"


class JournalEvent(models.Model):
    """One durable event: what every client of the room gets exactly once and in order, and what playback reads."""

    room = models.BigIntegerField()
    seq = models.BigIntegerField()
    event_id = ExactCharField(max_length=32, unique=True)
    type = models.CharField(max_length=40)
    audience = models.CharField(max_length=255)
    actor = ExactCharField(max_length=64, blank=True)
    # NULL where the event has no sender's id, so that the unique key below binds only those that have one.
    client_id = ExactCharField(max_length=64, null=True)
    payload = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "room_journal"
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="journal_seq_is_dense"),
            models.UniqueConstraint(fields=["room", "actor", "client_id"], name="journal_id_is_one_event"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.seq} of room {self.room}"


class Connection(models.Model):
    """One tab of one person in one room, alive while its process renews the lease."""

    id = ExactCharField(max_length=32, primary_key=True)
    room = models.BigIntegerField()
    person = ExactCharField(max_length=64)
    peer = ExactCharField(max_length=64)
    process = ExactCharField(max_length=32)
    lease_until = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    has_media = models.BooleanField(default=False)
    audio = models.BooleanField(default=False)
    video = models.BooleanField(default=False)
    screen = models.BooleanField(default=False)
    hand_raised_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "room_connections"
        constraints = [models.UniqueConstraint(fields=["room", "peer"], name="connection_one_row_a_tab")]
        indexes = [
            models.Index(fields=["room", "person"], name="connection_room_person"),
            models.Index(fields=["process"], name="connection_process"),
            models.Index(fields=["lease_until"], name="connection_lease"),
            models.Index(fields=["person"], name="connection_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in room {self.room}"


class DocumentConnection(models.Model):
    """A socket that carries one document, or waits in the lobby: no presence, but it is one of a person's sockets."""

    id = ExactCharField(max_length=32, primary_key=True)
    room = models.BigIntegerField()
    person = ExactCharField(max_length=64)
    process = ExactCharField(max_length=32)
    lease_until = models.DateTimeField()

    class Meta:
        db_table = "document_connections"
        indexes = [
            models.Index(fields=["room", "person"], name="document_connections_room"),
            models.Index(fields=["process"], name="document_connections_process"),
            models.Index(fields=["person"], name="document_connections_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at a document of room {self.room}"


class Revocation(models.Model):
    """A right that ended: every process polls these and looks again at the sockets they concern."""

    kind = models.CharField(max_length=16)
    key = ExactCharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "revocations"
        indexes = [models.Index(fields=["created_at"], name="revocation_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SocketTicket(models.Model):
    """A single-use way into one room's socket; only its hash is kept."""

    digest = ExactCharField(max_length=64, primary_key=True)
    room_id = ExactCharField(max_length=50)
    person = ExactCharField(max_length=64)
    session = ExactCharField(max_length=64)
    identity_expires_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "socket_tickets"
        indexes = [models.Index(fields=["expires_at"], name="ticket_expiry")]

    def __str__(self) -> str:
        return f"ticket for {self.room_id}"
