"""The pages of an invitation's links and of the calendar feed, as they are looked at as a whole."""

from datetime import UTC, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from rooms.models import Room
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session
from scheduling.tokens import token_of
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene
from tests.e2e.sessions import book


def invited(room: Room, **how: Any) -> Invite:
    """To a session some days ahead, with what hosts write."""
    day = timezone.now().astimezone(UTC) + timedelta(days=6)
    start = day.replace(hour=9, minute=30, second=0, microsecond=0)
    notes = "Bring a laptop with a browser.\nWe look at a queue made of two stacks."
    fields = {"notes": notes, "zone": "Asia/Kolkata", **how}
    book(room, start, 75, "Backend interview: Kit Marlowe", "kit@example.org", **fields)
    return Invite.objects.order_by("schedule__start_time")[0]


def path_of(invite: Invite, answer: str = "") -> str:
    page = reverse("session-invitation", args=[token_of(invite)])
    return f"{page}?answer={answer}" if answer else page


def asked(window: Window, room: Room) -> None:
    window.goto(path_of(invited(room), "accept"))
    window.page.get_by_role("button", name="Send my answer").wait_for()


def answered(window: Window, room: Room) -> None:
    invite = invited(room, repeat_count=3)
    window.goto(path_of(invite, "accept"))
    window.page.get_by_role("button", name="Send my answer").click()
    window.page.get_by_text("You have accepted.").wait_for()


def open_now(window: Window, room: Room) -> None:
    invite = invited(room)
    start = timezone.now() + timedelta(minutes=5)
    Schedule.objects.update(start_time=start, end_time=start + timedelta(hours=1))
    window.goto(path_of(invite))
    window.page.get_by_role("link", name="Join now").wait_for()


def cancelled(window: Window, room: Room) -> None:
    invite = invited(room)
    cancel_session(host=invite.inviter, schedule_id=invite.schedule_id)
    window.allow("status of 410")
    window.goto(path_of(invite))
    window.page.get_by_role("heading", name="This session was cancelled").wait_for()


def feed(window: Window, room: Room) -> None:
    window.goto("/calendar/feed/")
    window.page.get_by_role("button", name="Make an address").click()
    window.page.get_by_role("heading", name="Subscribe").wait_for()


SCENES = [
    Scene("session-asked", asked, signed_in=False),
    Scene("session-answered", answered, signed_in=False),
    Scene("session-open-now", open_now, signed_in=False),
    Scene("session-called-off", cancelled, signed_in=False),
    Scene("session-feed", feed),
]
