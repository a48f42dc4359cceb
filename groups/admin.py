"""Class groups in the administration: what support looks up; invitations can be taken back, groups deleted."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from fusemeet.errors import NotFound
from fusemeet.read_only import ReadOnlyAdmin
from groups.access import lock_group
from groups.models import ClassGroup, GroupInvitation, GroupMember
from groups.news import tell_managers
from groups.services import destroy_group


@admin.register(ClassGroup)
class ClassGroupAdmin(ReadOnlyAdmin):
    """Its people are its teachers' affair; an operator may delete it, which everybody in it is told."""

    list_display = ["id", "name", "owner", "created_at", "updated_at"]
    list_display_links = ["name"]
    list_filter = ["created_at"]
    search_fields = ["name", "owner__username", "owner__email"]
    list_select_related = ["owner"]
    ordering = ["-id"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        # Nobody deletes a member by hand here, but all that belongs to a group goes with it.
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: ClassGroup) -> None:
        _destroy(obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ClassGroup]) -> None:
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            _destroy(pk)


@admin.register(GroupMember)
class GroupMemberAdmin(ReadOnlyAdmin):
    list_display = ["group", "user", "role", "joined_at"]
    list_filter = ["role", "joined_at"]
    search_fields = ["group__name", "user__username", "user__email"]
    list_select_related = ["group", "user"]
    ordering = ["-id"]


@admin.register(GroupInvitation)
class GroupInvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "group", "role", "invited_by", "created_at"]
    list_filter = ["role", "created_at"]
    search_fields = ["email", "group__name", "invited_by__username"]
    list_select_related = ["group", "invited_by"]
    ordering = ["-id"]
    actions = ["take_back"]

    @admin.action(description="Take the selected invitations back")
    def take_back(self, request: HttpRequest, queryset: QuerySet[GroupInvitation]) -> None:
        for group in sorted(set(queryset.values_list("group_id", flat=True))):
            with transaction.atomic():
                locked = lock_group(group)
                queryset.filter(group=locked).delete()
                tell_managers(locked)
        self.message_user(request, "The invitations are taken back.")


@transaction.atomic
def _destroy(pk: int) -> None:
    try:
        destroy_group(lock_group(pk))
    except NotFound:  # somebody was faster
        return
