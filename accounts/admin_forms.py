"""Forms of the administration about accounts: a new one, one that is there, and another password for it."""

from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.db import transaction

from accounts.models import AccountType, User
from accounts.sessions import end_other_sessions
from mailing.outbox import queue


class NewAccountForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("username", "email", "full_name", "account_type")

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.give_roles(*AccountType(self.instance.account_type).roles)


class AccountForm(UserChangeForm):
    """Without Django's view of the password, which shows parts of its hash."""

    password = None  # type: ignore[assignment]


class PasswordForm(AdminPasswordChangeForm):
    """A password set by an operator signs its owner out everywhere, and the owner is told."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)  # hashes, which is slow on purpose: outside the transaction
        if commit:
            with transaction.atomic():
                user.save(update_fields=["password", "updated_at"])
                end_other_sessions(user=user, keep=None)
                queue("accounts.password-changed", user_id=user.pk)
        return user
