"""Two-factor as a person meets it: set up by the page, then asked for; each page also by axe, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User
from tests.authenticator import Authenticator, turn_on
from tests.conftest import PASSWORD
from tests.e2e.browser import DESKTOP, PHONE, Window, sign_in
from tests.e2e.test_pages import findings

pytestmark = pytest.mark.django_db(transaction=True)


def open_to_everybody(window: Window) -> None:
    assert not findings(window)
    wide = window.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"the page is {wide} px wider than the window"


def set_up(window: Window) -> tuple[Authenticator, list[str]]:
    """Turns it on by the page, as Ada who is signed in; the app, and the recovery codes that she keeps."""
    page = window.page
    window.goto("/profile/")
    page.get_by_role("navigation", name="Account settings").get_by_role("link", name="Two-factor").click()
    open_to_everybody(window)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    drawn = page.get_by_role("img", name="QR code").evaluate("image => image.complete && image.naturalWidth")
    assert drawn > 100, "the QR code is drawn"
    open_to_everybody(window)
    app = Authenticator.typed(page.locator("#secret").inner_text())
    page.get_by_role("textbox", name="Code").fill(app.wrong())
    page.get_by_role("button", name="Turn on two-factor").click()
    page.get_by_text("That code is not right").wait_for()
    page.get_by_role("textbox", name="Code").fill(app.code())
    page.get_by_role("button", name="Turn on two-factor").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    open_to_everybody(window)
    codes = page.locator(".recovery-codes li").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert saved.value.suggested_filename == "fusemeet-recovery-codes.txt"
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert len(codes) == 10 and all(code in text for code in codes)
    return app, codes


@pytest.mark.parametrize(
    ("theme", "viewport"), [("light", DESKTOP), ("dark", PHONE)], ids=["light, wide", "dark, narrow"]
)
def test_two_factor_from_the_qr_code_to_a_recovery_code(
    window: Callable[..., Window], make_user: Callable[..., User], theme: str, viewport: dict[str, int]
) -> None:
    ada = make_user("ada")
    first = window(user=ada, theme=theme, viewport=viewport)
    app, codes = set_up(first)
    first.page.get_by_role("link", name="I have kept them").click()
    first.page.get_by_text("10 of 10").wait_for()
    open_to_everybody(first)

    # Somewhere else the password alone is not enough, and the code brings her where she wanted to go.
    second = window(theme=theme, viewport=viewport)
    second.goto("/sign-in/?next=/profile/")
    page = second.page
    page.get_by_label("User name or email").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Enter your code").wait_for()
    open_to_everybody(second)
    page.get_by_role("textbox", name="Code").fill(app.code(1))  # the one of now was used up by turning it on
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/profile/")

    # Without the phone, a recovery code does.
    third = window(theme=theme, viewport=viewport)
    third.goto("/sign-in/")
    page = third.page
    page.get_by_label("User name or email").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Use a recovery code").click()
    open_to_everybody(third)
    page.get_by_role("textbox", name="Recovery code").fill(codes[0].upper())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard/")
    third.goto("/profile/two-factor/")
    page.get_by_text("9 of 10").wait_for()


def test_signing_out_and_in_again_asks_for_the_code(
    window: Callable[..., Window], make_user: Callable[..., User]
) -> None:
    ada = make_user("ada")
    made = window()
    sign_in(made, "ada", PASSWORD)
    app = turn_on(ada)
    made.page.locator(".menu-button").click()
    made.page.get_by_role("button", name="Sign out").click()
    made.page.wait_for_url(made.live.http() + "/")
    made.goto("/sign-in/")
    made.page.get_by_label("User name or email").fill("ada")
    made.page.get_by_label("Password").fill(PASSWORD)
    made.page.get_by_role("button", name="Sign in").click()
    made.page.get_by_role("textbox", name="Code").fill(app.code())
    made.page.get_by_role("button", name="Sign in").click()
    made.page.wait_for_url("**/dashboard/")
