"""The administration site as a whole: its name, and what administrators did on it."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from fusemeet.read_only import ReadOnlyAdmin

admin.site.site_header = "FuseMeet administration"
admin.site.site_title = "FuseMeet administration"
admin.site.index_title = "What there is"
admin.site.empty_value_display = "–"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "what", "content_type", "object_repr", "get_change_message"]
    list_filter = ["action_flag", "content_type"]
    search_fields = ["object_repr", "user__username"]
    list_select_related = ["user", "content_type"]
    date_hierarchy = "action_time"
    ordering = ["-action_time"]

    @admin.display(description="action", ordering="action_flag")
    def what(self, entry: LogEntry) -> str:
        return str(entry.get_action_flag_display())
