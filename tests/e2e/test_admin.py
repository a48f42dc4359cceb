"""The administration in a real browser: nothing of it offends our own policy, in both themes, and it leads back."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import ROLE_ADMIN
from tests.conftest import PASSWORD
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.test_pages import findings
from tests.live import Live

INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = 1";
  document.head.append(script);
}"""


@pytest.fixture
def room(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Any:
    make_user("boss").give_roles(ROLE_ADMIN)
    return make_room(make_user("ada"), name="Interview: two stacks")


def sign_in(window: Window, theme: str) -> None:
    window.allow(r"widgets\.css")  # axe asks for a style sheet's imports by the page's address
    window.context.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    window.goto("/admin/")
    window.page.locator("input[name=username]").fill("boss")
    window.page.locator("input[name=password]").fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in").click()
    window.page.get_by_role("heading", name="What there is").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_pages_work_under_our_policy(
    window: Callable[..., Window], live: Live, room: Any, theme: str
) -> None:
    reports = live[0].log().count("/csp-report/")
    made = window(viewport=DESKTOP)
    page = made.page
    sign_in(made, theme)
    assert page.evaluate("() => document.documentElement.dataset.theme") == theme
    assert not findings(made)

    made.goto("/admin/accounts/user/")
    page.locator("#searchbar").fill("ada")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="ada", exact=True).wait_for()
    page.locator("#action-toggle").check()  # only its script marks the rows
    assert page.locator("tr.selected").count() == 1
    assert not findings(made)
    page.get_by_role("link", name="ada", exact=True).click()
    page.get_by_role("checkbox", name="ROLE_ADMIN").wait_for()
    assert "ada" in page.title()
    assert not findings(made)
    page.get_by_role("link", name="set another one").click()
    page.locator("input[name=password1]").wait_for()

    for path in (
        "accounts/user/add",
        "rooms/room",
        f"rooms/room/{room.pk}/change",
        f"rooms/room/{room.pk}/delete",
    ):
        made.goto(f"/admin/{path}/")
        page.locator("#content").wait_for()
        assert page.locator("#site-name").inner_text() == "FuseMeet administration"
    made.goto(f"/admin/rooms/room/{room.pk}/history/")

    page.get_by_role("link", name="Back to the site").click()
    page.wait_for_url(f"{live.http()}/")
    assert live[0].log().count("/csp-report/") == reports, "a browser reported a violation"


def test_it_fits_a_phone(window: Callable[..., Window], room: Any) -> None:
    made = window(viewport=PHONE)
    sign_in(made, "light")
    made.goto(f"/admin/rooms/room/{room.pk}/change/")
    assert not findings(made)


def test_a_violation_is_reported(window: Callable[..., Window], live: Live) -> None:
    """The check above could see one: a script that a page must not run is stopped and reported."""
    reports = live[0].log().count("/csp-report/")
    made = window()
    made.allow("Content Security Policy")
    made.goto("/")
    with made.page.expect_response("**/csp-report/") as reported:
        made.page.evaluate(INLINE)
    assert reported.value.status == 204
    assert made.page.evaluate("() => window.ran") is None
    assert live[0].log().count("/csp-report/") == reports + 1
    assert "script-src-elem" in live[0].log()
