"""From sign-in to the end of a room, as its people live it: the way in, talking, and what a host may do."""

import re
from collections.abc import Callable

import pytest

from accounts.models import User
from rooms.models import Room
from tests.conftest import PASSWORD
from tests.e2e.browser import Window, sign_in
from tests.e2e.call import Caller, until
from tests.e2e.editor import come_in_quietly

pytestmark = pytest.mark.django_db(transaction=True)


def say(caller: Caller, text: str) -> None:
    open_panel(caller, "chat")
    caller.page.get_by_role("textbox", name="Message").fill(text)
    caller.page.keyboard.press("Enter")


def open_panel(caller: Caller, name: str) -> None:
    button = caller.page.get_by_role("button", name=re.compile(rf"^Open {name}"))
    if button.count():
        button.first.click()


def messages(caller: Caller) -> list[str]:
    open_panel(caller, "chat")
    return caller.page.get_by_role("log", name="Messages").all_inner_texts()


@pytest.fixture
def pair(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> tuple[Caller, Caller]:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(owner=ada)
    return tuple(come_in_quietly(Caller(window(user=user), user, room)) for user in (ada, cai))  # type: ignore[return-value]


def test_two_people_sign_in_make_a_room_meet_by_its_code_and_talk(
    window: Callable[..., Window], make_user: Callable[..., User]
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    host, guest = window(), window()
    sign_in(host, "ada", PASSWORD)
    host.page.get_by_role("link", name="New room").first.click()
    host.page.get_by_label("Name").first.fill("Loops & <b>trees</b>")
    host.page.get_by_label(re.compile("Password")).first.fill("sesame")
    host.page.get_by_role("button", name="Make the room").click()
    host.page.wait_for_url(re.compile(r"/rooms/[a-z]{3}-[a-z]{4}-[a-z]{3}/"))
    room = Room.objects.get()
    first = Caller(host, ada, room)
    host.page.get_by_role("button", name="Join", exact=True).click()
    host.page.get_by_role("button", name="Leave the room").wait_for()

    guest.allow("403")  # a wrong password is refused
    sign_in(guest, "cai", PASSWORD)
    guest.goto("/rooms/join/")
    guest.page.locator("input[name=code]").fill(room.room_id.replace("-", "").upper())
    guest.page.keyboard.press("Enter")
    password = guest.page.get_by_label("Password")
    password.fill("guess")
    guest.page.get_by_role("button", name="Join", exact=True).click()
    guest.page.get_by_text("That is not the password").first.wait_for()
    assert password.input_value() == "guess", "nothing that was typed is cleared"
    password.fill("sesame")
    guest.page.get_by_role("button", name="Join", exact=True).click()
    guest.page.get_by_role("button", name="Leave the room").wait_for()
    second = Caller(guest, cai, room)

    until(lambda: first.shows(second) and second.shows(first), "they see each other")
    say(first, "Hello Cai 🎉 <img src=x>")
    until(lambda: any("Hello Cai 🎉 <img src=x>" in text for text in messages(second)), "cai reads it")
    say(second, "Hello Ada")
    until(lambda: any("Hello Ada" in text for text in messages(first)), "ada reads it")
    assert host.page.get_by_text("Loops & <b>trees</b>").count(), "a name is text, whatever it holds"


def test_who_comes_later_reads_what_was_said(
    pair: tuple[Caller, Caller], window: Callable[..., Window]
) -> None:
    ada, cai = pair
    say(ada, "before you came back")
    until(lambda: any("before you came back" in text for text in messages(cai)), "cai reads it")
    again = come_in_quietly(Caller(window(user=cai.user), cai.user, cai.room))
    until(
        lambda: sum(text.count("before you came back") for text in messages(again)) == 1, "once, from history"
    )


def test_a_removed_person_is_told_and_cannot_come_back(pair: tuple[Caller, Caller]) -> None:
    ada, cai = pair
    cai.window.allow("403")
    open_panel(ada, "people")
    ada.page.get_by_role("button", name=re.compile("^(More about|Options for|Actions for).*Cai")).click()
    ada.page.get_by_role("menuitem", name=re.compile("Remove")).click()
    ada.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("^Remove")).click()
    until(lambda: cai.page.get_by_text(re.compile("removed you")).count() > 0, "cai is told why")
    until(lambda: ada.page.locator(f'[data-tile="{cai.id}"]').count() == 0, "cai's tile is gone")
    cai.window.goto(f"/rooms/{cai.room.room_id}/?invite={cai.room.invite_link_token}")
    until(lambda: cai.page.get_by_text(re.compile("removed you")).count() > 0, "and cannot come in again")
    assert not cai.page.get_by_role("button", name="Join", exact=True).count()


def test_ending_for_all_asks_first_and_then_tells_everyone(pair: tuple[Caller, Caller]) -> None:
    ada, cai = pair
    ada.press("Leave the room")
    dialog = ada.page.get_by_role("alertdialog")
    dialog.get_by_role("button", name=re.compile("^(Stay|Cancel)")).click()
    assert ada.page.get_by_role("button", name="Leave the room").count(), "saying no changes nothing"
    ada.press("Leave the room")
    dialog.get_by_role("button", name="End for all…").click()
    ada.page.get_by_role("alertdialog", name="End the room for everyone?").get_by_role(
        "button", name="End for all"
    ).click()
    until(lambda: cai.page.get_by_text(re.compile("ended")).count() > 0, "cai is told")
    until(lambda: not Room.objects.get(pk=ada.room.pk).is_active, "it has ended")


def test_a_locked_room_says_so_to_who_stands_before_it(
    pair: tuple[Caller, Caller], window: Callable[..., Window], make_user: Callable[..., User]
) -> None:
    ada, _ = pair
    ada.press("More")
    ada.page.get_by_role("menuitem", name=re.compile("^Lock")).click()
    until(lambda: Room.objects.get(pk=ada.room.pk).is_locked, "the room is locked")
    sam = make_user("sam", account_type="STUDENT")
    late = Caller(window(user=sam), sam, ada.room)
    late.window.allow("423")
    late.window.goto(f"/rooms/{ada.room.room_id}/?invite={ada.room.invite_link_token}")
    late.page.get_by_role("button", name="Join", exact=True).click()
    until(lambda: late.page.get_by_text(re.compile("locked")).count() > 0, "sam is told")
