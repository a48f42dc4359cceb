"""Sessions and invitations in the administration: to be read, because invitees are mailed what changes."""

from django.contrib import admin

from fusemeet.read_only import ReadOnlyAdmin
from scheduling.models import Invite, Schedule


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ["title", "room", "host", "start_time", "end_time", "timezone", "capacity"]
    list_filter = ["room_type", "start_time"]
    search_fields = ["title", "=room__room_id", "host__username", "host__email"]
    list_select_related = ["room", "host"]
    date_hierarchy = "start_time"
    ordering = ["-start_time"]
    hidden = ("invite_link_token",)


@admin.register(Invite)
class InviteAdmin(ReadOnlyAdmin):
    list_display = ["invitee_email", "schedule", "inviter", "status", "sent_at", "responded_at"]
    list_filter = ["status", "sent_at"]
    search_fields = ["invitee_email", "invitee_user__username", "schedule__title"]
    list_select_related = ["schedule", "inviter"]
    ordering = ["-id"]
    hidden = ("invite_token",)
