"""How the administration site shows what nobody may write by hand: history, and what only services may change."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import BinaryField
from django.http import HttpRequest


class ReadOnlyAdmin(ModelAdmin):
    """Every column but `hidden` ones and raw bytes; no adding, no changing, no deleting."""

    hidden: tuple[str, ...] = ()  # hashes, digests, tokens
    list_per_page = 100
    show_full_result_count = False  # a table of history is long, and nobody reads that number

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            field.name
            for field in self.opts.concrete_fields
            if field.name not in self.hidden and not isinstance(field, BinaryField)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
