"""An invitation's links in real browsers: a script that runs answers nothing, a press does, with script or without."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduling.models import Invite
from tests.e2e.browser import Window
from tests.e2e.invitations import invited, path_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_looking_answers_nothing_and_a_press_does(
    window: Callable[..., Window], make_room: Callable[..., Any]
) -> None:
    invite = invited(make_room())
    reader = window(timezone_id="Australia/Adelaide")
    sent: list[str] = []
    reader.page.on("request", lambda request: sent.append(request.method))
    reader.goto(path_of(invite, "accept"))
    reader.page.get_by_text("In UTC:").wait_for(state="detached")  # read again, with this browser's zone
    reader.page.get_by_text("(Australia/Adelaide, UTC+").wait_for()
    reader.page.wait_for_load_state("networkidle")
    assert set(sent) == {"GET"}
    assert Invite.objects.get().status == "PENDING"
    reader.page.get_by_role("button", name="Send my answer").click()
    reader.page.get_by_text("You have accepted.").wait_for()
    assert Invite.objects.get().status == "ACCEPTED"

    plain = window(java_script_enabled=False)
    plain.goto(path_of(invite, "decline"))
    plain.page.get_by_role("button", name="Send my answer").click()
    plain.page.get_by_text("You have declined.").wait_for()
    assert Invite.objects.get().status == "DECLINED"
    assert plain.context.cookies() == [], "nobody is remembered"
