"""Forgotten passwords, locks and changed addresses in a real browser: the way through, and each page by axe."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from accounts import passwords
from accounts.links import make_token
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.test_pages import findings
from tests.e2e.ways_in import SCENES

NEW = "a quite different secret"


def test_a_forgotten_password_is_replaced_and_signs_in(
    window: Callable[..., Window], make_user: Callable[..., Any]
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    made = window()
    page = made.page
    made.goto("/sign-in/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email").fill(ada.email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    token = make_token(ada, salt=passwords.SALT)  # as it stands in the mail
    made.goto(f"/reset-password/?{urlencode({'token': token})}")
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your new password is set.")).to_be_visible()
    page.get_by_label("User name or email").fill("ada")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard/")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_open_to_everybody(
    window: Callable[..., Window],
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    theme: str,
    viewport: dict[str, int],
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    room = make_room(ada)
    for signed_in in (True, False):
        made = window(user=ada if signed_in else None, theme=theme, viewport=viewport)
        made.allow("status of 404")  # of the pages that say that a link is unknown
        for scene in SCENES:
            if scene.signed_in is not signed_in:
                continue
            scene.show(made, room)
            assert not findings(made), scene.name
            wide = made.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{scene.name} is {wide} px wider than the window"
