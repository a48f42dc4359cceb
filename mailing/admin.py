"""The outbox and the suppressed addresses on the admin site."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from fusemeet.read_only import ReadOnlyAdmin
from mailing.models import OutgoingMail, SuppressedAddress
from mailing.outbox import send_again


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = (
        "kind",
        "to",
        "state",
        "attempts",
        "deaths",
        "next_try_at",
        "sent_at",
        "last_error",
        "created_at",
    )
    list_filter = ("state", "kind", "created_at", "sent_at")
    search_fields = ("to", "kind", "key", "message_id", "last_error")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    actions = ("send_again",)

    @admin.action(description="Send the selected failed mails again")
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        chosen = (
            queryset.count()
        )  # the list may be one of failed mails, in which they are not any more afterwards
        count, forgotten = send_again(mails=queryset)
        left = chosen - count - forgotten
        if count:
            words = ngettext("%d mail is on its way.", "%d mails are on their way.", count)
            self.message_user(request, words % count)
        if forgotten:
            words = ngettext(
                "What %d mail told of is forgotten, so it cannot be sent again.",
                "What %d mails told of is forgotten, so they cannot be sent again.",
                forgotten,
            )
            self.message_user(request, words % forgotten, level=messages.WARNING)
        if left:
            words = ngettext(
                "%d mail had not failed, and was left alone.",
                "%d mails had not failed, and were left alone.",
                left,
            )
            self.message_user(request, words % left, level=messages.WARNING)


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ReadOnlyAdmin):
    list_display = ("email", "reason", "count", "detail", "created_at", "updated_at")
    list_filter = ("reason", "created_at", "updated_at")
    search_fields = ("email", "detail")
    ordering = ("-id",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Taking the row away lets mail through again: the mailbox exists by now, or its owner has asked for it."""
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)
