"""What interviewers and candidates read: notes and scorecards as a page, the report with them, a candidate's list."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from interviews.notes import add_note
from interviews.scorecards import CRITERIA, Judgement, save_card
from rooms.access import room_for
from rooms.models import Access
from rooms.policy import Role
from tests.e2e.browser import Window
from tests.e2e.guest import GuestCaller
from tests.e2e.interview import ask_all
from tests.e2e.scenes import Scene, press
from tests.playback.session import Session


def judge(room: Any, author: User, scores: tuple[int | None, ...], *, submit: bool, **words: str) -> None:
    comments = ("Found the second stack alone, then proved the cost.", "", "", "Thinks aloud.", "")
    lines = [
        Judgement(criterion, score, comment)
        for criterion, score, comment in zip(CRITERIA, scores, comments, strict=True)
    ]
    save_card(member=room_for(author, room.room_id), judgements=lines, submit=submit, **words)


def interviewed(room: Any, *, handed_in: bool) -> None:
    """Two interviewers with notes; the other one's card is handed in, the reader's own where it is said."""
    ada = room.interviewer
    ida = User.objects.create_user("ida", "ida@example.org", account_type="INTERVIEWER", email_verified=True)
    User.objects.filter(pk=ida.pk).update(full_name="Ida Rhodes")
    Access.objects.create(room=room, user=ida, access_type=Role.INTERVIEWER, granted_at=timezone.now())
    add_note(
        member=room_for(ada, room.room_id), text="Asks about the size of the input before writing. Good."
    )
    add_note(
        member=room_for(ida, room.room_id),
        text="Names are clear.\nSays that `pop` is O(1) on average, and why:\nhttps://example.org/a/rather/long/address/"
        "that/does/not/break/anywhere/by/itself/queue-from-two-stacks",
    )
    summary = "I would work with them. Ask about operations in the next round."
    judge(room, ida, (5, 4, None, 4, 3), submit=True, recommendation="YES", summary=summary)
    judge(room, ada, (4, 4, 3, None, None), submit=handed_in, recommendation="STRONG_YES", summary="Calm.")


def untouched(window: Window, room: Any) -> None:
    window.goto(f"/rooms/{room.room_id}/assessment/")
    window.page.get_by_text("Nobody has noted anything yet").wait_for()


def draft(window: Window, room: Any) -> None:
    interviewed(room, handed_in=False)
    window.goto(f"/rooms/{room.room_id}/assessment/")
    window.page.get_by_text("1 other scorecard").wait_for()


def handed_in(window: Window, room: Any) -> None:
    interviewed(room, handed_in=True)
    window.goto(f"/rooms/{room.room_id}/assessment/")
    window.page.get_by_role("heading", name="Ida Rhodes").wait_for()


def report(window: Window, room: Any) -> None:
    ada = room.interviewer
    interviewed(room, handed_in=True)
    ask_all(room)
    session = Session(room).join(ada, Role.OWNER).at(20).language(ada, "python")
    session.type(ada, "print('two stacks')\n").at(300).say(ada, "Hello!").at(900).leave(ada, Role.OWNER)
    window.goto(f"/rooms/{room.room_id}/report/")
    window.page.get_by_text("I would work with them").wait_for()


def candidates_list(window: Window, room: Any) -> None:
    ask_all(room)
    GuestCaller(window, room, "Kim Li").come_in()
    press(window, "Open questions")
    window.page.get_by_text("Find two numbers").wait_for()


def candidates_empty_list(window: Window, room: Any) -> None:
    GuestCaller(window, room, "Kim Li").come_in()
    press(window, "Open questions")
    window.page.get_by_role("region", name="Panel").wait_for()


SCENES = [
    Scene("assessment-untouched", untouched),
    Scene("assessment-draft", draft),
    Scene("assessment-handed-in", handed_in),
    Scene("assessment-report", report),
    Scene("guest-questions", candidates_list, signed_in=False),
    Scene("guest-no-questions", candidates_empty_list, signed_in=False),
]
