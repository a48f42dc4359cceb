"""Rooms in the admin: what support looks up; history is read-only, and rooms are ended through the service."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from rooms.models import Access, ChatMessage, Grant, Participant, Room, ShareInvitation


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that are history."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AccessInline(admin.TabularInline):
    model = Access
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "access_type", "granted_at"]
    readonly_fields = ["granted_at"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = [
        "room_id",
        "room_name",
        "room_type",
        "interviewer",
        "is_active",
        "is_locked",
        "last_activity",
    ]
    list_filter = ["room_type", "is_active", "is_locked", "created_at"]
    search_fields = ["room_id", "room_name", "interviewer__username", "interviewer__email"]
    list_select_related = ["interviewer"]
    readonly_fields = [
        "room_id", "interviewer", "current_code", "code_version", "actual_start_time", "actual_end_time",
        "last_activity", "created_at", "updated_at",
    ]  # fmt: skip
    # The hash and the link's token are nobody's to read here.
    exclude = ["room_password", "invite_link_token", "is_active"]
    inlines = [AccessInline]
    actions = ["end_rooms"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="End the selected rooms for everybody")
    def end_rooms(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        from rooms.services import close_room

        for room in queryset:
            close_room(room=room, by="")
        self.message_user(request, f"{queryset.count()} rooms were ended.")


@admin.register(Participant)
class ParticipantAdmin(ReadOnlyAdmin):
    list_display = ["username", "room", "is_active", "joined_at", "left_at", "removed_at"]
    list_filter = ["is_active", "joined_at"]
    search_fields = ["username", "room__room_id", "user__username", "user__email"]
    list_select_related = ["room"]


@admin.register(ShareInvitation)
class ShareInvitationAdmin(ReadOnlyAdmin):
    list_display = ["room", "email", "role", "invited_by", "uses", "max_uses", "expires_at", "revoked_at"]
    list_filter = ["role", "created_at"]
    search_fields = ["email", "room__room_id"]
    list_select_related = ["room", "invited_by"]
    exclude = ["token_digest"]
    actions = ["revoke"]

    @admin.action(description="Revoke the selected invitations")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ShareInvitation]) -> None:
        from django.utils import timezone

        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["user", "room", "ability", "allowed", "until", "granted_by"]
    list_filter = ["ability", "allowed"]
    search_fields = ["user__username", "room__room_id"]
    list_select_related = ["user", "room", "granted_by"]


@admin.register(ChatMessage)
class ChatMessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "room", "username", "is_private"]
    list_filter = ["created_at"]
    search_fields = ["room__room_id", "username"]
    list_select_related = ["room"]

    @admin.display(boolean=True)
    def is_private(self, message: ChatMessage) -> bool:
        return bool(message.recipient)
