"""A class of one teacher and three students: who may send what, changed live, and whatever a student's page tries."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from rooms.models import Room
from tests.e2e.browser import Window
from tests.e2e.call import until
from tests.e2e.classroom import Student, Teacher
from tests.e2e.test_room import open_panel, say

pytestmark = pytest.mark.django_db(transaction=True)
Class = Callable[..., tuple[Teacher, list[Student]]]
ON = re.compile("^Turn on microphone$")

# All that a page takes from its room from now on, which is what keeps it from trying another line.
DEAF = """window.lines.forEach((line) => {
  const hear = line.onmessage;
  line.onmessage = (event) => {
    if (typeof event.data === 'string' && ['pong', 'head', 'ack'].includes(JSON.parse(event.data).type)) hear(event);
  };
})"""


@pytest.fixture
def classroom(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> Class:
    """classroom("kim", "lee"): ada teaches, and sees and is seen by all of them before the test begins."""

    def come(*names: str) -> tuple[Teacher, list[Student]]:
        users = [make_user(name, account_type="CANDIDATE") for name in names]
        teacher = make_user("ada", account_type="TEACHER")
        room = make_room(owner=teacher, room_type="CLASSROOM")
        ada = Teacher(window(user=teacher), teacher, room).come_in()
        students = [Student(window(user=user), user, room).come_in() for user in users]
        for student in students:
            until(lambda student=student: student.sees(ada), f"{student.user} sees the teacher")
        return ada, students

    return come


def test_what_students_may_send_is_changed_live_for_all_of_them(classroom: Class) -> None:
    ada, (kim, lee, sam) = classroom("kim", "lee", "sam")
    # They came in with their devices on, and everything of it is closed.
    for student in (kim, lee, sam):
        assert (student.open_tracks("audio"), student.open_tracks("video")) == (0, 0)
        student.page.get_by_role("button", name="Microphone not allowed by the host").wait_for()
    assert not ada.hears(kim) and not ada.sees(kim)

    start = time.monotonic()
    ada.allow("Use the microphone")
    kim.is_told("You may use your microphone now.")
    print(f"from the switch to the student's page: {time.monotonic() - start:.2f} s")
    # Told, and not turned on.
    kim.page.get_by_role("button", name=ON).wait_for()
    assert kim.open_tracks("audio") == 0 and not ada.hears(kim)
    kim.press("Turn on microphone")
    until(lambda: ada.hears(kim), "the teacher hears kim")
    until(lambda: lee.hears(kim) and sam.hears(kim), "so do the students")
    assert not ada.sees(kim)

    start = time.monotonic()
    ada.allow("Use the microphone", on=False)
    until(lambda: kim.open_tracks("audio") == 0, "kim's microphone is closed")
    print(f"from the switch to the closed microphone: {time.monotonic() - start:.2f} s")
    kim.is_told("your microphone is off")
    until(lambda: not ada.hears(kim) and not lee.hears(kim), "nobody hears kim")
    kim.page.get_by_role("button", name="Microphone not allowed by the host").wait_for()

    # Code, board and chat go by the same switches.
    open_panel(kim, "chat")
    box = kim.page.get_by_role("textbox", name="Message")
    expect(box).to_be_enabled()
    ada.allow("Write in the chat", on=False)
    kim.is_told("you can read the chat, not write in it")
    expect(box).not_to_be_editable()
    ada.allow("Write in the chat")
    expect(box).to_be_editable()
    say(kim, "May I?")
    kim.page.get_by_role("log", name="Messages").get_by_text("May I?").wait_for()


def test_a_student_who_unmutes_by_script_is_neither_heard_nor_seen(classroom: Class) -> None:
    ada, (kim, lee, sam) = classroom("kim", "lee", "sam")

    # An offer that says that it sends is not even passed on.
    kim.unmute_by_script(lying=False)
    until(lambda: "media_not_allowed" in kim.refusals(), "the server refuses the offer")
    assert not ada.hears(kim) and not ada.sees(kim)

    # One that lies is, and its sender really sends; nobody takes it.
    before = lee.packets_sent()
    lee.unmute_by_script(lying=True)
    until(lambda: lee.packets_sent() > before + 50, "packets leave lee's machine")
    for other in (ada, sam):
        heard, seen = other.received(lee, "audio"), other.received(lee, "video")
        time.sleep(2)
        assert other.received(lee, "audio").get("audioEnergy", 0) == heard.get("audioEnergy", 0) == 0
        assert other.received(lee, "video").get("frames", 0) == seen.get("frames", 0) == 0
        assert not other.shows(lee)
    expect(ada.page.locator(f'[data-tile="{lee.id}"]')).to_have_attribute(
        "aria-label", re.compile("microphone off, camera off")
    )

    # The negative control: the very same script of somebody who may, measured in the same way.
    ada.allow("Use the microphone")
    ada.allow("Use the camera")
    sam.may_send()
    sam.unmute_by_script(lying=False)
    until(lambda: ada.hears(sam) and ada.sees(sam), "sam is heard and seen")
    until(lambda: ada.shows(sam), "and drawn")


def test_a_student_who_goes_on_sending_after_the_right_is_gone_is_not_taken(classroom: Class) -> None:
    ada, (kim, lee) = classroom("kim", "lee")
    ada.allow("Use the microphone")
    ada.allow("Use the camera")
    kim.press("Turn on microphone")
    kim.press("Turn on camera")
    until(lambda: ada.hears(kim) and ada.sees(kim) and lee.sees(kim), "kim is heard and seen")

    # Kim's page hears that its line is alive and nothing else: what it sends, it goes on sending.
    kim.page.evaluate(DEAF)
    ada.allow("Use the microphone", on=False)
    ada.allow("Use the camera", on=False)
    until(lambda: not ada.shows(kim) and not lee.shows(kim), "kim's picture is gone")
    # A browser may go on decoding a picture that its page shows nowhere, until the sender answers; sound it does not.
    until(lambda: not ada.hears(kim) and not lee.hears(kim), "and the sound")
    before = kim.packets_sent()
    until(lambda: kim.packets_sent() > before, "while kim still sends", 10)
    assert not ada.shows(kim) and not lee.shows(kim) and not ada.hears(kim)


def test_hands_are_raised_in_order_and_one_is_let_speak(classroom: Class) -> None:
    ada, (kim, lee, sam) = classroom("kim", "lee", "sam")
    for student in (lee, kim):
        student.press("Raise hand")
        ada.page.get_by_role("log", name="Notices").get_by_text(
            f"{student.user.full_name} raised a hand"
        ).wait_for()
    hands = ada.people.get_by_role("list").filter(has=ada.page.get_by_role("button", name="Let Lee speak"))
    names = hands.get_by_role("listitem").all_inner_texts()
    assert ["Lee" in names[0], "Kim" in names[1], "hand up just now" in names[0]] == [True] * 3

    # One click from the hand: the microphone is allowed, the hand is down, and nobody else may.
    ada.people.get_by_role("button", name="Let Lee speak").click()
    lee.is_told("You may use your microphone now.")
    lee.page.get_by_role("button", name="Raise hand", exact=True).wait_for()
    lee.page.get_by_role("log", name="Notices").get_by_role("button", name="Turn it on").click()
    until(lambda: ada.hears(lee) and kim.hears(lee), "lee is heard")
    sam.page.get_by_role("button", name="Microphone not allowed by the host").wait_for()

    # Muted by the teacher: off, said by whom, and lee may turn it on again.
    ada.menu(lee, "Mute")
    lee.is_told("Ada turned off your microphone.")
    until(lambda: not ada.hears(lee), "lee is muted")
    lee.press("Turn on microphone")
    until(lambda: ada.hears(lee), "lee is heard again")

    # For a time: the microphone goes by itself when it is over.
    ada.menu(lee, "Permissions…")
    dialog = ada.page.get_by_role("dialog", name="What Lee may do")
    choice = dialog.get_by_label("Use the microphone")
    expect(choice).to_have_value("allow")
    choice.select_option("while")
    expect(choice).to_have_value("timed")
    dialog.get_by_role("button", name="Close").click()
    ada.people.get_by_text(re.compile("may use the microphone until")).wait_for()
    assert ada.grant(lee, "microphone", 4) == 201
    until(lambda: lee.open_tracks("audio") == 0, "lee's time is over", 20)
    until(lambda: not ada.hears(lee), "and lee is not heard")
    expect(ada.people.get_by_text(re.compile("may use the microphone"))).to_have_count(0)

    # The other hands, and everybody at once.
    ada.people.get_by_role("button", name="Lower all hands").click()
    kim.page.get_by_role("button", name="Raise hand", exact=True).wait_for()
    ada.allow("Use the microphone")
    for student in (kim, sam):
        student.page.get_by_role("button", name=ON).click()
    until(lambda: ada.hears(kim) and ada.hears(sam), "two students speak")
    ada.people.get_by_role("button", name="Mute everyone").click()
    for student in (kim, sam):
        student.is_told("Ada turned off your microphone.")
        student.page.get_by_role("button", name=ON).wait_for()
    until(lambda: not ada.hears(kim) and not ada.hears(sam), "it is quiet")
    assert kim.hears(ada), "but for the teacher"
