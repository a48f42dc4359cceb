"""Every page, wide and narrow, light and dark: no serious finding of axe, nothing wider than the window."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.scenes import SCENES, Scene

SERIOUS = {"serious", "critical"}


def findings(window: Window) -> list[str]:
    """What axe finds serious or critical, each with the elements that it means."""
    violations = Axe().run(window.page).response["violations"]
    return [
        f"{found['impact']}: {found['help']}: {[node['target'] for node in found['nodes']][:5]}"
        for found in violations
        if found["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_page_is_open_to_everybody(
    window: Callable[..., Window],
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    scene: Scene,
    theme: str,
    viewport: dict[str, int],
) -> None:
    ada = make_user("ada")
    room = make_room(ada, name="Interview: a queue from two stacks")
    made = window(user=ada if scene.signed_in else None, theme=theme, viewport=viewport)
    scene.show(made, room)
    assert made.page.evaluate("() => document.documentElement.dataset.theme") == theme
    assert not findings(made)
    wide = made.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"the page is {wide} px wider than the window"
