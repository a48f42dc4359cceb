"""Rooms in the administration: what support looks up; rooms are ended and deleted through the services."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from fusemeet.read_only import ReadOnlyAdmin
from rooms.models import (
    Access,
    ChatMessage,
    Grant,
    Guest,
    LobbyEntry,
    Participant,
    Room,
    ShareInvitation,
    Timer,
)
from rooms.operators import destroy_room, revoke_invitation, revoke_pass
from rooms.services import close_room


class AccessInline(admin.TabularInline):
    """Who may enter, on the room's own page."""

    model = Access
    fk_name = "room"
    extra = 0
    fields = ["user", "access_type", "invited_by", "granted_at"]
    readonly_fields = ["user", "access_type", "invited_by", "granted_at"]
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Access]:
        return super().get_queryset(request).select_related("user", "invited_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    """Its settings belong to its hosts, whose changes the room is told of; an operator ends it or deletes it."""

    list_display = [
        "id", "room_id", "room_name", "room_type", "interviewer", "is_active", "is_locked",
        "max_participants", "last_activity", "created_at",
    ]  # fmt: skip
    list_display_links = ["room_id"]
    list_filter = ["room_type", "is_active", "is_locked", "allow_link_access", "created_at", "last_activity"]
    search_fields = ["=room_id", "room_name", "interviewer__username", "interviewer__email"]
    list_select_related = ["interviewer"]
    date_hierarchy = "created_at"
    ordering = ["-id"]
    hidden = ("room_password", "invite_link_token")
    inlines = [AccessInline]
    actions = ["end_rooms"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        # Nobody deletes a chat message by hand, but all that belongs to a room goes with it.
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Room) -> None:
        destroy_room(room=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        for room in queryset:
            destroy_room(room=room)

    @admin.action(description="End the selected rooms for everybody")
    def end_rooms(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        going_on = list(queryset.filter(is_active=True))
        for room in going_on:
            close_room(room=room, by="")
            self.log_change(request, room, "Ended.")
        self.message_user(
            request, ngettext("%d room was ended.", "%d rooms were ended.", len(going_on)) % len(going_on)
        )


@admin.register(Access)
class AccessAdmin(ReadOnlyAdmin):
    list_display = ["room", "user", "access_type", "invited_by", "granted_at"]
    list_filter = ["access_type", "granted_at"]
    search_fields = ["=room__room_id", "room__room_name", "user__username", "user__email"]
    list_select_related = ["room", "user", "invited_by"]
    ordering = ["-id"]


@admin.register(Participant)
class ParticipantAdmin(ReadOnlyAdmin):
    list_display = ["username", "room", "is_active", "joined_at", "last_activity", "left_at", "removed_at"]
    list_filter = ["is_active", ("removed_at", admin.EmptyFieldListFilter), "joined_at"]
    search_fields = ["username", "=room__room_id", "user__username", "user__email"]
    list_select_related = ["room"]
    ordering = ["-id"]


@admin.register(Guest)
class GuestAdmin(ReadOnlyAdmin):
    list_display = ["name", "room", "role", "created_at", "expires_at", "revoked_at"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["name", "=room__room_id"]
    list_select_related = ["room"]
    ordering = ["-id"]
    hidden = ("token_digest",)
    actions = ["revoke"]

    @admin.action(description="Revoke the selected passes")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Guest]) -> None:
        good = list(queryset.filter(revoked_at=None))
        for guest in good:
            revoke_pass(guest=guest)
            self.log_change(request, guest, "Revoked.")
        self.message_user(
            request, ngettext("%d pass was revoked.", "%d passes were revoked.", len(good)) % len(good)
        )


@admin.register(ShareInvitation)
class ShareInvitationAdmin(ReadOnlyAdmin):
    list_display = [
        "__str__",
        "room",
        "invited_by",
        "uses",
        "max_uses",
        "expires_at",
        "revoked_at",
        "created_at",
    ]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["email", "=room__room_id", "invited_by__username"]
    list_select_related = ["room", "invited_by"]
    ordering = ["-id"]
    hidden = ("token_digest", "nonce")
    actions = ["revoke"]

    @admin.action(description="Revoke the selected invitations")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ShareInvitation]) -> None:
        good = list(queryset.filter(revoked_at=None))
        for invitation in good:
            revoke_invitation(invitation=invitation)
            self.log_change(request, invitation, "Revoked.")
        self.message_user(
            request,
            ngettext("%d invitation was revoked.", "%d invitations were revoked.", len(good)) % len(good),
        )


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["user", "guest", "room", "ability", "allowed", "until", "granted_by"]
    list_filter = ["ability", "allowed", "created_at"]
    search_fields = ["user__username", "guest__name", "=room__room_id"]
    list_select_related = ["user", "guest", "room", "granted_by"]
    ordering = ["-id"]


@admin.register(ChatMessage)
class ChatMessageAdmin(ReadOnlyAdmin):
    """Who wrote when; what was said stands on the message's own page, for when somebody complains of it."""

    list_display = ["created_at", "room", "username", "is_private"]
    list_filter = ["created_at"]
    search_fields = ["=room__room_id", "username"]
    list_select_related = ["room"]
    ordering = ["-id"]

    @admin.display(boolean=True)
    def is_private(self, message: ChatMessage) -> bool:
        return bool(message.recipient)


@admin.register(LobbyEntry)
class LobbyEntryAdmin(ReadOnlyAdmin):
    """Who is let in is the hosts' affair."""

    list_display = ["id", "room", "user", "guest", "state", "asked_at", "decided_at", "decided_by"]
    list_filter = ["state", "asked_at"]
    search_fields = ["=room__room_id", "user__username", "user__email", "guest__name"]
    list_select_related = ["room", "user", "guest"]
    ordering = ["-id"]


@admin.register(Timer)
class TimerAdmin(ReadOnlyAdmin):
    list_display = ["room", "seconds", "remaining", "ends_at", "by", "updated_at"]
    list_filter = ["updated_at"]
    search_fields = ["=room__room_id", "room__room_name"]
    list_select_related = ["room"]
    ordering = ["-id"]
