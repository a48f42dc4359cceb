"""People in a call: what each really gets to see and hear, and what happens to it when something breaks."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from accounts.models import User
from rooms.models import Room
from tests.e2e.browser import Window
from tests.e2e.call import LOST_SERVER, Caller, all_see_each_other, until
from tests.live import Live

pytestmark = pytest.mark.django_db(transaction=True)
People = Callable[..., list[Caller]]


@pytest.fixture
def people(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> People:
    """people("ada", "cai") come into one room, in this order, each by another process; the first is its owner."""

    def come(*names: str) -> list[Caller]:
        users = [make_user(name) for name in names]
        room = make_room(owner=users[0])
        return [
            Caller(window(user=user, process=process), user, room, process).come_in()
            for process, user in enumerate(users)
        ]

    return come


def test_two_people_see_and_hear_each_other(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    until(lambda: ada.shows(cai) and cai.shows(ada), "the pictures are drawn")
    assert ada.hears(cai) and cai.hears(ada)


def test_three_people_see_and_hear_each_other(people: People) -> None:
    ada, cai, sam = people("ada", "cai", "sam")
    all_see_each_other(ada, cai, sam)
    assert sam.hears(ada) and sam.hears(cai) and ada.hears(sam)


def test_a_camera_that_is_off_sends_nothing_and_is_let_go(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    pair = ada.pair(cai)

    cai.press("Turn off camera")
    until(lambda: not ada.sees(cai), "no more pictures of cai")
    assert not ada.sees(cai, seconds=1.5)
    assert not ada.shows(cai)
    assert cai.sees(ada)

    cai.press("Turn on camera")
    until(lambda: ada.sees(cai) and ada.shows(cai), "pictures of cai again")
    assert ada.pair(cai) == pair


def test_a_muted_microphone_is_not_heard(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    until(lambda: ada.hears(cai), "ada hears cai")
    cai.press("Turn off microphone")
    until(lambda: not ada.hears(cai), "cai is silent")
    assert not ada.hears(cai)
    until(
        lambda: "microphone off" in ada.page.locator(f'[data-tile="{cai.id}"]').get_attribute("aria-label"),
        "marked as muted",
    )
    cai.press("Turn on microphone")
    until(lambda: ada.hears(cai), "ada hears cai again")


def test_who_refuses_camera_and_microphone_comes_in_and_sees_and_hears_the_others(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    users = [make_user("ada"), make_user("cai"), make_user("sam")]
    room = make_room(owner=users[0])
    callers = [Caller(window(user=user), user, room) for user in users]
    ada, cai, sam = callers
    cai.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    for caller in callers:
        caller.come_in()
    all_see_each_other(ada, sam)
    until(lambda: cai.sees(ada) and cai.sees(sam), "cai sees the others, made by and for cai")
    assert cai.hears(ada) and cai.hears(sam)
    assert not ada.sees(cai) and not ada.shows(cai)
    cai.press("Turn on camera")
    cai.page.get_by_text("blocked for this site").first.wait_for()


def test_a_shared_screen_is_seen_by_the_others(people: People) -> None:
    ada, cai, sam = people("ada", "cai", "sam")
    all_see_each_other(ada, cai, sam)
    ada.press("Share screen")
    until(lambda: cai.sees(ada, "screen") and sam.sees(ada, "screen"), "both see the screen")
    assert cai.sees(ada, "video")
    stage = cai.page.get_by_role("region", name="Screen of Ada")
    stage.wait_for()
    ada.press("Stop sharing the screen")
    stage.wait_for(state="detached")
    until(lambda: not cai.sees(ada, "screen"), "no more pictures of the screen")


def test_a_dropped_socket_comes_back_and_the_call_goes_on(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    pair = ada.pair(cai)
    cai.window.allow(LOST_SERVER)
    cai.window.context.set_offline(True)
    until(lambda: cai.page.get_by_text("Reconnecting…").first.is_visible(), "cai is told")
    assert ada.sees(cai) and cai.sees(ada)
    cai.window.context.set_offline(False)
    until(lambda: not cai.page.get_by_text("Reconnecting…").first.is_visible(), "cai is back")
    assert ada.sees(cai, seconds=1.5) and cai.sees(ada, seconds=1.5)
    assert ada.pair(cai) == pair


def test_a_killed_server_does_not_end_the_call(people: People, live: Live) -> None:
    ada, cai, sam = people("ada", "cai", "sam")
    all_see_each_other(ada, cai, sam)
    pairs = [ada.pair(cai), ada.pair(sam), cai.pair(sam)]
    for caller in (ada, cai, sam):
        caller.window.allow(LOST_SERVER)
    live.kill()
    assert ada.sees(cai, seconds=2)
    live.restart()
    for caller in (ada, cai, sam):
        until(lambda caller=caller: not caller.page.get_by_text("Reconnecting…").first.is_visible(), "back")
    all_see_each_other(ada, cai, sam)
    # The very same connections: none was lost.
    assert pairs == [ada.pair(cai), ada.pair(sam), cai.pair(sam)]
    # And the new server carries signals: what is switched now is seen.
    sam.press("Turn off camera")
    until(lambda: not ada.shows(sam), "ada sees that sam's camera is off")


@pytest.fixture
def cut() -> Iterator[Callable[[bool], None]]:
    """cut(True) takes the network away, cut(False) gives it back; only where it is this test's own."""
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        pytest.skip("not in a network namespace of its own")

    def turn(off: bool) -> None:
        subprocess.run(["ip", "link", "set", "lo", "down" if off else "up"], check=True)

    yield turn
    turn(False)


def test_a_network_that_goes_away_and_comes_back_brings_everybody_back(
    people: People, cut: Callable[[bool], None]
) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    for caller in (ada, cai):
        caller.window.allow(LOST_SERVER)
    cut(True)
    until(lambda: ada.stats()[cai.id]["connection"] == "reconnecting", "the loss is noticed")
    time.sleep(3)
    cut(False)
    assert until(lambda: ada.sees(cai) and cai.sees(ada), "they see each other again") < 15
    until(lambda: not cai.page.get_by_text("Reconnecting…").first.is_visible(), "the socket is back too")
    cai.press("Turn off camera")
    until(lambda: not ada.shows(cai), "and carries news")


def test_a_reloaded_page_is_in_the_call_again_at_once(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    ada.come_in()
    assert until(lambda: cai.sees(ada) and ada.sees(cai), "back in the call") < 8


def test_the_newest_tab_takes_the_media_over_and_the_older_one_says_so(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    first = cai.page
    second = Caller(cai.window, cai.user, cai.room)
    second.page = cai.window.context.new_page()
    second.page.goto(first.url)
    second.page.get_by_role("button", name="Join", exact=True).click()
    first.get_by_text("Sound and picture are in another tab of yours.").wait_for()
    assert cai.stats() == {}
    until(lambda: second.sees(ada) and ada.sees(cai), "the second tab is in the call")

    first.get_by_role("button", name="Use them here").click()
    second.page.get_by_text("Sound and picture are in another tab of yours.").wait_for()
    until(lambda: cai.sees(ada) and ada.sees(cai), "the first tab is in the call again")


def test_a_person_who_leaves_is_gone_from_the_call(people: People) -> None:
    ada, cai = people("ada", "cai")
    all_see_each_other(ada, cai)
    cai.press("Leave the room")
    cai.page.get_by_role("alertdialog").get_by_role("button", name="Leave").click()
    assert until(lambda: cai.id not in ada.stats(), "cai is gone") < 5
