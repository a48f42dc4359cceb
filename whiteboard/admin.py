"""Boards in the administration."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from fusemeet.read_only import ReadOnlyAdmin
from whiteboard.models import WhiteboardState


@admin.register(WhiteboardState)
class WhiteboardStateAdmin(ReadOnlyAdmin):
    list_display = ["room", "visible", "active_page_id", "last_updated"]
    list_filter = ["visible", "last_updated"]
    search_fields = ["=room__room_id", "room__room_name"]
    list_select_related = ["room"]
    ordering = ["-last_updated"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WhiteboardState]:
        return super().get_queryset(request).defer("canvas_data")
