"""A candidate in a browser test: a private window, a link and a name, and no account."""

import re
from typing import Any

from playwright.sync_api import Locator

from rooms.access import Member, room_for
from rooms.models import Guest, Room
from rooms.sharing import share_room
from tests.e2e.browser import Window
from tests.e2e.call import Caller
from tests.e2e.scenes import Scene, press


def host_of(room: Room) -> Member:
    assert room.interviewer is not None
    return room_for(room.interviewer, room.room_id)


def link_to(room: Room, **limits: Any) -> str:
    """The path of the room's own link; with `max_uses` or `expires_in` one that ends."""
    share = share_room(member=host_of(room), identifier="", invite_type="LINK", **limits)
    return f"/rooms/{room.room_id}/?invite={share.token}"


def knock(window: Window, link: str, name: str = "Kim", process: int = 0) -> None:
    """Open the link, say the name, press the button."""
    window.goto(link, process)
    window.page.get_by_label("Your name").fill(name)
    window.page.get_by_role("button", name="Join as guest").click()


class GuestCaller(Caller):
    """A guest in the call; `user` is what they are called."""

    def __init__(self, window: Window, room: Room, name: str, process: int = 0) -> None:
        self.window, self.page, self.room, self.process = window, window.page, room, process
        self.user = name  # type: ignore[assignment]
        self.id = ""

    def come_in(self, link: str = "", quiet: bool = False) -> "GuestCaller":
        self.window.goto(link or link_to(self.room), self.process)
        if quiet:
            be_quiet(self.window)
        self.page.get_by_label("Your name").fill(str(self.user))
        self.page.get_by_role("button", name="Join as guest").click()
        self.page.get_by_role("button", name="Leave the room").wait_for()
        self.id = f"g{Guest.objects.get(name=str(self.user)).pk}"
        return self

    def leave(self) -> None:
        self.press("Leave the room")
        self.page.get_by_role("alertdialog").get_by_role("button", name="Leave").click()


def be_quiet(window: Window) -> None:
    """Camera and microphone off in the preview: the machine is left to what the test is about."""
    for device in ("camera", "microphone"):
        window.page.get_by_role("button", name=re.compile(rf"^Turn (off {device}|{device} off)$")).click()


def open_invitations(window: Window) -> Locator:
    """The dialog in which a host invites."""
    press(window, "Open people")
    people = window.page.get_by_role("region", name="People in the room")
    people.get_by_role("button", name="Invite people").click()
    return window.page.get_by_role("dialog", name="Invite people")


# --- what is looked at as a whole


def preview(window: Window, room: Room) -> None:
    window.goto(link_to(room))
    window.page.get_by_role("button", name="Join as guest").wait_for()


def nameless(window: Window, room: Room) -> None:
    """Without a name, the field says what is missing."""
    preview(window, room)
    window.page.get_by_role("button", name="Join as guest").click()
    window.page.get_by_text("Enter the name by which the others know you.").wait_for()


def refused(window: Window, room: Room) -> None:
    window.allow("423")
    Room.objects.filter(pk=room.pk).update(is_locked=True)
    knock(window, link_to(room))
    window.page.get_by_role("alert").get_by_text("locked").wait_for()


def closed(window: Window, room: Room) -> None:
    window.allow("404")
    window.goto(f"/rooms/{room.room_id}/?invite=made-up")
    window.page.get_by_role("heading", name="This link does not work").wait_for()


def people(window: Window, room: Room) -> None:
    GuestCaller(window, room, "Kim Li").come_in()
    press(window, "Open people")
    window.page.get_by_role("region", name="People in the room").get_by_text("Guest", exact=True).wait_for()


def left(window: Window, room: Room) -> None:
    caller = GuestCaller(window, room, "Kim Li").come_in()
    caller.leave()
    window.page.get_by_role("heading", name="You have left the room").wait_for()


def back(window: Window, room: Room) -> None:
    """A guest who reloads stands before the room under their name."""
    GuestCaller(window, room, "Kim Li").come_in()
    window.page.reload()
    window.page.get_by_role("button", name="Join", exact=True).wait_for()


def share(window: Window, room: Room) -> None:
    """The host's side of it: the room's link, a new one that ends, and those that are open."""
    link_to(room, max_uses=1, expires_in=3600)
    share_room(
        member=host_of(room), identifier="kim.li.of.the.second.round@example.org", invite_type="CANDIDATE"
    )
    window.goto(f"/rooms/{room.room_id}/")
    window.page.get_by_role("button", name="Join", exact=True).click()
    window.page.get_by_role("toolbar", name="Controls").wait_for()
    dialog = open_invitations(window)
    dialog.get_by_role("button", name="Make a link").click()
    dialog.get_by_label("New link", exact=True).wait_for()
    dialog.get_by_role("button", name="Revoke: Link for one person").nth(1).wait_for()


SCENES = [
    Scene("guest-preview", preview, signed_in=False),
    Scene("guest-nameless", nameless, signed_in=False),
    Scene("guest-refused", refused, signed_in=False),
    Scene("guest-closed", closed, signed_in=False),
    Scene("guest-people", people, signed_in=False),
    Scene("guest-left", left, signed_in=False),
    Scene("guest-back", back, signed_in=False),
    Scene("share", share),
]
