"""Tables of the shared documents: a log per document, its head, its checkpoints, the owners of client ids."""

from django.db import models

from fusemeet.fields import ExactCharField

EMPTY_UPDATE = b"\x00\x00"
EMPTY_CHECKSUM = 1104745215  # CRC-32 of EMPTY_UPDATE


class DocumentKind(models.TextChoices):
    """One document per permission: who may edit the code, who may draw on the board."""

    CODE = "code"
    BOARD = "board"


class UpdateKind(models.TextChoices):
    """The door through which an update came in; what it holds is a Yjs v1 update either way."""

    YJS = "yjs"
    PATCH = "patch"
    CONTENT = "content"
    BOARD = "board"
    LANGUAGE = "language"


class SharedDocument(models.Model):
    """A document of a room, and a copy of its content that follows the log within seconds.

    `state` is a Yjs v1 update that holds everything up to and including row `state_seq` of the log, `text`
    the plain text at that point; what is newer stands in the log only. A changed `epoch` tells every client
    to drop its copy.
    """

    # interview_rooms.id; no foreign key, because this app knows no rooms.
    room = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=DocumentKind.choices)
    epoch = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=50, blank=True, default="")
    text = models.TextField(blank=True, default="")
    state = models.BinaryField(default=EMPTY_UPDATE)
    state_seq = models.BigIntegerField(default=0)
    state_checksum = models.BigIntegerField(default=EMPTY_CHECKSUM, help_text="CRC-32 of state")
    facts = models.BinaryField(default=b"", help_text="what is known of state: see `Replica.facts`")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "shared_documents"
        constraints = [models.UniqueConstraint(fields=["room", "kind"], name="shared_documents_room_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of room {self.room}"


class DocumentHead(models.Model):
    """The row that commits lock: small, so that a keystroke never rewrites the text beside it."""

    document = models.OneToOneField(
        SharedDocument, on_delete=models.CASCADE, primary_key=True, related_name="head"
    )
    seq = models.BigIntegerField(default=0, db_column="head", help_text="newest row of the log; 0: none")

    class Meta:
        db_table = "document_heads"

    def __str__(self) -> str:
        return f"document {self.document_id} at {self.seq}"


class DocumentUpdate(models.Model):
    """A row of the log, which is the recording too. `seq` is dense from 1: it is the document's version."""

    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="updates", db_index=False
    )
    seq = models.BigIntegerField()
    time = models.BigIntegerField(help_text="when the update reached the server, in µs since the epoch")
    user = ExactCharField(max_length=40, help_text="person id; empty for the server")
    client_id = models.BigIntegerField(null=True, help_text="Yjs client that inserted; null: only deleted")
    kind = models.CharField(max_length=16, choices=UpdateKind.choices)
    # Null, not empty, where there is none: the unique key below must not compare them.
    message_id = ExactCharField(max_length=64, null=True, help_text="the client's own id of a JSON message")
    data = models.BinaryField(help_text="a Yjs v1 update as a replica of the server emitted it")
    checksum = models.BigIntegerField(help_text="CRC-32 of data")

    class Meta:
        db_table = "document_updates"
        constraints = [
            models.UniqueConstraint(fields=["document", "seq"], name="document_updates_seq"),
            models.UniqueConstraint(
                fields=["document", "user", "message_id"], name="document_updates_message"
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.seq} of document {self.document_id}"


class DocumentCheckpoint(models.Model):
    """The whole state after row `seq`, compressed with zlib: to seek in playback, a second way to load."""

    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="checkpoints", db_index=False
    )
    seq = models.BigIntegerField()
    state = models.BinaryField()
    checksum = models.BigIntegerField(help_text="CRC-32 of the compressed state")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "document_checkpoints"
        constraints = [
            models.UniqueConstraint(fields=["document", "seq"], name="document_checkpoints_seq"),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.seq} of document {self.document_id}"


class DocumentArchive(models.Model):
    """Rows `first_seq` to `last_seq` of a log whose room has ended, as one compressed value; the rows are gone."""

    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="archives", db_index=False
    )
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    data = models.BinaryField(help_text="see `signaling.documents.archive` for the format")
    checksum = models.BigIntegerField(help_text="CRC-32 of data")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "document_archives"
        constraints = [
            models.UniqueConstraint(fields=["document", "first_seq"], name="document_archives_first"),
        ]

    def __str__(self) -> str:
        return f"rows {self.first_seq} to {self.last_seq} of document {self.document_id}"


class DocumentClient(models.Model):
    """Who owns a Yjs client id of a document: the first to write under it; empty for the server's own."""

    document = models.ForeignKey(
        SharedDocument, on_delete=models.CASCADE, related_name="clients", db_index=False
    )
    client_id = models.BigIntegerField()
    user = ExactCharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "document_clients"
        constraints = [
            models.UniqueConstraint(fields=["document", "client_id"], name="document_clients_client"),
        ]

    def __str__(self) -> str:
        return f"client {self.client_id} of document {self.document_id}"
