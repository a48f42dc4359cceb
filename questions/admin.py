"""Questions in the admin."""

from django.contrib import admin

from questions.models import Question


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["__str__", "room", "difficulty", "category", "is_visible", "display_order"]
    list_filter = ["difficulty", "is_visible"]
    search_fields = ["question", "category", "room__room_id"]
    list_select_related = ["room"]
    autocomplete_fields = ["room"]
