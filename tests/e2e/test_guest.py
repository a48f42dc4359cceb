"""How a candidate comes: by a link, with a name, without an account; what they can do then, and how it ends."""

import re
import time
from collections.abc import Callable

import pytest

from accounts.models import User
from rooms.models import Guest, Room, ShareInvitation
from tests.conftest import PASSWORD
from tests.e2e.browser import DESKTOP, PHONE, Window
from tests.e2e.call import Caller, all_see_each_other, until
from tests.e2e.editor import Editor, come_in_quietly, until_equal
from tests.e2e.guest import SCENES, GuestCaller, be_quiet, knock, link_to, open_invitations
from tests.e2e.scenes import Scene
from tests.e2e.test_pages import findings
from tests.e2e.test_room import messages, open_panel, say

pytestmark = pytest.mark.django_db(transaction=True)
Windows = Callable[..., Window]


@pytest.fixture
def room(make_user: Callable[..., User], make_room: Callable[..., Room]) -> Room:
    return make_room(owner=make_user("ada"), name="Second round")


@pytest.fixture
def ada(window: Windows, room: Room) -> Caller:
    """The host, in the room with camera and microphone off."""
    assert room.interviewer is not None
    return come_in_quietly(Caller(window(user=room.interviewer), room.interviewer, room))


def test_a_candidate_comes_by_a_link_with_a_name_and_is_in_the_call(window: Windows, room: Room) -> None:
    assert room.interviewer is not None
    host = Caller(window(user=room.interviewer), room.interviewer, room).come_in()
    visitor = window(process=1)
    kim = GuestCaller(visitor, room, "Kim Li", process=1)

    start = time.monotonic()
    visitor.goto(link_to(room), 1)
    visitor.page.get_by_label("Your name").wait_for()
    to_preview = time.monotonic() - start
    visitor.page.get_by_label("Your name").fill("Kim Li")
    start = time.monotonic()
    visitor.page.get_by_role("button", name="Join as guest").click()
    visitor.page.get_by_role("button", name="Leave the room").wait_for()
    until(lambda: visitor.page.locator(f'[data-tile="{host.id}"]').count(), "the host's tile is there")
    to_room = time.monotonic() - start
    print(f"from the link to the preview {to_preview:.2f} s, from the button to the room {to_room:.2f} s")
    assert to_preview < 10 and to_room < 10
    kim.id = f"g{Guest.objects.get().pk}"

    all_see_each_other(host, kim)
    until(lambda: host.shows(kim) and kim.shows(host), "the pictures are drawn")
    assert host.hears(kim) and kim.hears(host)

    say(host, "Welcome, Kim")
    until(lambda: any("Welcome, Kim" in text for text in messages(kim)), "kim reads it")
    say(kim, "Glad to be here")
    until(lambda: any("Glad to be here" in text for text in messages(host)), "the host reads it")

    # The same person after a reload: nobody appears twice, and no name is asked for again.
    visitor.page.reload()
    visitor.page.get_by_text("You come in as Kim Li, a guest").wait_for()
    visitor.page.get_by_role("button", name="Join", exact=True).click()
    until(lambda: host.sees(kim) and kim.sees(host), "back in the call")
    assert Guest.objects.count() == 1
    assert host.page.locator("[data-tile]").count() == 2
    until(lambda: any("Glad to be here" in text for text in messages(kim)), "and reads what was said")


def test_host_and_guest_write_in_the_same_editor_and_the_host_sees_who_is_a_guest(
    window: Windows, room: Room, ada: Caller
) -> None:
    kim = GuestCaller(window(), room, "Kim").come_in(quiet=True)
    open_panel(ada, "people")
    people = ada.page.get_by_role("region", name="People in the room")
    people.get_by_role("listitem").filter(has_text="Kim").get_by_text("Guest", exact=True).wait_for()
    assert not people.get_by_role("listitem").filter(has_text="Ada").get_by_text("Guest", exact=True).count()

    editors = Editor(ada).open(), Editor(kim).open()
    editors[0].focus()
    editors[0].type("def pop(self):")
    until_equal(*editors, holds=lambda text: "def pop(self):" in text)
    editors[1].focus()
    editors[1].press("Control+End", "Enter")
    editors[1].type("return self.outbox.pop()")
    until_equal(*editors, holds=lambda text: "def pop(self):" in text and "outbox.pop()" in text)


def test_the_name_is_remembered_and_what_the_server_says_of_it_stands_beside_it(
    window: Windows, room: Room
) -> None:
    visitor = window()
    visitor.allow("400")
    link = link_to(room)
    knock(visitor, link, "   ")
    name = visitor.page.get_by_label("Your name")
    visitor.page.get_by_text("Enter the name by which the others know you.").wait_for()
    until(lambda: name.evaluate("field => field === document.activeElement"), "the field is in focus")
    assert name.get_attribute("aria-invalid") == "true"
    name.fill("Kim\u202egnp.exe")
    visitor.page.get_by_role("button", name="Join as guest").click()
    until(
        lambda: not Guest.objects.exists() and visitor.page.locator("[aria-invalid=true]").count(), "refused"
    )
    assert name.input_value() == "Kim\u202egnp.exe", "nothing that was typed is cleared"
    be_quiet(visitor)
    name.fill("Zoë")
    visitor.page.get_by_role("button", name="Join as guest").click()
    visitor.page.get_by_role("button", name="Leave the room").wait_for()
    visitor.context.clear_cookies()
    visitor.goto(link)
    until(lambda: name.input_value() == "Zoë", "the name is offered again")


def test_who_has_an_account_signs_in_instead_and_comes_back_to_the_link(
    window: Windows, room: Room, make_user: Callable[..., User]
) -> None:
    make_user("cai", account_type="CANDIDATE", full_name="Cai Liu")
    visitor = window()
    visitor.goto(link_to(room))
    visitor.page.get_by_role("link", name="Sign in instead").click()
    visitor.page.locator("input[name=identifier]").fill("cai")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.get_by_text("You come in as Cai Liu").wait_for()
    assert visitor.page.url.endswith(link_to(room))


def test_a_removed_guest_sees_why_and_does_not_come_back_by_the_link(
    window: Windows, room: Room, ada: Caller
) -> None:
    kim = GuestCaller(window(), room, "Kim").come_in(quiet=True)
    kim.window.allow("403")
    open_panel(ada, "people")
    ada.page.get_by_role("button", name="More about Kim").click()
    ada.page.get_by_role("menuitem", name="Remove").click()
    ada.page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    kim.page.get_by_role("heading", name="A host removed you from the room").wait_for()
    assert not kim.page.get_by_text("Dashboard").count()
    assert kim.page.get_by_role("button", name="Create an account").count()
    until(lambda: ada.page.locator(f'[data-tile="{kim.id}"]').count() == 0, "kim's tile is gone")
    kim.page.reload()
    kim.page.get_by_role("heading", name="A host removed you from this room").wait_for()
    assert not kim.page.get_by_role("button", name=re.compile("^Join")).count()


def test_a_link_for_one_person_lets_one_in_and_tells_the_next_ones_why_not(
    window: Windows, room: Room, ada: Caller
) -> None:
    dialog = open_invitations(ada.window)
    dialog.get_by_label("Ends after").select_option("1 hour")
    dialog.get_by_role("button", name="Make a link").click()
    whole = dialog.get_by_label("New link", exact=True).input_value()
    dialog.get_by_role("button", name="Copy: New link").click()
    until(lambda: ada.page.evaluate("() => navigator.clipboard.readText()") == whole, "it is copied")
    dialog.get_by_text("0 of 1 used · ends in 1 hour · by Ada").wait_for()
    link = "/rooms/" + whole.split("/rooms/")[1]

    second = window()
    second.allow("410")
    second.goto(link)
    second.page.get_by_label("Your name").fill("Sam")
    GuestCaller(window(), room, "Kim").come_in(link, quiet=True)
    second.page.get_by_role("button", name="Join as guest").click()
    second.page.get_by_role("alert").get_by_text("This link was used as often as it may be").wait_for()
    assert second.page.get_by_label("Your name").input_value() == "Sam"
    second.page.reload()
    second.page.get_by_role("heading", name="This link was used already").wait_for()
    assert Guest.objects.count() == 1


def test_a_host_takes_a_link_back_and_switches_the_rooms_own_off(
    window: Windows, room: Room, ada: Caller
) -> None:
    link = link_to(room, max_uses=5)
    dialog = open_invitations(ada.window)
    dialog.get_by_role("button", name="Revoke: Link for 5 people").click()
    dialog.get_by_text("Link for 5 people: revoked.").wait_for()
    until(lambda: ShareInvitation.objects.filter(revoked_at=None).count() == 0, "it is revoked")
    dialog.get_by_role("button", name="Make a link").click()
    dialog.get_by_label("New link", exact=True).wait_for()
    dialog.get_by_role("button", name="Revoke: Link for one person").click()
    dialog.get_by_label("New link", exact=True).wait_for(state="detached")
    until(lambda: ShareInvitation.objects.filter(revoked_at=None).count() == 0, "it is revoked")
    visitor = window()
    visitor.allow("410|404")
    visitor.goto(link)
    visitor.page.get_by_role("heading", name="This link was taken back").wait_for()

    own = dialog.get_by_label("Link to the room", exact=True)
    until(lambda: own.input_value().endswith(link_to(room)), "the room's own link is shown")
    visitor.goto(link_to(room))
    visitor.page.get_by_role("button", name="Join as guest").wait_for()
    dialog.get_by_role("switch", name="Let everybody in who has the link").click()
    dialog.get_by_label("Address of the room", exact=True).wait_for()
    visitor.page.get_by_label("Your name").fill("Kim")
    visitor.page.get_by_role("button", name="Join as guest").click()
    visitor.page.get_by_role("alert").get_by_text("This link is not good any more").wait_for()
    visitor.page.reload()
    visitor.page.get_by_role("heading", name="This link does not work").wait_for()


def test_a_guest_who_left_comes_in_again_as_the_same_and_after_the_end_is_told_so(
    window: Windows, room: Room, ada: Caller
) -> None:
    kim = GuestCaller(window(), room, "Kim").come_in(link_to(room, max_uses=1), quiet=True)
    kim.window.allow("410")
    kim.leave()
    kim.page.get_by_role("heading", name="You have left the room").wait_for()
    kim.page.get_by_role("button", name="Come in again").click()
    kim.page.get_by_text("You come in as Kim, a guest").wait_for()
    be_quiet(kim.window)
    kim.page.get_by_role("button", name="Join", exact=True).click()
    until(lambda: ada.page.locator(f'[data-tile="{kim.id}"]').count() == 1, "the same person is back")
    assert Guest.objects.count() == 1

    ada.press("Leave the room")
    ada.page.get_by_role("button", name="End for all…").click()
    ada.page.get_by_role("alertdialog").get_by_role("button", name="End for all").click()
    kim.page.get_by_role("heading", name="The room has ended").wait_for()
    assert not kim.page.get_by_text("Dashboard").count()
    kim.page.reload()
    kim.page.get_by_role("heading", name="This room has ended").wait_for()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_what_a_guest_and_their_host_see_is_open_to_everybody_in_both_themes_wide_and_narrow(
    window: Windows, room: Room, scene: Scene
) -> None:
    made = window(user=room.interviewer if scene.signed_in else None)
    scene.show(made, room)
    found = []
    for size in (DESKTOP, PHONE):
        made.page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            made.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            made.page.wait_for_timeout(300)  # colours fade into one another
            where = f"{theme}, {size['width']} px: "
            found += [where + finding for finding in findings(made)]
            found += [f"{where}{wide} px too wide" for wide in [too_wide(made)] if wide > 0]
    assert not found


def too_wide(made: Window) -> int:
    """By how many pixels the page is wider than the window."""
    wide: int = made.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
