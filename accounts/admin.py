"""Accounts and their sessions on the admin site."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import UserCreationForm as BaseUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.credentials import unlock_account
from accounts.letters import queue_verification
from accounts.models import AccountType, User, UserSession
from accounts.sessions import end_other_sessions, end_session

admin.site.site_header = "FuseMeet"
admin.site.site_title = "FuseMeet"


class UserCreationForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email", "full_name", "account_type")

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.give_roles(*AccountType(self.instance.account_type).roles)


class PasswordForm(AdminPasswordChangeForm):
    """A password set by the operator signs its owner out everywhere."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        if commit:
            end_other_sessions(user=user, keep=None)
        return user


@admin.register(User)
class AccountAdmin(UserAdmin):
    add_form = UserCreationForm
    change_password_form = PasswordForm
    list_display = (
        "username",
        "email",
        "full_name",
        "account_type",
        "email_verified",
        "is_active",
        "locked",
        "last_login",
        "created_at",
    )
    list_filter = ("account_type", "email_verified", "is_active", "signup_method", "groups", "created_at")
    search_fields = ("username", "email", "full_name")
    ordering = ("-id",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = (
        "failed_login_attempts",
        "locked_until",
        "pending_email",
        "signup_method",
        "last_login",
        "last_username_change_at",
        "last_email_change_at",
        "created_at",
        "updated_at",
    )
    fieldsets = (
        (None, {"fields": ("username", "password", "email", "email_verified", "pending_email")}),
        ("Person", {"fields": ("full_name", "phone_number", "account_type", "profile_image_url")}),
        ("May", {"fields": ("is_active", "groups", "is_superuser", "user_permissions")}),
        ("Signing in", {"fields": ("signup_method", "failed_login_attempts", "locked_until", "last_login")}),
        (
            "Times",
            {"fields": ("created_at", "updated_at", "last_username_change_at", "last_email_change_at")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "full_name", "account_type", "password1", "password2"),
            },
        ),
    )
    actions = ("unlock", "resend_verification", "end_sessions")

    @admin.display(boolean=True)
    def locked(self, user: User) -> bool:
        return bool(user.locked_until and user.locked_until > timezone.now())

    @admin.action(description="Unlock the selected accounts")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            unlock_account(user=user)
        self.message_user(request, "Unlocked.")

    @admin.action(description="Send the verification mail again")
    def resend_verification(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        waiting = list(queryset.filter(email_verified=False, is_active=True))
        for user in waiting:
            queue_verification(user=user)
        self.message_user(request, f"{len(waiting)} mails are on their way.")

    @admin.action(description="Sign the selected people out everywhere")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            end_other_sessions(user=user, keep=None)
        self.message_user(request, "Signed out.")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not obj.is_active and "is_active" in form.changed_data:
            end_other_sessions(user=obj, keep=None)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        # Nobody deletes a session by hand, but they go with their owner.
        return to_delete, counts, perms_needed - {UserSession._meta.verbose_name}, protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        end_other_sessions(user=obj, keep=None)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            end_other_sessions(user=user, keep=None)
        super().delete_queryset(request, queryset)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, "is_superuser")

    @staticmethod
    def _may_touch(request: HttpRequest, user: User | None) -> bool:
        return user is None or not user.is_superuser or request.user.is_superuser


@admin.register(UserSession)
class UserSessionAdmin(ModelAdmin):
    list_display = ("user", "device", "address", "created_at", "rotated_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "created_at", "expires_at")
    search_fields = ("user__username", "user__email", "device", "address")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    actions = ("end_sessions",)

    @admin.action(description="End the selected sessions")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[UserSession]) -> None:
        for session_id in queryset.values_list("pk", flat=True):
            end_session(session_id=session_id)
        self.message_user(request, "Ended.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
