"""The outbox and the suppressed addresses on the admin site."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from fusemeet.read_only import ReadOnlyAdmin
from mailing.models import OutgoingMail, SuppressedAddress
from mailing.outbox import send_again


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ("kind", "to", "state", "attempts", "next_try_at", "sent_at", "last_error", "created_at")
    list_filter = ("state", "kind", "created_at", "sent_at")
    search_fields = ("to", "kind", "key", "message_id", "last_error")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    actions = ("send_again",)

    @admin.action(description="Send the selected failed mails again")
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        count = send_again(mails=queryset)
        left = queryset.count() - count
        if count:
            self.message_user(request, f"{count} mails are on their way.")
        if left:
            words = f"{left} mails had not failed, and were left alone."
            self.message_user(request, words, level=messages.WARNING)


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ReadOnlyAdmin):
    list_display = ("email", "reason", "count", "detail", "created_at", "updated_at")
    list_filter = ("reason", "created_at", "updated_at")
    search_fields = ("email", "detail")
    ordering = ("-id",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Taking the row away lets mail through again: the mailbox exists by now, or its owner has asked for it."""
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)
