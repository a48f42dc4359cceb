"""An interview from the invitation's mail to the report, with what its candidate must never learn."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from interviews.models import Note, Scorecard
from questions.models import Question
from rooms.access import room_for
from rooms.models import Room
from scheduling.planning import plan_sessions
from tests.e2e.browser import PHONE, Window
from tests.e2e.call import Caller, until
from tests.e2e.editor import Editor, come_in_quietly
from tests.e2e.interview import Interviewer
from tests.e2e.test_pages import findings

pytestmark = pytest.mark.django_db(transaction=True)

HIDDEN = "canary-hidden-question"
NOTE = "canary-private-note"
SUMMARY = "canary-private-summary"
# This machine's clock is an hour fast: the page must not believe it.
WRONG_CLOCK = "(() => { const now = Date.now; Date.now = () => now() + 3_600_000; })()"


class Heard:
    """Every body and every frame that came to a window's pages, in all of its text."""

    def __init__(self, page: Page) -> None:
        self.texts: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        page.on("response", self._body)

    def _frame(self, frame: Any) -> None:
        text = frame if isinstance(frame, str) else bytes(frame).decode(errors="replace")
        self.texts.append(text)

    def _body(self, response: Any) -> None:
        if "/static/" in response.url:
            return
        try:
            self.texts.append(response.text())
        except Exception as problem:  # a redirect, or a page that went away, has none
            self.texts.append(f"no body: {problem}")

    def mentions(self, word: str) -> bool:
        return any(word in text for text in self.texts)


def invited_to(room: Room, ada: User, email: str) -> None:
    member = room_for(ada, room.room_id)
    start = timezone.now() + timedelta(minutes=5)
    plan_sessions(
        member=member,
        title="Interview: queues",
        start=start,
        end=start + timedelta(hours=1),
        timezone="Europe/Berlin",
        emails=[email],
    )


def way_in(mails: list[Any]) -> str:
    """The invitation's own page, by its link in the mail."""
    found = re.search(r"https?://[^/\s\"]+(/invitations/[^\s\"?]+)", str(mails[-1].body))
    assert found is not None, mails[-1].body
    return found[1]


def test_an_interview_from_the_invitation_to_the_report(
    window: Callable[..., Window],
    make_user: Callable[..., User],
    make_room: Callable[..., Room],
    outbox_mails: Callable[[], list[Any]],
) -> None:
    ada = make_user("ada", full_name="Ada Lovelace")
    cai = make_user("cai", full_name="Cai Morgan", account_type="CANDIDATE")
    room = make_room(ada, name="Interview: queues")
    hosts = window(user=ada)
    told_host = Heard(hosts.page)
    host = come_in_quietly(Caller(hosts, ada, room))

    # The invitation: the candidate answers from the mail, and comes in by it.
    invited_to(room, ada, cai.email)
    invitee = window(user=cai)
    heard = Heard(invitee.page)
    invitee.page.add_init_script(WRONG_CLOCK)
    invitee.goto(way_in(outbox_mails()))
    invitee.page.get_by_label("I will be there").check()
    invitee.page.get_by_role("button", name="Send my answer").click()
    expect(invitee.page.get_by_text("You have accepted.")).to_be_visible()
    href = invitee.page.get_by_role("link", name="Join now").get_attribute("href") or ""
    invitee.goto(re.sub(r"^https?://[^/]+", "", href))
    for device in ("camera", "microphone"):
        invitee.page.get_by_role("button", name=re.compile(rf"^Turn (off {device}|{device} off)$")).click()
    invitee.page.get_by_role("button", name="Join", exact=True).click()
    guest = Caller(invitee, cai, room)
    guest.page.get_by_role("toolbar", name="Controls").wait_for()

    asks, answers = Interviewer(host.page).open("questions"), Interviewer(guest.page)
    _questions(host, asks, guest, answers)
    _code(host, asks, guest)
    _notes_and_scorecard(host, asks)
    _timer(host, guest)

    # Nothing of it came to the candidate: not what is hidden, not what is noted, by any frame or answer.
    assert not guest.page.get_by_role("button", name="Open notes").count()
    guest.page.keyboard.press("n")
    assert not guest.page.get_by_role("textbox", name="New note").count()
    for door in ("questions", "notes", "scorecards", "questions/earlier"):
        path = "/api/questions/earlier" if "/" in door else f"/api/rooms/{room.room_id}/{door}"
        guest.page.evaluate("path => fetch(path).then(answer => answer.text())", path)
    invitee.allow("40[34]")
    assert heard.mentions("Reverse a linked list"), "what is shown is heard"
    for word in (HIDDEN, NOTE, SUMMARY):
        assert told_host.mentions(word), f"{word} would be found"
        assert not heard.mentions(word), word

    # The end, and the report with the interviewers' part for the interviewer.
    host.page.keyboard.press("Escape")
    host.press("Leave the room")
    host.page.get_by_role("alertdialog").get_by_role("button", name="End for all…").click()
    host.page.get_by_role("alertdialog", name="End the room for everyone?").get_by_role(
        "button", name="End for all"
    ).click()
    until(lambda: guest.page.get_by_text(re.compile("ended")).count() > 0, "cai is told")
    host.window.goto(f"/rooms/{room.room_id}/report/")
    report = host.page.locator(".report")
    for words in ("Reverse a linked list", HIDDEN, NOTE, SUMMARY, "Cai Morgan"):
        expect(report.get_by_text(words).first).to_be_visible()
    guest.window.goto(f"/rooms/{room.room_id}/report/")
    assert not any(heard.mentions(word) for word in (HIDDEN, NOTE, SUMMARY))


def _questions(host: Caller, asks: Interviewer, guest: Caller, answers: Interviewer) -> None:
    asks.ask("Reverse a linked list", "Linked lists")
    asks.ask(HIDDEN)
    asks.ask("Sort it")
    expect(asks.panel.get_by_text("0 of 3 shown to candidates")).to_be_visible()

    # One click shows it; the candidate is told, and finds it in the panel.
    asks.row("Reverse a linked list").get_by_role("button", name="Show question 1").click()
    expect(guest.page.get_by_role("button", name="Open questions (1)")).to_be_visible()
    guest.page.get_by_role("log", name="Notices").get_by_role("button", name="Open").click()
    expect(answers.row("Reverse a linked list")).to_be_visible()
    expect(guest.page.get_by_role("button", name="Close questions", exact=True)).to_be_visible()
    assert "Sort it" not in answers.panel.inner_text()

    # Ordered by the keyboard and by the mouse, and so in the database.
    asks.panel.get_by_role("button", name="Move question 3: Sort it").focus()
    host.page.keyboard.press("Space")
    expect(host.page.get_by_text("It would be 3 of 3.")).to_be_attached()
    for _ in range(2):
        host.page.keyboard.press("ArrowUp")
        host.page.wait_for_timeout(300)
    host.page.keyboard.press("Space")
    until(lambda: asks.texts() == ["Sort it", "Reverse a linked list", HIDDEN], "it is the first")
    grip = asks.panel.get_by_role("button", name=re.compile("^Move question 1"))
    grip.hover()
    host.page.mouse.down()
    target = asks.panel.get_by_role("button", name=re.compile("^Move question 2")).bounding_box()
    assert target is not None
    for step in (4, 8):
        host.page.mouse.move(target["x"] + 8, target["y"] + step * 5, steps=step)
    host.page.mouse.up()
    until(lambda: asks.texts() == ["Reverse a linked list", "Sort it", HIDDEN], "it is the second")
    until(
        lambda: list(Question.objects.values_list("question", flat=True)) == asks.texts(),
        "the order is kept",
    )

    # Shown and hidden again: gone from the candidate's page. Deleted and taken back: at its old place.
    asks.row("Sort it").get_by_role("button", name="Show question 2").click()
    expect(answers.row("Sort it")).to_be_visible()
    asks.row("Sort it").get_by_role("button", name="Hide question 2").click()
    expect(answers.row("Sort it")).to_have_count(0)
    asks.row("Sort it").get_by_role("button", name="More about question 2").click()
    host.page.get_by_role("menuitem", name="Delete").click()
    expect(asks.row("Sort it")).to_have_count(0)
    host.page.get_by_role("log", name="Notices").get_by_role("button", name="Undo").click()
    until(lambda: asks.texts() == ["Reverse a linked list", "Sort it", HIDDEN], "it is back")


def _code(host: Caller, asks: Interviewer, guest: Caller) -> None:
    """Put into the code, which was closed, as a comment in the room's language."""
    language = host.room.current_language
    asks.row("Reverse a linked list").get_by_role("button", name="Put question 1 into the code").click()
    host.page.locator(".monaco-editor .view-line").first.wait_for(state="attached", timeout=60_000)
    editor = Editor(host)
    mark = {"python": "#", "javascript": "//"}[language]
    until(lambda: f"{mark} Reverse a linked list" in editor.text, f"it is a comment in {language}")
    theirs = Editor(guest).open()
    until(lambda: "Reverse a linked list" in theirs.text, "the candidate reads it in the code")


def _notes_and_scorecard(host: Caller, asks: Interviewer) -> None:
    host.page.keyboard.press("n")
    panel = asks.panel
    expect(panel.get_by_text("Candidates never see it")).to_be_visible()
    asks.note(NOTE)
    until(lambda: Note.objects.filter(text=NOTE).count() == 1, "it saves itself")

    # Without a connection nothing is lost, and a reload does not lose it either.
    host.window.allow("ERR_FAILED")
    host.page.route("**/notes**", lambda route: route.abort())
    asks.note(", unsaved")
    expect(panel.get_by_role("alert")).to_contain_text("kept on this device")
    host.page.once("dialog", lambda dialog: dialog.accept())
    host.page.reload()
    host.page.unroute("**/notes**")
    host.page.get_by_role("button", name="Join", exact=True).click()
    host.page.get_by_role("toolbar", name="Controls").wait_for()
    asks.open("notes")
    until(lambda: [note.text for note in Note.objects.all()] == [f"{NOTE}, unsaved"], "and is one note")

    panel.get_by_role("button", name="Scorecard").click()
    panel.get_by_role("group", name="Code quality").get_by_role("radio").first.focus()
    host.page.keyboard.press("4")
    expect(
        panel.get_by_role("group", name="Code quality").get_by_role("radio", name="4, Good")
    ).to_be_checked()
    panel.get_by_role("button", name="Hand in").click()
    expect(panel.get_by_role("alert")).to_contain_text("Choose a recommendation")
    panel.get_by_role("radio", name="Strong yes").check()
    panel.get_by_label("Summary").fill(SUMMARY)
    panel.get_by_role("button", name="Hand in").click()
    expect(panel.get_by_text("You can still correct it")).to_be_visible()
    card = Scorecard.objects.get()
    assert card.submitted_at is not None and card.recommendation == "STRONG_YES"
    assert [line.score for line in card.scores.filter(criterion="Code quality")] == [4]


def _timer(host: Caller, guest: Caller) -> None:
    host.page.keyboard.press("Escape")
    host.page.locator("header h1").click()
    host.page.keyboard.press("t")
    settings = host.page.get_by_role("dialog", name="Timer")
    settings.get_by_role("button", name="Start 45 minutes").click()
    clocks = [person.page.get_by_role("timer") for person in (host, guest)]
    for clock in clocks:
        expect(clock).to_have_text(re.compile(r"4[45]:\d\d"))
    assert guest.page.evaluate("Date.now()") > timezone.now().timestamp() * 1000 + 3_000_000, (
        "whose clock is wrong"
    )
    host.page.keyboard.press("t")
    settings.get_by_role("button", name="Pause").click()
    expect(guest.page.get_by_role("timer", name=re.compile("stands"))).to_be_visible()
    settings.get_by_role("textbox", name="Minutes").fill("0.05")
    settings.get_by_role("button", name="Start", exact=True).click()
    for clock in clocks:
        expect(clock).to_have_text("Time is up")
    expect(guest.page.get_by_role("log", name="Notices")).to_contain_text("Time is up.")
    guest.page.keyboard.press("t")
    assert not guest.page.get_by_role("dialog", name="Timer").count(), "only hosts set it"


def test_on_a_phone_the_panels_are_sheets_and_nothing_is_wider_than_the_screen(
    window: Callable[..., Window], make_user: Callable[..., User], make_room: Callable[..., Room]
) -> None:
    ada = make_user("ada")
    host = come_in_quietly(Caller(window(user=ada, viewport=PHONE, has_touch=True), ada, make_room(ada)))
    panel = Interviewer(host.page).open("questions")
    panel.ask("One")
    panel.ask("Two")
    grip = panel.panel.get_by_role("button", name="Move question 2: Two").bounding_box()
    top = panel.panel.get_by_role("button", name="Move question 1: One").bounding_box()
    assert grip is not None and top is not None and grip["height"] >= 44
    _drag_by_finger(host.page, grip, top)
    until(lambda: panel.texts() == ["Two", "One"], "dragged by a finger")
    for name in ("Questions", "Notes", "Scorecard"):
        panel.panel.get_by_role("button", name=name, exact=True).last.click()
        assert not findings(host.window), name
        wide = host.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], name


def _drag_by_finger(page: Page, start: Any, end: Any) -> None:
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    x, y, goal = start["x"] + 10, start["y"] + 15, end["y"] + 5
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y + (goal - y) * step / 8))
        page.wait_for_timeout(30)
    touch("touchEnd")
