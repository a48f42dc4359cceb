"""Notes and scorecards in the administration: that they are there, not what an interviewer thinks of somebody."""

from django.contrib import admin

from fusemeet.read_only import ReadOnlyAdmin
from interviews.models import Note, Score, Scorecard


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["pk", "room", "author", "created_at", "updated_at"]
    list_filter = ["created_at"]
    search_fields = ["=room__room_id", "author__username"]
    list_select_related = ["room", "author"]
    ordering = ["-id"]
    hidden = ("text",)


@admin.register(Scorecard)
class ScorecardAdmin(ReadOnlyAdmin):
    list_display = ["pk", "room", "author", "submitted_at", "updated_at"]
    list_filter = ["submitted_at"]
    search_fields = ["=room__room_id", "author__username"]
    list_select_related = ["room", "author"]
    ordering = ["-id"]
    hidden = ("recommendation", "summary")


@admin.register(Score)
class ScoreAdmin(ReadOnlyAdmin):
    list_display = ["pk", "scorecard_id", "criterion"]
    list_filter = ["scorecard__submitted_at"]
    search_fields = ["=scorecard__room__room_id"]
    ordering = ["-id"]
    hidden = ("score", "comment")
