"""The playback page in real browsers: it shows what people had at every moment, and does what one asks of a player."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from rooms.models import Room
from tests.e2e.board import ELLIPSE, RECTANGLE, Board
from tests.e2e.browser import Window
from tests.e2e.call import Caller, until
from tests.e2e.editor import Editor, come_in_quietly, until_equal
from tests.e2e.player import PASTED, Player, record_interview
from tests.playback.session import Session, all_steps, text_of

pytestmark = pytest.mark.django_db(transaction=True)
MOMENTS = 20
# A client hears of an edit a moment after it is in the log, on a busy machine a few moments.
LATE_MS = 5_000


@pytest.fixture
def recorded(make_user: Callable[..., User], make_room: Callable[..., Room]) -> Session:
    """An interview of a minute and a half, written as the server writes it."""
    ada = make_user("ada", full_name="Ada Lovelace")
    cai = make_user("cai", full_name="Cai Morgan", account_type="CANDIDATE")
    return record_interview(make_room(ada, name="A queue from two stacks"), cai)


@pytest.fixture
def player(window: Callable[..., Window], recorded: Session) -> Player:
    """Ada watches it."""
    return Player(window(user=recorded.room.interviewer)).open(f"/rooms/{recorded.room.room_id}/playback/")


def test_any_moment_of_a_recording_is_what_a_client_had_then_and_the_end_is_the_rooms(
    window: Callable[..., Window],
    make_user: Callable[..., User],
    make_room: Callable[..., Room],
    api: Callable[..., Any],
) -> None:
    users = [make_user("ada"), make_user("cai", account_type="CANDIDATE"), make_user("ida")]
    ada_user = users[0]
    room = make_room(ada_user)
    ada, cai, ida = (Editor(come_in_quietly(Caller(window(user=user), user, room))).open() for user in users)
    samples = type_and_watch(ada, cai, ida)
    final = until_equal(ada, cai, ida)
    until(lambda: ada.is_saved() and cai.is_saved(), "all is saved")

    board = Board(cai.caller).open()
    board.draw(RECTANGLE, 40, 40, 140, 110)
    board.draw(ELLIPSE, 60, 180, 150, 250)
    until(lambda: board.kinds() == ["ellipse", "rectangle"] and board.is_saved(), "both are drawn and saved")
    elements = without_versions(board.elements())

    base = f"/api/rooms/{room.room_id}/playback"
    client = api(ada_user)
    started = client.get(base).json()["startedAt"]
    steps = all_steps(client, base, "code")
    texts = [text_of(steps[: count + 1]) for count in range(len(steps))]

    player = Player(window(user=ada_user)).open(f"/rooms/{room.room_id}/playback/").wait_for_editor()
    player.to_end()
    assert without_versions(player.ask("elements('first')")) == elements
    until(lambda: player.page.get_by_text("2 drawings on this page").count() == 1, "the board is drawn")
    player.shows_text(final)

    for heard, text in samples:
        # The newest row that made this text before the client was asked for it, or just as it was.
        made = [
            at for at, found in enumerate(texts) if found == text and steps[at].time <= heard - started + 100
        ]
        assert made, f"no row of the log ever made {text!r}"
        after = steps[made[-1] + 1].time if made[-1] + 1 < len(steps) else heard
        assert heard - started <= after + LATE_MS, "the client was behind the log by more than a moment"
        player.ask(f"seekToChange({steps[made[-1]].seq})")
        player.shows_text(text)


def type_and_watch(ada: Editor, cai: Editor, ida: Editor) -> list[tuple[float, str]]:
    """Two write at once, with deletions, emoji and CJK; at random moments one looks at what a third one's editor shows.

    Who writes sees their own letters before the log has them; who only reads has what the log had.
    """
    dice = random.Random(20)
    samples: list[tuple[float, str]] = []
    for editor in (ada, cai):
        editor.focus()
    ada.type("// ada\n\n// cai\n")
    until_equal(ada, cai, ida, holds=lambda text: "cai" in text)
    ada.press("Control+Home", "End")
    cai.press("Control+End")
    looks = set(dice.sample(range(60), MOMENTS))
    for step in range(60):
        editor, word = (ada, f"a{step}😀;") if dice.random() < 0.5 else (cai, f"c{step}漢;")
        if step % 3 == 2:
            editor.press("Enter")
        elif dice.random() < 0.2:
            editor.press("Backspace", "Backspace")
        else:
            editor.type(word)
        if step in looks:
            text = ida.text
            samples.append((time.time() * 1000, text))
    return samples


def without_versions(elements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Versions are each page's own."""
    own = {"version", "versionNonce", "updated"}
    return [{key: value for key, value in element.items() if key not in own} for element in elements]


def test_one_goes_back_and_forth_by_key_by_press_and_by_drag(player: Player, recorded: Session) -> None:
    player.wait_for_editor()
    player.shows_text("")
    player.to_end()
    player.shows_text(recorded.text)
    assert player.slider.get_attribute("aria-valuetext") == "1 minute 36 seconds of 1 minute 36 seconds"

    texts = [text for _, text in recorded.texts]
    # The last two changes are drawings, before them comes a letter.
    player.press(",", ",", ",")
    player.shows_text(texts[-2])
    player.press(",")
    player.shows_text(texts[-3])
    player.press(".")
    player.shows_text(texts[-2])
    player.press("Home")
    assert player.position == "0:00"
    player.press("]", "]", "]")
    assert player.position == "0:12", "the third mark after the beginning is the question"
    player.press("[")
    assert player.position == "0:08"

    player.page.get_by_role("button", name="144 characters over 5 lines by Cai Morgan").click()
    assert player.position == "1:13"
    player.shows_text(next(text for text in texts if "this.outbox.push" in text))
    box = player.slider.bounding_box()
    assert box is not None
    player.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 40)
    player.page.mouse.down()
    player.page.mouse.move(box["x"] + 1, box["y"] + 40, steps=5)
    player.shows_text("")
    player.page.mouse.up()


# What the playhead was at in each picture, with the page's clock; ends with the recording.
WATCH = """end => new Promise(done => {
    const seen = [];
    const look = now => {
        seen.push([now, window.fusemeetPlayback.time()]);
        if (seen.at(-1)[1] >= end || now - seen[0][0] > 60_000) done(seen);
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""
END_MS = 96_000


def test_playing_skips_pauses_unless_they_are_wanted(player: Player) -> None:
    player.wait_for_editor().press("+", "+", "+", "+")
    player.page.get_by_role("button", name="Speed: 16 times").wait_for()
    # Between the last stroke and the choice of another language nobody did anything for forty seconds.
    pause = range(35_000, 66_000)

    player.press(" ")
    seen = player.page.evaluate(WATCH, END_MS)
    player.button("Play").wait_for()
    assert seen[-1][1] >= END_MS and not [time for _, time in seen if int(time) in pause]

    player.press("i")
    assert player.button("Skip pauses").get_attribute("aria-pressed") == "false"
    player.press(" ")
    seen = player.page.evaluate(WATCH.replace(">= end", ">= end - 16"), END_MS)
    assert [time for _, time in seen if int(time) in pause], "the pause is played too"
    (begin, first), (end, last) = seen[0], seen[-2]
    assert (last - first) / (end - begin) == pytest.approx(16, rel=0.1)


def test_marks_chat_and_highlights_can_be_those_of_one_person(player: Player, recorded: Session) -> None:
    player.to_end()
    events = player.page.get_by_role("region", name="Events")
    pastes = events.get_by_role("button").filter(has_text="came in at once")
    assert [text.split(" came in")[0] for text in pastes.all_inner_texts()] == [
        "51 characters over 8 lines by Ada Lovelace",
        f"{len(PASTED)} characters over 5 lines by Cai Morgan",
    ]
    player.page.get_by_role("button", name="Shown: Everybody").click()
    player.page.get_by_role("menuitemradio", name="Cai Morgan").click()
    assert all("Ada Lovelace" not in text for text in events.get_by_role("button").all_inner_texts())
    player.tab("Chat")
    chat = player.page.get_by_role("region", name="Chat")
    until(lambda: chat.get_by_role("listitem").count() == 1, "only Cai's message is left")
    player.wait_for_editor().shows_text(recorded.text)


def test_the_panel_and_the_pages_are_those_of_the_moment(player: Player, recorded: Session) -> None:
    board = player.page.get_by_role("region", name="Whiteboard")
    player.tab("People")
    player.page.get_by_role("button", name="Show only Ada Lovelace").wait_for()
    player.to_end()
    assert board.get_attribute("data-page") == "costs"
    until(lambda: board.get_by_text("2 drawings on this page").count() == 1, "the page that was up is drawn")
    player.tab("Questions")
    player.page.get_by_text("Build a queue from two stacks").wait_for()
    board.get_by_role("button", name="Page 1").click()
    until(lambda: board.get_by_text("4 drawings on this page").count() == 1, "another page can be turned to")
    player.slider.focus()
    player.press("Home")
    player.page.get_by_text("No question was shown at this moment.").wait_for()


def test_a_link_shows_the_player_alone_without_an_account_until_it_is_revoked(
    player: Player, recorded: Session, window: Callable[..., Window]
) -> None:
    player.button("Share").click()
    player.page.get_by_label("For whom (optional)").fill("The committee")
    player.page.get_by_role("button", name="Make a link").click()
    address = player.page.get_by_role("textbox", name="The new link").input_value()
    path = "/playback/" + address.split("/playback/")[1]

    guest = Player(window()).open(path).wait_for_editor()
    guest.to_end()
    guest.shows_text(recorded.text)
    for name in ("Share", "Report", "Download as JSON", "Back"):
        assert guest.page.get_by_label(name, exact=True).count() == 0, f"{name} is not for who has a link"

    player.button("Revoke: The committee").click()
    player.button("Revoke the link").click()
    player.page.get_by_text("Taken back").wait_for()
    guest.window.allow("410")
    guest.page.reload()
    guest.page.get_by_text("This link was taken back").wait_for()


def test_the_player_can_be_used_without_a_mouse(player: Player) -> None:
    page = player.page
    player.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    player.press("Escape")
    page.get_by_role("dialog", name="Keys").wait_for(state="hidden")
    player.slider.focus()
    player.press("ArrowRight", "ArrowRight")
    assert player.position == "0:10"
    player.press("Shift+ArrowRight")
    assert int(player.slider.get_attribute("aria-valuenow") or 0) >= 40
    player.press("ArrowLeft")
    player.press("a")
    assert player.button("Who wrote what").get_attribute("aria-pressed") == "true"
    player.button("Play").focus()
    player.press("Enter")
    player.button("Pause").wait_for()
    player.press(" ")
    player.button("Play").wait_for()
