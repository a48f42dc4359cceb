"""The account's pages as they are looked at as a whole: with a picture, several devices, and words under a field."""

from typing import Any

from accounts.models import User
from accounts.pictures import save_picture
from accounts.sessions import open_session
from tests.accounts.test_pictures import a_picture
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene

ELSEWHERE = [
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.1 Mobile/15E148 Safari/604.1",
        "2001:db8:85a3::8a2e:370:7334",
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "192.0.2.17"),
]


def profile(window: Window, room: Any) -> None:
    save_picture(user=room.interviewer, data=a_picture())
    window.goto("/profile/")
    window.page.get_by_role("heading", level=1).wait_for()


def bare_profile(window: Window, room: Any) -> None:
    """Without a picture, the button pressed without a file."""
    window.goto("/profile/")
    window.page.get_by_role("button", name="Upload").click()
    window.page.get_by_text("Choose a file first.").wait_for()


def devices(window: Window, room: Any) -> None:
    for device, address in ELSEWHERE:
        open_session(user=User.objects.get(pk=room.interviewer_id), device=device, address=address)
    window.goto("/profile/devices/")
    window.page.get_by_text("Safari on iPhone").first.wait_for()


def data(window: Window, room: Any) -> None:
    window.goto("/profile/data/")
    window.page.get_by_role("group").locator("summary", has_text="What is in it").click()
    window.page.get_by_role("button", name="Delete my account").wait_for()


def refused_data(window: Window, room: Any) -> None:
    window.goto("/profile/data/")
    window.page.get_by_role("button", name="Delete my account").click()
    window.page.locator(".field-error").first.wait_for()


SCENES = [
    Scene("account-profile", profile),
    Scene("account-profile-bare", bare_profile),
    Scene("account-devices", devices),
    Scene("account-data", data),
    Scene("account-data-refused", refused_data),
]
