"""`make screenshots`: pictures of the pages at two widths in both themes, into var/screenshots, to be looked at.

pytest takes them, since they need the test database and server; its name keeps this file out of an ordinary run.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.account import SCENES as ACCOUNT_SCENES
from tests.e2e.assessment import SCENES as ASSESSMENT_SCENES
from tests.e2e.board import SCENES as BOARD_SCENES
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.class_scenes import SCENES as CLASS_SCENES
from tests.e2e.groups import SCENES as GROUP_SCENES
from tests.e2e.guest import SCENES as GUEST_SCENES
from tests.e2e.interview import SCENES as INTERVIEW_SCENES
from tests.e2e.invitations import SCENES as INVITATION_SCENES
from tests.e2e.player import SCENES as PLAYER_SCENES
from tests.e2e.questions import SCENES as QUESTION_SCENES
from tests.e2e.scenes import SCENES, Scene, come_in, in_company
from tests.e2e.sessions import SCENES as SESSION_SCENES
from tests.e2e.ways_in import SCENES as WAYS_IN_SCENES

FOLDER = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "scene",
    [
        *SCENES,
        *BOARD_SCENES,
        *PLAYER_SCENES,
        *GUEST_SCENES,
        *CLASS_SCENES,
        *ACCOUNT_SCENES,
        *WAYS_IN_SCENES,
        *INTERVIEW_SCENES,
        *ASSESSMENT_SCENES,
        *SESSION_SCENES,
        *INVITATION_SCENES,
        *QUESTION_SCENES,
        *GROUP_SCENES,
        Scene("company", in_company),
    ],
    ids=lambda scene: scene.name,
)
def test_take(
    window: Callable[..., Window],
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    scene: Scene,
    theme: str,
    viewport: dict[str, int],
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    room = make_room(ada, name="Interview: a queue from two stacks")
    made = window(user=ada if scene.signed_in else None, theme=theme, viewport=viewport)
    in_room = scene.name not in {"landing", "sign-in", "register", "dashboard", "preview", "playback"} and (
        not scene.name.startswith(("guest-", "account-", "session-", "question-", "group-", "assessment-"))
        or scene.name == "guest-people"
    )
    if in_room:
        cai = make_user("cai", full_name="Cai Morgan", account_type="CANDIDATE")
        come_in(window(user=cai), room)
    scene.show(made, room)
    made.page.wait_for_timeout(1500)
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = FOLDER / f"{scene.name}-{viewport['width']}-{theme}.png"
    made.page.screenshot(path=picture, full_page=not in_room)
