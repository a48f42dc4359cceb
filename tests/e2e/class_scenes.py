"""What hosts have for the others, and what whoever waits sees: scenes to be looked at as a whole."""

import re
from typing import Any

from rooms.access import room_for
from rooms.lobby import refuse
from rooms.models import Grant, Room
from rooms.services import update_room
from tests.e2e.browser import Window
from tests.e2e.guest import knock, link_to
from tests.e2e.scenes import Scene, come_in, press


def switch_lobby_on(room: Room) -> None:
    assert room.interviewer is not None
    update_room(member=room_for(room.interviewer, room.room_id), changes={"lobby": True})


def raise_a_hand(window: Window) -> None:
    """Of the one other person who is here, from the page of the host's own machine: any window of theirs will do."""
    assert window.context.browser is not None
    for context in window.context.browser.contexts:
        button = context.pages[0].get_by_role("button", name="Raise hand", exact=True)
        if context is not window.context and button.count():
            button.click()


def people(window: Window, room: Any) -> None:
    come_in(window, room)
    raise_a_hand(window)
    press(window, "Open people (1)")
    window.page.get_by_role("button", name="Lower all hands").wait_for()


def permissions(window: Window, room: Any) -> None:
    come_in(window, room)
    cai = room.participants.exclude(user=room.interviewer).get().user
    Grant.objects.create(room=room, user=cai, ability="edit_code", allowed=False)
    window.page.reload()
    come_in(window, room)
    press(window, "Open people")
    window.page.get_by_role("button", name="Permissions").click()
    window.page.get_by_role("region", name="Permissions").get_by_text("Exceptions for one person").wait_for()


def person(window: Window, room: Any) -> None:
    come_in(window, room)
    press(window, "Open people")
    window.page.get_by_role("button", name=re.compile("^More about Cai")).click()
    window.page.get_by_role("menuitem", name="Permissions…").click()
    window.page.get_by_role("dialog").get_by_label("Draw on the whiteboard").wait_for()


def waiting(window: Window, room: Any) -> None:
    switch_lobby_on(room)
    knock(window, link_to(room), "Kim Li")
    window.page.get_by_role("heading", name="You are waiting to be let in").wait_for()


def refused(window: Window, room: Any) -> None:
    waiting(window, room)
    refuse(room=room.pk, by=str(room.interviewer.pk), user_id=room.lobby.get().person)
    window.page.get_by_role("heading", name="You were not let in this time").wait_for()


def notice(window: Window, room: Any) -> None:
    come_in(window, room)
    switch_lobby_on(room)
    assert window.context.browser is not None
    outside = window.context.browser.new_context()
    knock(Window(outside, outside.new_page(), window.live), link_to(room), "Kim Li of the second round")
    window.page.get_by_role("button", name=re.compile("^Let Kim Li")).wait_for()


SCENES = [
    Scene("people-host", people),
    Scene("permissions", permissions),
    Scene("person-rights", person),
    Scene("lobby-notice", notice),
    Scene("guest-waiting", waiting, signed_in=False),
    Scene("guest-let-down", refused, signed_in=False),
]
