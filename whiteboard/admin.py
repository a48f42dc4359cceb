"""Boards in the administration: to be looked at; they are changed in their rooms."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from fusemeet.read_only import ReadOnlyAdmin
from whiteboard.models import BoardImage, BoardPage, WhiteboardState


@admin.register(WhiteboardState)
class WhiteboardStateAdmin(ReadOnlyAdmin):
    list_display = ["room", "visible", "active_page_id", "last_updated"]
    list_filter = ["visible", "last_updated"]
    search_fields = ["=room__room_id", "room__room_name"]
    list_select_related = ["room"]
    ordering = ["-last_updated"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WhiteboardState]:
        return super().get_queryset(request).defer("canvas_data")


@admin.register(BoardPage)
class BoardPageAdmin(ReadOnlyAdmin):
    list_display = ["room", "position", "title", "page_id", "created_by", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["=room__room_id", "title", "=page_id", "=created_by"]
    list_select_related = ["room"]
    ordering = ["-created_at"]


@admin.register(BoardImage)
class BoardImageAdmin(ReadOnlyAdmin):
    list_display = ["room", "mime_type", "width", "height", "size", "uploaded_by", "created_at"]
    list_filter = ["mime_type", "created_at"]
    search_fields = ["=room__room_id", "=file_id", "=uploaded_by"]
    list_select_related = ["room"]
    ordering = ["-created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardImage]:
        return super().get_queryset(request).defer("data")
