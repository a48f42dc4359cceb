"""The account's pages in real browsers: one way through all of them, and each by axe, wide and narrow."""

import json
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.test_pictures import a_picture
from tests.conftest import PASSWORD
from tests.e2e.account import SCENES
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.scenes import come_in
from tests.e2e.test_pages import findings

# The second that is promised is measured on bare sockets (tests/accounts/test_device_sockets.py); two browsers and
# the server share this machine with whatever else runs on it.
SOON_MS = 5000


def test_a_way_through_the_account(
    window: Callable[..., Window], make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    room = make_room(ada)
    desk, lost = window(user=ada), window(user=ada)
    lost.allow(r"401 .*refresh-token")  # it asks once whether it may stay
    page = desk.page

    desk.goto("/profile/")
    page.get_by_label("Choose a picture").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": a_picture("JPEG", (900, 1200))}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Your picture is saved.")).to_be_visible()
    for picture in (page.get_by_alt_text("Your picture"), page.locator("header img.avatar")):
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 256

    come_in(lost, room)
    tile = lost.page.locator("[data-tile] img").first  # below the camera's picture, for when that is off
    expect(tile).to_have_attribute("src", User.objects.get(username="ada").picture_path)
    page.get_by_role("link", name="Devices").click()
    there = page.get_by_role("listitem").filter(has_not_text="This device").filter(has_text="Signed in")
    expect(there).to_have_count(1)
    there.get_by_role("button", name=re.compile("^Sign out")).click()
    started = time.monotonic()
    expect(lost.page.get_by_text("You are signed out")).to_be_visible(timeout=SOON_MS)
    print(f"the other browser knew after {time.monotonic() - started:.2f} s")
    expect(page.get_by_text("That device is signed out.")).to_be_visible()
    expect(page.get_by_text("This device", exact=True)).to_have_count(1)
    lost.goto("/dashboard/")
    assert "/sign-in/" in lost.page.url

    page.get_by_role("link", name="Your data").click()
    for _ in range(2):  # the page stays as it is, and may be asked again
        assert download(page)["username"] == "ada"

    delete = page.locator("form", has=page.get_by_role("button", name="Delete my account"))
    delete.get_by_label("Your user name").fill("ada")
    delete.get_by_label("Your password").fill("not it")
    page.get_by_role("button", name="Delete my account").click()
    expect(delete.get_by_text("That is not your password.")).to_be_visible()
    expect(delete.get_by_label("Your user name")).to_have_value("ada")
    delete.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    assert not User.objects.filter(username="ada").exists()


def download(page: Page) -> dict[str, Any]:
    form = page.locator("form", has=page.get_by_role("button", name="Download my data"))
    form.get_by_label("Your password").fill(PASSWORD)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download my data").click()
    assert re.fullmatch(r"fusemeet-ada-[\d-]+\.zip", coming.value.suggested_filename)
    with zipfile.ZipFile(coming.value.path()) as archive:
        profile: dict[str, Any] = json.loads(archive.read("profile.json"))
    return profile


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_accounts_pages_are_open_to_everybody(
    window: Callable[..., Window],
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    theme: str,
    viewport: dict[str, int],
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    room = make_room(ada)
    made = window(user=ada, theme=theme, viewport=viewport)
    for scene in SCENES:
        scene.show(made, room)
        assert not findings(made), scene.name
        wide = made.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{scene.name} is {wide} px wider than the window"
