"""Sessions and invitations in the administration: read, cancelled and revoked, as the invited are told what changes."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from fusemeet.errors import Gone, NotFound
from fusemeet.read_only import ReadOnlyAdmin
from scheduling.models import CalendarFeed, Invite, InviteAccess, Schedule
from scheduling.planning import call_off, take_back


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = [
        "title",
        "room",
        "host",
        "start_time",
        "end_time",
        "timezone",
        "series_id",
        "cancelled_at",
    ]
    list_filter = ["room_type", ("cancelled_at", admin.EmptyFieldListFilter), "start_time"]
    search_fields = ["title", "=room__room_id", "host__username", "host__email", "=series_id", "=ical_uid"]
    list_select_related = ["room", "host"]
    date_hierarchy = "start_time"
    ordering = ["-start_time"]
    hidden = ("invite_link_token",)
    actions = ["cancel_sessions"]

    @admin.action(description="Cancel the selected sessions and tell those who are invited")
    def cancel_sessions(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        count = 0
        for schedule in queryset.filter(cancelled_at=None).order_by("room", "start_time"):
            try:
                call_off(schedule=schedule)
            except (Gone, NotFound):  # it is over, or was deleted at this moment
                continue
            self.log_change(request, schedule, "Cancelled.")
            count += 1
        self.message_user(
            request, ngettext("%d session was cancelled.", "%d sessions were cancelled.", count) % count
        )


@admin.register(Invite)
class InviteAdmin(ReadOnlyAdmin):
    list_display = [
        "invitee_email",
        "schedule",
        "inviter",
        "status",
        "sent_at",
        "responded_at",
        "withdrawn_at",
    ]
    list_filter = ["status", ("withdrawn_at", admin.EmptyFieldListFilter), "sent_at"]
    search_fields = ["invitee_email", "invitee_user__username", "schedule__title"]
    list_select_related = ["schedule", "inviter"]
    ordering = ["-id"]
    hidden = ("invite_token", "nonce")
    actions = ["revoke"]

    @admin.action(description="Revoke the selected invitations and tell their invitees")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invite]) -> None:
        count = 0
        standing = queryset.filter(withdrawn_at=None).select_related("schedule")
        for invite in standing.order_by("schedule__room", "id"):
            try:
                take_back(schedule=invite.schedule, invite_id=invite.pk)
            except (Gone, NotFound):
                continue
            self.log_change(request, invite, "Revoked.")
            count += 1
        self.message_user(
            request, ngettext("%d invitation was revoked.", "%d invitations were revoked.", count) % count
        )


@admin.register(InviteAccess)
class InviteAccessAdmin(ReadOnlyAdmin):
    """Which access and which passes go with an invitation."""

    list_display = ["invite", "room", "user", "guest", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["invite__invitee_email", "=room__room_id", "user__username", "guest__name"]
    list_select_related = ["invite", "room", "user", "guest"]
    ordering = ["-id"]


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    list_display = ["user", "created_at", "updated_at", "read_at"]
    list_filter = ["read_at"]
    search_fields = ["user__username", "user__email"]
    list_select_related = ["user"]
    ordering = ["-id"]
    hidden = ("nonce", "token_digest")
