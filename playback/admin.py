"""Playback links in the administration: to be read; an operator takes one back through the action."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fusemeet.read_only import ReadOnlyAdmin
from playback.models import PlaybackLink


@admin.register(PlaybackLink)
class PlaybackLinkAdmin(ReadOnlyAdmin):
    list_display = [
        "id",
        "room",
        "label",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    ]
    list_filter = ["created_at", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["label", "=room__room_id", "room__room_name", "created_by__username"]
    list_select_related = ["room", "created_by"]
    ordering = ["-id"]
    hidden = ("token_digest", "nonce")
    actions = ["revoke"]

    @admin.action(description="Take the selected links back")
    def revoke(self, request: HttpRequest, queryset: QuerySet[PlaybackLink]) -> None:
        revoked = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"Taken back: {revoked}")
