"""What signing in leaves behind, in the administration: to be read, and sessions to be ended."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Identity, Picture, RecoveryCode, SignInFailures, UserSession
from accounts.pictures import delete_picture
from accounts.sessions import end_session
from fusemeet.read_only import ReadOnlyAdmin

OWNER = ("user__username", "user__email", "user__full_name")

# The package's own page would show the authenticators' secrets.
admin.site.unregister(TOTPDevice)


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    list_display = ("user", "device", "address", "created_at", "rotated_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "created_at", "expires_at")
    search_fields = (*OWNER, "device", "=address")
    list_select_related = ("user",)
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    actions = ("end_sessions",)

    @admin.action(description="End the selected sessions")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[UserSession]) -> None:
        going_on = list(queryset.filter(revoked_at=None))
        for session in going_on:
            end_session(session_id=session.pk)
            self.log_change(request, session, "Ended.")
        self.message_user(
            request,
            ngettext("%d session was ended.", "%d sessions were ended.", len(going_on)) % len(going_on),
        )


@admin.register(SignInFailures)
class SignInFailuresAdmin(ReadOnlyAdmin):
    list_display = ("user", "kind", "count", "locked_until", "updated_at")
    list_filter = (("locked_until", admin.EmptyFieldListFilter), "updated_at")
    search_fields = OWNER
    list_select_related = ("user",)
    ordering = ("-updated_at",)
    hidden = ("source",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_fields(request, obj), "kind"]

    @admin.display(description="from")
    def kind(self, failures: SignInFailures) -> str:
        """A network by its address; a browser's digest stays ours."""
        kind, _, value = failures.source.partition(":")
        return value if kind == "network" else kind


@admin.register(TOTPDevice)
class AuthenticatorAdmin(ReadOnlyAdmin):
    list_display = ("user", "name", "confirmed", "created_at", "last_used_at", "throttling_failure_count")
    list_filter = ("confirmed", "created_at", "last_used_at")
    search_fields = OWNER
    list_select_related = ("user",)
    ordering = ("-id",)
    hidden = ("key",)


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(ReadOnlyAdmin):
    list_display = ("user", "created_at", "used_at")
    list_filter = (("used_at", admin.EmptyFieldListFilter), "created_at")
    search_fields = OWNER
    list_select_related = ("user",)
    ordering = ("-id",)
    hidden = ("digest",)


@admin.register(Identity)
class IdentityAdmin(ReadOnlyAdmin):
    list_display = ("user", "provider", "email", "subject", "created_at")
    list_filter = ("provider", "created_at")
    search_fields = (*OWNER, "email", "=subject")
    list_select_related = ("user",)
    ordering = ("-id",)


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    """Deleting one is how a picture that nobody should see goes away."""

    list_display = ("user", "created_at", "updated_at")
    list_filter = ("updated_at",)
    search_fields = OWNER
    list_select_related = ("user",)
    ordering = ("-updated_at",)
    hidden = ("digest",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).defer("data")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        delete_picture(user=obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        for picture in queryset.select_related("user"):
            delete_picture(user=picture.user)
