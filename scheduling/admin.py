"""Sessions and invitations in the admin."""

from django.contrib import admin

from rooms.admin import ReadOnlyAdmin
from scheduling.models import Invite, Schedule


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ["title", "room", "host", "start_time", "end_time", "timezone"]
    list_filter = ["room_type", "start_time"]
    search_fields = ["title", "room__room_id", "host__username"]
    list_select_related = ["room", "host"]
    exclude = ["invite_link_token"]


@admin.register(Invite)
class InviteAdmin(ReadOnlyAdmin):
    list_display = ["invitee_email", "schedule", "status", "sent_at", "responded_at"]
    list_filter = ["status"]
    search_fields = ["invitee_email", "schedule__title"]
    list_select_related = ["schedule"]
    exclude = ["invite_token"]
