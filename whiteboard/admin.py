"""Boards in the admin."""

from django.contrib import admin

from rooms.admin import ReadOnlyAdmin
from whiteboard.models import WhiteboardState


@admin.register(WhiteboardState)
class WhiteboardStateAdmin(ReadOnlyAdmin):
    list_display = ["room", "visible", "active_page_id", "last_updated"]
    list_filter = ["visible"]
    search_fields = ["room__room_id"]
    list_select_related = ["room"]
