"""The wire's tables: all of them history or bookkeeping, to be read and never written by hand.

`room` is the number of the room in `interview_rooms`, which is the first column of the list of rooms.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from fusemeet.read_only import ReadOnlyAdmin
from signaling.models import (
    Connection,
    DocumentArchive,
    DocumentCheckpoint,
    DocumentClient,
    DocumentConnection,
    DocumentHead,
    DocumentUpdate,
    JournalEvent,
    JournalHead,
    Revocation,
    SharedDocument,
)


@admin.register(JournalEvent)
class JournalEventAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "room", "seq", "type", "actor", "audience"]
    list_filter = ["type", "created_at"]
    search_fields = ["=room", "type", "=actor", "=event_id"]
    ordering = ["-id"]


@admin.register(JournalHead)
class JournalHeadAdmin(ReadOnlyAdmin):
    list_display = ["room", "head"]
    search_fields = ["=room"]
    ordering = ["-room"]


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ["id", "room", "person", "process", "has_media", "lease_until", "dropped_at", "created_at"]
    list_filter = ["has_media", ("dropped_at", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["=room", "=person", "=process", "=peer"]
    ordering = ["-created_at"]


@admin.register(DocumentConnection)
class DocumentConnectionAdmin(ReadOnlyAdmin):
    list_display = ["id", "room", "person", "process", "lease_until"]
    list_filter = ["lease_until"]
    search_fields = ["=room", "=person", "=process"]
    ordering = ["-lease_until"]


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "kind", "key"]
    list_filter = ["kind", "created_at"]
    search_fields = ["=key"]
    ordering = ["-id"]


@admin.register(SharedDocument)
class SharedDocumentAdmin(ReadOnlyAdmin):
    list_display = ["id", "room", "kind", "language", "epoch", "state_seq", "updated_at"]
    list_filter = ["kind", "language"]
    search_fields = ["=room"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SharedDocument]:
        return super().get_queryset(request).defer("state", "facts", "text")  # large, and no list shows them


@admin.register(DocumentHead)
class DocumentHeadAdmin(ReadOnlyAdmin):
    list_display = ["document", "seq"]
    search_fields = ["=document__room"]
    list_select_related = ["document"]
    ordering = ["-document"]


@admin.register(DocumentUpdate)
class DocumentUpdateAdmin(ReadOnlyAdmin):
    list_display = ["id", "document", "seq", "user", "kind", "client_id"]
    list_filter = ["kind"]
    search_fields = ["=document__room", "=user"]
    list_select_related = ["document"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentUpdate]:
        return (
            super()
            .get_queryset(request)
            .defer("data", "document__state", "document__facts", "document__text")
        )


@admin.register(DocumentCheckpoint)
class DocumentCheckpointAdmin(ReadOnlyAdmin):
    list_display = ["id", "document", "seq", "created_at"]
    search_fields = ["=document__room"]
    list_select_related = ["document"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentCheckpoint]:
        return (
            super()
            .get_queryset(request)
            .defer("state", "document__state", "document__facts", "document__text")
        )


@admin.register(DocumentArchive)
class DocumentArchiveAdmin(ReadOnlyAdmin):
    list_display = ["id", "document", "first_seq", "last_seq", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["=document__room"]
    list_select_related = ["document"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentArchive]:
        return (
            super()
            .get_queryset(request)
            .defer("data", "document__state", "document__facts", "document__text")
        )


@admin.register(DocumentClient)
class DocumentClientAdmin(ReadOnlyAdmin):
    list_display = ["id", "document", "client_id", "user", "created_at"]
    search_fields = ["=document__room", "=user"]
    list_select_related = ["document"]
    ordering = ["-id"]
