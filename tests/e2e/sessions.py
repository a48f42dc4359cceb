"""The calendar's and the sessions' pages as they are looked at as a whole: full, empty, and with something wrong."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from groups.models import ClassGroup
from rooms.access import room_for
from rooms.models import Room
from rooms.services import create_room
from scheduling.answers import answer_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, plan_sessions
from tests.e2e.browser import Window
from tests.e2e.scenes import Scene

BERLIN = ZoneInfo("Europe/Berlin")
ZONE = "zone=Europe/Berlin"
# Clocks go forward at the end of this week.
SPRING = datetime(2027, 3, 22, tzinfo=BERLIN)


def book(
    room: Room, start: datetime, minutes: int = 60, title: str = "A session", *emails: str, **how: Any
) -> list[Schedule]:
    return plan_sessions(
        member=room_for(room.interviewer, room.room_id),
        title=title,
        start=start,
        end=start + timedelta(minutes=minutes),
        timezone=how.pop("zone", "Europe/Berlin"),
        emails=emails,
        **how,
    )


def other_host() -> User:
    made = User.objects.create_user("grace", "grace@example.org", account_type="TEACHER", email_verified=True)
    made.full_name = "Grace Hopper"
    made.save()
    return made


def busy(room: Room, monday: datetime) -> Schedule:
    """A week with everything in it: side by side, short, long, over midnight, answered in each way."""
    ada, grace = room.interviewer, other_host()
    second = create_room(owner=ada, name="System design", room_type="INTERVIEW")
    lecture = create_room(owner=grace, name="Algebra II", room_type="CLASSROOM")
    talks = create_room(owner=grace, name="Reading group", room_type="INTERVIEW")

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return monday + timedelta(days=day, hours=hour, minutes=minute)

    first = book(room, at(1, 9), 90, "Backend interview: Kit", "kit@example.org")[0]
    book(second, at(1, 9, 30), 60, "System design: Sam", "sam@example.org")
    book(second, at(3, 14), 25, "Debrief")
    book(room, at(4, 22), 240, "Release night")
    book(room, at(2, 16), 60, "Interview with somebody whose title is quite a bit longer than its box")
    found = book(lecture, at(0, 10), 90, "Algebra: groups and rings", ada.email, repeat_count=3)
    for schedule, status in zip(found, ("ACCEPTED", "", "MAYBE"), strict=True):
        if status:
            answer_invite(invite=Invite.objects.get(schedule=schedule, invitee_user=ada), status=status)
    book(talks, at(1, 10), 60, "Reading group: Dijkstra", ada.email)
    away = book(talks, at(2, 16, 30), 60, "Tea", ada.email)[0]
    answer_invite(invite=Invite.objects.get(schedule=away, invitee_user=ada), status="DECLINED")
    return first


def calendar_month(window: Window, room: Any) -> None:
    busy(room, SPRING)
    window.goto(f"/calendar/?date=2027-03-24&{ZONE}")
    window.page.get_by_role("heading", name="March 2027").wait_for()


def calendar_week(window: Window, room: Any) -> None:
    busy(room, SPRING)
    window.goto(f"/calendar/?view=week&date=2027-03-24&{ZONE}&hours=all")
    window.page.get_by_role("heading", name="22–28 March 2027").wait_for()


def calendar_hours(window: Window, room: Any) -> None:
    """The week of the doubled hour, in it a session."""
    night = datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN, fold=1)
    book(room, night, 60, "Backup drill")
    window.goto(f"/calendar/?view=week&date=2027-10-31&{ZONE}")
    window.page.get_by_text("again").first.wait_for()


def calendar_empty(window: Window, room: Any) -> None:
    window.goto("/calendar/")
    window.page.get_by_text("Nothing is planned").wait_for()


def form(window: Window, room: Any) -> None:
    ClassGroup.objects.create(name="Algebra II, Tuesdays", owner=room.interviewer)
    window.goto("/sessions/new/")
    page = window.page
    page.get_by_label("Title").fill("Backend interview, first round")
    page.get_by_label("Date").fill("2027-03-21")
    page.get_by_label("From").fill("15:00")
    page.get_by_label("To", exact=True).fill("16:00")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Repeat every week").check()
    page.get_by_label("Email addresses").fill("kit@example.org\nsam@example.org\nKit@example.org")
    page.get_by_label("Notes").click()
    page.get_by_text("2 people will be invited").wait_for()


def form_wrong(window: Window, room: Any) -> None:
    window.goto(f"/rooms/{room.room_id}/schedule/")
    page = window.page
    page.get_by_label("Date").fill("2027-03-28")
    page.get_by_label("From").fill("02:30")
    page.get_by_label("To", exact=True).fill("01:00")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("Email addresses").fill("kit@example.org, nobody")
    page.get_by_role("button", name="Schedule").click()
    page.locator(".field-error").first.wait_for()


def session_host(window: Window, room: Any) -> None:
    names = [("kit", "Kit Lee"), ("sam", "Sam Ortiz"), ("noor", "Noor Haddad"), ("wei", "")]
    for name, full_name in names[:3]:
        made = User.objects.create_user(
            name, f"{name}@example.org", account_type="CANDIDATE", email_verified=True
        )
        made.full_name = full_name
        made.save()
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    notes = "We look at a queue made of two stacks.\nBring something to write with."
    made = book(room, start, 60, "Backend interview, first round", *(f"{name}@example.org" for name, _ in names),
                zone="Asia/Kathmandu", notes=notes, repeat_count=4)  # fmt: skip
    for name, status in (("kit", "ACCEPTED"), ("sam", "DECLINED"), ("noor", "MAYBE")):
        answer_invite(invite=made[0].invites.get(invitee_email=f"{name}@example.org"), status=status)
    window.goto(f"/sessions/{made[0].pk}/")
    window.page.get_by_text("noor@example.org").wait_for()


def session_bare(window: Window, room: Any) -> None:
    """It can be joined now, and nobody is invited."""
    made = book(room, timezone.now() + timedelta(minutes=5), 60, "Backend interview, first round", zone="UTC")
    window.goto(f"/sessions/{made[0].pk}/")
    window.page.get_by_role("heading", name="Nobody is invited").wait_for()


def session_cancelled(window: Window, room: Any) -> None:
    made = book(
        room, timezone.now() + timedelta(days=3), 60, "Backend interview", "kit@example.org", zone="UTC"
    )
    cancel_session(host=room.interviewer, schedule_id=made[0].pk)
    window.goto(f"/sessions/{made[0].pk}/")
    window.page.get_by_text("Cancelled").wait_for()


def session_invited(window: Window, room: Any) -> None:
    lecture = create_room(owner=other_host(), name="Algebra II", room_type="CLASSROOM")
    start = timezone.now().replace(minute=30, second=0, microsecond=0) + timedelta(days=2)
    made = book(
        lecture, start, 90, "Groups and rings", room.interviewer.email, repeat_count=3, notes="Chapter 4."
    )
    window.goto(f"/sessions/{made[0].pk}/")
    window.page.get_by_role("button", name="Accept").first.wait_for()


def session_edit(window: Window, room: Any) -> None:
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    made = book(room, start, 60, "Backend interview", "kit@example.org", zone="UTC", repeat_count=4)
    window.goto(f"/sessions/{made[0].pk}/edit/")
    window.page.get_by_label("To", exact=True).fill(f"{start:%H:%M}")
    window.page.get_by_label("Notes").click()
    window.page.get_by_text("ends after it starts").wait_for()


def dashboard(window: Window, room: Any) -> None:
    now = timezone.now()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    busy(room, monday + timedelta(days=7))
    book(room, now + timedelta(minutes=4), 45, "Backend interview: Lin", "lin@example.org", zone="UTC")
    window.goto("/dashboard/")
    window.page.get_by_role("heading", name="Waiting for your answer").wait_for()


SCENES = [
    Scene("session-calendar-month", calendar_month),
    Scene("session-calendar-week", calendar_week),
    Scene("session-calendar-hours", calendar_hours),
    Scene("session-calendar-empty", calendar_empty),
    Scene("session-form", form),
    Scene("session-form-wrong", form_wrong),
    Scene("session-host", session_host),
    Scene("session-bare", session_bare),
    Scene("session-cancelled", session_cancelled),
    Scene("session-invited", session_invited),
    Scene("session-edit", session_edit),
    Scene("session-dashboard", dashboard),
]
