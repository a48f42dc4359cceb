"""The administration site behind two-factor: its sign-in asks for the code, and a session without one opens nothing.

The site keeps a session of its own, so this is the only place where that session learns of a second factor: django_otp
notes in it which authenticator was used, and every request asks whether that is still the account's.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.known_browsers import Client, client_of
from accounts.models import User
from accounts.two_factor.forms import CODE_LENGTH
from accounts.two_factor.services import WRONG_CODE, active_device, check_code
from fusemeet.errors import TooMany, Unavailable


class AdministrationForm(AdminAuthenticationForm):
    """Name, password and, from whoever has two-factor on or must have it, a code."""

    code = forms.CharField(
        label="Code",
        required=False,
        max_length=CODE_LENGTH,
        help_text="Of your authenticator app, or a recovery code. Leave it empty if two-factor is off.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def confirm_login_allowed(self, user: Any) -> None:
        """Called once the password is known to be right, and before anybody is signed in."""
        super().confirm_login_allowed(user)
        device = active_device(user)
        if device is None:
            if settings.ADMIN_REQUIRES_TWO_FACTOR:
                raise ValidationError(_where_to_enrol(), code="two_factor_required")
            return
        code = self.cleaned_data.get("code", "")
        if not code:
            raise ValidationError(
                "Enter your password again, and the code that your authenticator app shows.",
                code="code_required",
            )
        client = client_of(self.request) if self.request else Client()
        try:
            user.otp_device = check_code(user=user, code=code, client=client)
        except (TooMany, Unavailable) as problem:
            raise ValidationError(problem.message, code=problem.code) from None
        if user.otp_device is None:
            raise ValidationError(WRONG_CODE, code="wrong_code")


class AdministrationSite(AdminSite):
    """The default site; the password alone is never enough for an account that has more."""

    login_form = AdministrationForm
    login_template = "accounts/admin_sign_in.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and _second_factor_given(request)


def _second_factor_given(request: HttpRequest) -> bool:
    """Whether this session gave the code of the account's authenticator of now, where one is asked for."""
    if not isinstance(request.user, User):
        return False
    device = active_device(request.user)
    if device is None:
        return not settings.ADMIN_REQUIRES_TWO_FACTOR
    return bool(request.session.get(DEVICE_ID_SESSION_KEY) == device.persistent_id)


def _where_to_enrol() -> str:
    page = settings.SITE_URL + reverse("two-factor-settings")
    return f"Administrators need two-factor here. Sign in to the site, turn it on at {page} and come back."
