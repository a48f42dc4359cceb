"""How the administration site shows what nobody may write by hand: history, and what only services may change."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BinaryField
from django.db.models.constants import LOOKUP_SEP
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

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A list is not filtered by what it does not show: one letter after the other, that would read it.

        The same holds for what the page of another table hides, on the way there through a relation.
        """
        return not _meets_hidden(self, lookup) and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _meets_hidden(page: ModelAdmin, lookup: str) -> bool:
    model = page.model
    for part in lookup.split(LOOKUP_SEP):
        try:
            field: Any = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False  # a transform such as `startswith`, or what Django itself refuses
        hidden = getattr(page.admin_site._registry.get(model), "hidden", ())
        if isinstance(field, BinaryField) or part in hidden:
            return True
        if not getattr(field, "path_infos", None):
            return False
        model = field.path_infos[-1].to_opts.model
    return False
