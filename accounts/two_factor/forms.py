"""Forms of two-factor: a code, and the password that goes before a change."""

from django import forms

from accounts.forms import AccountForm

CODE_LENGTH = 40  # a recovery code with gaps, and some room for what a clipboard brings along


def _code(label: str, help_text: str, **attrs: str) -> forms.CharField:
    kept = {
        "autocomplete": "one-time-code",
        "autocapitalize": "none",
        "spellcheck": "false",
        "class": "input-code",
    }
    return forms.CharField(
        label=label, help_text=help_text, max_length=CODE_LENGTH, widget=forms.TextInput(attrs=kept | attrs)
    )


class CodeForm(AccountForm):
    """The code of the authenticator."""

    code = _code("Code", "The six digits that your authenticator app shows now.", inputmode="numeric")


class RecoveryCodeForm(AccountForm):
    """One of the ten that were shown when two-factor was turned on."""

    code = _code("Recovery code", "One of the ten that you kept. Each is good once.", autocomplete="off")


class PasswordForm(AccountForm):
    """The password again, before something that only its owner should do."""

    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordAndCodeForm(PasswordForm):
    """Both factors again, before two-factor itself is changed."""

    code = _code("Code", "Of your authenticator app, or a recovery code.")
