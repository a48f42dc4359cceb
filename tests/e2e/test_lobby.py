"""Waiting to be let in: what whoever waits sees, what a host does about it, and what nobody sees before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from rooms.access import room_for
from rooms.models import Guest, Room
from rooms.services import update_room
from tests.e2e.browser import Window
from tests.e2e.call import LOST_SERVER, Caller, until
from tests.e2e.editor import come_in_quietly
from tests.e2e.guest import be_quiet, link_to
from tests.e2e.test_room import open_panel
from tests.live import Live

pytestmark = pytest.mark.django_db(transaction=True)
Windows = Callable[..., Window]


@pytest.fixture
def room(make_user: Callable[..., User], make_room: Callable[..., Room]) -> Room:
    """With its lobby on; the owner is ada."""
    made = make_room(owner=make_user("ada"), name="Second round")
    return update_room(member=room_for(made.interviewer, made.room_id), changes={"lobby": True})


@pytest.fixture
def ada(window: Windows, room: Room) -> Caller:
    """The host, whom no lobby holds back."""
    assert room.interviewer is not None
    return come_in_quietly(Caller(window(user=room.interviewer), room.interviewer, room))


def is_waiting(window: Window) -> None:
    window.page.get_by_role("heading", name="You are waiting to be let in").wait_for()


def is_in(window: Window) -> None:
    window.page.get_by_role("toolbar", name="Controls").wait_for()


def ask(window: Window, room: Room, name: str, quiet: bool = True) -> None:
    """By the room's link; `quiet` leaves the machine to the others."""
    window.goto(link_to(room))
    if quiet:
        be_quiet(window)
    window.page.get_by_label("Your name").fill(name)
    window.page.get_by_role("button", name="Join as guest").click()
    is_waiting(window)


def frames_of(window: Window) -> list[str]:
    """What the server says to this page from now on."""
    heard: list[str] = []
    window.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame)))
    )
    return heard


def test_who_waits_is_let_in_live_and_learns_nothing_before(window: Windows, room: Room, ada: Caller) -> None:
    open_panel(ada, "chat")
    ada.page.get_by_role("textbox", name="Message").fill("The secret of the first round")
    ada.page.keyboard.press("Enter")
    visitor = window()
    heard = frames_of(visitor)
    asked = visitor.page
    ask(visitor, room, "Kim Li", quiet=False)

    # A calm page: the room's name, one's own picture, as whom and since when, and that the host knows.
    asked.get_by_text("Second round").wait_for()
    asked.get_by_label("Your camera").wait_for()
    asked.get_by_text("The host has been told that you are here.").wait_for()
    asked.get_by_text("Kim Li").first.wait_for()
    assert asked.title().startswith("Waiting")
    told = " ".join(heard)
    assert '"waiting"' in told
    for unknown in ("secret", '"welcome"', "participants", '"userId"', "Ada"):
        assert unknown not in told, f"{unknown} was told to somebody who waits"
    asked.evaluate("window.stillTheSamePage = true")

    # The host hears of it over the chat, and lets them in from there.
    notice = ada.page.get_by_role("region", name="Waiting to come in")
    notice.get_by_text("Kim Li is waiting to come in").last.wait_for()
    assert ada.page.get_by_role("group", name="Kim Li").count() == 0
    notice.get_by_role("button", name="Let Kim Li in").click()
    is_in(visitor)
    expect(notice.get_by_role("button", name="Let Kim Li in")).to_have_count(0)
    assert asked.evaluate("window.stillTheSamePage") is True
    until(lambda: "secret" in " ".join(heard), "the negative control: once inside, the chat is told")

    # Who was let in comes back without asking again.
    asked.reload()
    asked.get_by_role("button", name="Join", exact=True).click()
    is_in(visitor)


def test_a_refusal_is_kind_and_the_list_lets_in_one_or_all(window: Windows, room: Room, ada: Caller) -> None:
    visitors = {name: window() for name in ("Kim", "Lee", "Zoe")}
    for name, visitor in visitors.items():
        ask(visitor, room, name)
    kim, lee, zoe = visitors.values()
    notice = ada.page.get_by_role("region", name="Waiting to come in")
    notice.get_by_text("Kim and 2 others are waiting to come in").last.wait_for()
    assert ada.page.get_by_role("button", name="Open people (3)").count() == 1
    notice.get_by_role("button", name="Show who").click()
    people = ada.page.get_by_role("region", name="People in the room")
    people.get_by_role("heading", name="Waiting to come in (3)").wait_for()

    people.get_by_role("button", name="Refuse Kim").click()
    kim.page.get_by_role("heading", name="You were not let in this time").wait_for()
    kim.page.get_by_role("button", name="Ask again").wait_for()
    assert kim.page.get_by_role("toolbar", name="Controls").count() == 0
    # Who goes away by themselves is not in the host's way any more.
    zoe.page.get_by_role("button", name="Leave").click()
    zoe.page.get_by_role("heading", name="You have left the room").wait_for()
    people.get_by_role("heading", name="Waiting to come in (1)").wait_for()

    # The host turns the lobby off: whoever waits comes in, and whoever comes then does not wait.
    people.get_by_role("button", name="Permissions").click()
    place = ada.page.get_by_role("region", name="Permissions")
    place.get_by_role("switch", name="Wait until a host lets them in").click()
    is_in(lee)
    zoe.page.get_by_role("button", name="Come in again").click()
    zoe.page.get_by_role("button", name="Join", exact=True).click()
    is_in(zoe)


def test_a_place_in_the_lobby_outlives_lost_lines_on_both_sides(
    window: Windows, room: Room, ada: Caller, make_user: Callable[..., User], live: Live
) -> None:
    cai = make_user("cai", account_type="CANDIDATE")
    account, visitor = window(user=cai), window()
    account.goto(f"/rooms/{room.room_id}/?invite={room.invite_link_token}")
    account.page.get_by_role("button", name="Join", exact=True).click()
    is_waiting(account)
    ask(visitor, room, "Kim")
    guest = Guest.objects.get()
    for one in (ada.window, account, visitor):
        one.allow(LOST_SERVER)
    live.kill()
    visitor.page.get_by_text("Reconnecting… Your place is kept.").wait_for()
    live.restart()
    for one in (account, visitor):
        one.page.get_by_text("The host has been told that you are here.").wait_for()
    until(lambda: not ada.page.get_by_text("Reconnecting…").first.is_visible(), "the host is back")
    # Nobody waits twice, and both are let in at once.
    notice = ada.page.get_by_role("region", name="Waiting to come in")
    notice.get_by_text("Cai and Kim are waiting to come in").last.wait_for()
    notice.get_by_role("button", name="Let everybody in").click()
    is_in(account)
    is_in(visitor)
    assert Guest.objects.get() == guest
