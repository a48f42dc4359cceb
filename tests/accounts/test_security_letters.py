"""What the mails about an account say: the same in both forms, and with numbers that read well."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.admin_forms import PasswordForm
from accounts.failures import STRANGERS
from accounts.models import User
from accounts.security_letters import account_locked, confirm_email_change, reset_password
from accounts.two_factor.letters import two_factor_off
from accounts.wording import counted
from mailing.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_one_is_no_plural() -> None:
    assert [counted(number, "hour") for number in (0, 1, 2)] == ["0 hours", "1 hour", "2 hours"]


@pytest.mark.parametrize(("number", "end"), [(1, ""), (3, "s")])
def test_numbers_in_the_mails_read_well(ada: User, settings: Any, number: int, end: str) -> None:
    settings.PASSWORD_RESET_LIFETIME = settings.LOGIN_LOCK = timedelta(minutes=number)
    settings.VERIFICATION_LIFETIME = timedelta(hours=number)
    settings.LOGIN_FAILURES_BEFORE_LOCK = number
    until = timezone.now() + timedelta(minutes=5)
    User.objects.update(locked_until=until, pending_email="new@example.org")
    letters = [
        reset_password(email=ada.email),
        confirm_email_change(user_id=ada.pk, email="new@example.org"),
        account_locked(user_id=ada.pk, source=STRANGERS, until=until.isoformat()),
    ]
    texts = [render_to_string("email/security.txt", letter.context) for letter in letters if letter]
    assert len(texts) == 3
    for text, words in zip(texts, [f"minute{end} and", f"hour{end}. Until", f"time{end}. To"], strict=True):
        assert f" {number} {words}" in text
    assert f"for {number} minute{end}." in texts[2]


def test_a_notice_says_the_same_in_both_forms(ada: User) -> None:
    letter = two_factor_off(user=ada.pk)
    assert letter is not None
    text, html = (
        render_to_string(f"email/security_notice.{kind}", letter.context) for kind in ("txt", "html")
    )
    shown = " ".join(strip_tags(html).split())
    paragraphs = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    said = [line.removesuffix(":") for line in paragraphs if line != "FuseMeet"]
    assert f"Hello {ada.full_name}," in said and "Look at your account" in said
    assert [line for line in said if line not in shown] == []


@pytest.mark.django_db(transaction=True)
def test_a_password_that_an_operator_sets_is_hashed_before_anything_is_locked(ada: User) -> None:
    locked = []

    def watched(password: str) -> str:
        locked.append(connection.in_atomic_block)
        return make_password(password)

    words = "another good secret"
    form = PasswordForm(ada, {"password1": words, "password2": words, "usable_password": "true"})
    assert form.is_valid(), form.errors
    with patch("django.contrib.auth.base_user.make_password", watched):
        form.save()
    assert locked == [False]
    ada.refresh_from_db()
    assert ada.check_password(words) and ada.token_version == 1
    assert OutgoingMail.objects.filter(kind="accounts.password-changed").count() == 1
