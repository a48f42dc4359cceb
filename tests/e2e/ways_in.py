"""The pages of passwords, addresses and locks as they are looked at as a whole, with what each says of a bad link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from accounts import email_change, passwords, unlocking
from accounts.links import make_token
from accounts.models import User
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene


def opened(path: str, ready: str = "h1") -> Callable[[Window, Any], None]:
    def show(window: Window, room: Any) -> None:
        window.goto(path)
        window.page.locator(ready).first.wait_for()

    return show


def reset(window: Window, room: Any) -> None:
    token = make_token(room.interviewer, salt=passwords.SALT)
    window.goto(f"/reset-password/?{urlencode({'token': token})}")
    window.page.get_by_label("New password").fill("12345678")
    window.page.get_by_role("button", name="Set the password").click()
    window.page.locator(".field-error").first.wait_for()


def unlock(window: Window, room: Any) -> None:
    until = timezone.now() + timedelta(minutes=10)
    User.objects.filter(pk=room.interviewer_id).update(locked_until=until, failed_login_attempts=5)
    token = make_token(room.interviewer, salt=unlocking.SALT, source="", until=until.isoformat())
    window.goto(f"/unlock/?{urlencode({'token': token})}")
    window.page.get_by_role("button", name="Let me go on").wait_for()


def pending(window: Window, room: Any) -> None:
    _ask(room)
    window.goto("/profile/email/")
    window.page.get_by_text("A change is under way").wait_for()


def confirm(window: Window, room: Any) -> None:
    user = _ask(room)
    token = make_token(user, salt=email_change.SALT, email=user.pending_email)
    window.goto(f"/api/auth/profile/confirm-email-change?{urlencode({'token': token})}")
    window.page.get_by_role("button", name="Yes, change it").wait_for()


def refused_email(window: Window, room: Any) -> None:
    window.goto("/profile/email/")
    window.page.get_by_label("New address").fill("ada@example.com")
    window.page.get_by_label("Your password now").fill("wrong")
    window.page.get_by_role("button", name="Send the link").click()
    window.page.locator(".field-error").first.wait_for()


def _ask(room: Any) -> User:
    user = User.objects.get(pk=room.interviewer_id)
    user.pending_email = "ada.lovelace@a-rather-long-name-of-a-university.example.org"
    user.save(update_fields=["pending_email"])
    return user


SCENES = [
    Scene("account-forgot", opened("/forgot-password/"), signed_in=False),
    Scene("account-forgot-sent", opened("/forgot-password/sent/"), signed_in=False),
    Scene("account-reset", reset, signed_in=False),
    Scene("account-reset-unknown", opened("/reset-password/?token="), signed_in=False),
    Scene("account-unlock", unlock, signed_in=False),
    Scene("account-unlock-unknown", opened("/unlock/?token="), signed_in=False),
    Scene("account-email", refused_email),
    Scene("account-email-pending", pending),
    Scene("account-email-confirm", confirm, signed_in=False),
    Scene("account-password", opened("/profile/password/")),
]
