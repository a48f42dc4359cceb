"""What somebody new is asked who comes by Google: the rest of it Google has said."""

from django import forms

from accounts.forms import ACCOUNT_TYPES, AccountForm
from accounts.models import AccountType


class AccountTypeForm(AccountForm):
    account_type = forms.ChoiceField(
        label="I am here as", choices=ACCOUNT_TYPES, widget=forms.RadioSelect, initial=AccountType.INTERVIEWER
    )
    full_name = forms.CharField(
        label="Full name",
        max_length=100,
        help_text="Shown to the people you meet.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
