"""Forms for a forgotten, a new and a changed password, and for a changed address."""

from django import forms

from accounts.forms import AccountForm
from accounts.validators import EMAIL_LENGTH, PASSWORD_LENGTH
from fusemeet.errors import Problem


def _password(
    label: str, autocomplete: str, help_text: str = "", most: int = PASSWORD_LENGTH
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _new_password() -> forms.CharField:
    return _password("New password", "new-password", "At least 8 characters, and not a common one.")


def _current_password() -> forms.CharField:
    return _password("Your password now", "current-password", most=1000)


class ForgotPasswordForm(AccountForm):
    email = forms.EmailField(
        label="Email",
        max_length=EMAIL_LENGTH,
        help_text="The address of your account.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ResetPasswordForm(AccountForm):
    token = forms.CharField(widget=forms.HiddenInput)
    new_password = _new_password()


class ChangePasswordForm(AccountForm):
    password = _current_password()
    new_password = _new_password()


class ChangeEmailForm(AccountForm):
    new_email = forms.EmailField(
        label="New address",
        max_length=EMAIL_LENGTH,
        help_text="We send a link there. Until you open it, your account keeps the address it has.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _current_password()

    def refuse(self, problem: Problem) -> None:
        if problem.code == "email_taken":
            self.add_error("new_email", problem.message)
        else:
            super().refuse(problem)
