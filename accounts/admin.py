"""Accounts in the administration; whatever has consequences goes through the same services as everywhere else."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import sign_in_admin  # noqa: F401  (registers the tables of signing in)
from accounts.admin_forms import AccountForm, NewAccountForm, PasswordForm
from accounts.blocking import block_account, unblock_account
from accounts.deletion import erase_account
from accounts.failures import unlock_account
from accounts.letters import queue_verification
from accounts.models import User
from accounts.online import online
from accounts.proven import tell_address_proven
from accounts.sessions import end_other_sessions
from accounts.two_factor.services import turn_off

TIMES = ("created_at", "updated_at", "last_username_change_at", "last_email_change_at")


@admin.register(User)
class AccountAdmin(UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = PasswordForm
    list_display = (
        "username", "email", "full_name", "account_type", "email_verified", "is_active", "locked", "two_factor",
        "administrator", "online", "last_login", "created_at",
    )  # fmt: skip
    list_filter = (
        "account_type", "email_verified", "is_active", ("locked_until", admin.EmptyFieldListFilter),
        "signup_method", "groups", "created_at", "last_login",
    )  # fmt: skip
    search_fields = ("username", "email", "full_name", "=phone_number")
    ordering = ("-id",)
    date_hierarchy = "created_at"
    list_per_page = 100
    filter_horizontal = ()
    readonly_fields = (
        "password_kind", "two_factor", "failed_login_attempts", "locked_until", "pending_email", "signup_method",
        "last_login", *TIMES,
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("username", "email", "email_verified", "pending_email")}),
        ("Person", {"fields": ("full_name", "phone_number", "account_type")}),
        ("May", {"fields": ("is_active", "groups", "is_superuser")}),
        (
            "Signing in",
            {
                "fields": (
                    "password_kind", "two_factor", "signup_method", "failed_login_attempts", "locked_until",
                    "last_login",
                )
            },
        ),
        ("Times", {"fields": TIMES}),
    )  # fmt: skip
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "full_name", "account_type", "password1", "password2"),
            },
        ),
    )
    actions = (
        "unlock", "resend_verification", "end_sessions", "block", "unblock", "turn_two_factor_off",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        confirmed = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        found: QuerySet[User] = super().get_queryset(request)
        return found.annotate(has_two_factor=Exists(confirmed)).prefetch_related("groups")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Who of the page's people is online: one question to the cache, whatever their number."""
        page = super().get_changelist_instance(request)
        here = online(user.pk for user in page.result_list)
        for user in page.result_list:
            user.is_online = user.pk in here
        return page

    # --- columns -------------------------------------------------------------------------------------------------

    @admin.display(boolean=True, ordering="locked_until")
    def locked(self, user: User) -> bool:
        return bool(user.locked_until and user.locked_until > timezone.now())

    @admin.display(boolean=True, description="two-factor", ordering="has_two_factor")
    def two_factor(self, user: User) -> bool:
        return bool(getattr(user, "has_two_factor", False))

    @admin.display(boolean=True)
    def online(self, user: User) -> bool:
        return bool(getattr(user, "is_online", False))

    @admin.display(boolean=True)
    def administrator(self, user: User) -> bool:
        return user.is_staff

    @admin.display(description="password")
    def password_kind(self, user: User) -> str:
        """How it is kept, and where to set another; of the hash itself nothing is shown."""
        kind = user.password.partition("$")[0] if "$" in user.password else "none"
        return format_html('{} – <a href="../password/">set another one</a>', kind)

    # --- actions -------------------------------------------------------------------------------------------------

    @admin.action(description="Unlock the selected accounts")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._to_each(request, queryset, unlock_account, "Unlocked")

    @admin.action(description="Send the verification mail again")
    def resend_verification(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        waiting = queryset.filter(email_verified=False, is_active=True)
        self._to_each(request, waiting, queue_verification, "Sent the verification mail to")

    @admin.action(description="Sign the selected people out everywhere")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._to_each(request, queryset, sign_out_everywhere, "Signed out")

    @admin.action(description="Block the selected accounts")
    def block(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        others = queryset.filter(is_active=True).exclude(pk=request.user.pk or 0)  # not the hand that does it
        self._to_each(request, others, block_account, "Blocked")

    @admin.action(description="Unblock the selected accounts")
    def unblock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._to_each(request, queryset.filter(is_active=False), unblock_account, "Unblocked")

    @admin.action(description="Turn two-factor off for the selected accounts")
    def turn_two_factor_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        enrolled = queryset.filter(totpdevice__confirmed=True).distinct()
        self._to_each(request, enrolled, turn_off, "Turned two-factor off for")

    def _to_each(
        self, request: HttpRequest, people: QuerySet[User], act: Callable[..., None], did: str
    ) -> None:
        """Do it to those whom this administrator may touch, note it in their history, and say to how many."""
        chosen = list(people)
        touched = [user for user in chosen if self._may_touch(request, user)]
        for user in touched:
            act(user=user)
            self.log_change(request, user, f"{did}.")
        self.message_user(request, f"{did}: {len(touched)}.")
        if len(touched) < len(chosen):
            self.message_user(request, "Only a superuser may do this to a superuser.", messages.WARNING)

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.name == "groups":  # a handful of roles
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- changing and deleting -----------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and obj.email_verified and {"email", "email_verified"} & set(form.changed_data):
            tell_address_proven(obj)
        if change and "is_active" in form.changed_data:
            (unblock_account if obj.is_active else block_account)(user=obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        # Nobody deletes a session by hand, but all that belongs to an account goes with it.
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        erase_account(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if self._may_touch(request, user):
                erase_account(user=user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        superuser = getattr(request.user, "is_superuser", False)
        return self.readonly_fields if superuser else (*self.readonly_fields, "is_superuser")

    @staticmethod
    def _may_touch(request: HttpRequest, user: User | None) -> bool:
        return user is None or not user.is_superuser or getattr(request.user, "is_superuser", False)


def sign_out_everywhere(*, user: User) -> None:
    end_other_sessions(user=user, keep=None)
