"""Forms of the account pages; what a value must be like is said by the services, and put under its field here."""

import re

from django import forms

from accounts.models import AccountType
from accounts.validators import EMAIL_LENGTH, PASSWORD_LENGTH, PHONE_LENGTH, USERNAME_LENGTH
from fusemeet.errors import Problem

ACCOUNT_TYPES = [
    (AccountType.INTERVIEWER, "Interviewer: I lead technical interviews"),
    (AccountType.CANDIDATE, "Candidate: I am being interviewed"),
    (AccountType.TEACHER, "Teacher: I hold classes"),
    (AccountType.STUDENT, "Student: I take part in classes"),
]
# Where a refusal without field errors belongs.
FIELD_OF_CODE = {
    "bad_credentials": "password",
    "wrong_code": "code",
    "too_many_codes": "code",
    "too_many_passwords": "password",
    "username_taken": "username",
    "username_changed_recently": "username",
    "email_taken": "email",
}


class AccountForm(forms.Form):
    """A form whose service can refuse: `refuse` shows a Problem where it belongs."""

    def refuse(self, problem: Problem) -> None:
        for name, texts in (problem.errors or {}).items():
            field = re.sub(r"([A-Z])", r"_\1", name).lower()  # fullName is full_name here
            self.add_error(field if field in self.fields else None, texts)
        if not problem.errors:
            field = FIELD_OF_CODE.get(problem.code, "")
            self.add_error(field if field in self.fields else None, problem.message)


def _text(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


def _user_name() -> forms.TextInput:
    return _text("username", autocapitalize="none", spellcheck="false")


class SignInForm(AccountForm):
    identifier = forms.CharField(label="User name or email", max_length=EMAIL_LENGTH, widget=_user_name())
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RegisterForm(AccountForm):
    account_type = forms.ChoiceField(
        label="I am here as", choices=ACCOUNT_TYPES, widget=forms.RadioSelect, initial=AccountType.INTERVIEWER
    )
    full_name = forms.CharField(
        label="Full name", max_length=100, help_text="Shown to the people you meet.", widget=_text("name")
    )
    username = forms.CharField(
        label="User name",
        max_length=USERNAME_LENGTH,
        help_text="3 to 50 letters, digits, dots, dashes or underscores.",
        widget=_user_name(),
    )
    email = forms.EmailField(
        label="Email",
        max_length=EMAIL_LENGTH,
        help_text="We send a link there to confirm it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text="At least 8 characters, and not a common one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class VerificationForm(AccountForm):
    email = forms.EmailField(
        label="Email", max_length=EMAIL_LENGTH, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ProfileForm(AccountForm):
    full_name = forms.CharField(
        label="Full name", max_length=100, help_text="Shown to the people you meet.", widget=_text("name")
    )
    username = forms.CharField(
        label="User name",
        max_length=USERNAME_LENGTH,
        help_text="You can change it once in 30 days.",
        widget=_user_name(),
    )
    phone_number = forms.CharField(
        label="Phone number",
        max_length=PHONE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


class PictureForm(AccountForm):
    picture = forms.FileField(
        label="Choose a picture",
        allow_empty_file=True,  # said in the words for everything that is no picture
        help_text="JPEG, PNG, WebP or GIF, 5 MB at most. It is cut to a square.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": "Choose a file first."},
    )


class DownloadForm(AccountForm):
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class DeleteAccountForm(AccountForm):
    username = forms.CharField(
        label="Your user name",
        max_length=USERNAME_LENGTH,
        help_text="Type it to say that you mean it.",
        widget=_text("off", autocapitalize="none", spellcheck="false"),
    )
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
