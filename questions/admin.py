"""Questions in the administration: to be read, because a change must reach the room's sockets too."""

from django.contrib import admin

from fusemeet.read_only import ReadOnlyAdmin
from questions.models import LibraryQuestion, Question


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "room", "difficulty", "category", "is_visible", "display_order", "updated_at"]
    list_filter = ["difficulty", "is_visible", "category", "created_at"]
    search_fields = ["question", "category", "=room__room_id"]
    list_select_related = ["room"]
    ordering = ["-id"]


@admin.register(LibraryQuestion)
class LibraryQuestionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "owner", "difficulty", "category", "updated_at"]
    list_filter = ["difficulty", "created_at"]
    search_fields = ["=owner__username", "=owner__email", "question", "category"]
    list_select_related = ["owner"]
    ordering = ["-id"]
