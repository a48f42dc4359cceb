"""Planning a session by form: with a room or a new one, alone or weekly, looked at before, and what is wrong."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import ClassGroup, GroupMember
from rooms.models import Room
from scheduling.models import Invite, Schedule
from tests.pages.sessions import form, plan, tomorrow

Visit = Callable[..., Client]
pytestmark = pytest.mark.django_db


def field_of(page: Any, name: str) -> str:
    found = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page.content.decode())
    assert found, name
    return found[0]


# --- planning


def test_a_host_plans_a_session_by_form_and_stands_before_it(visit: Visit, ada: Any, room: Room) -> None:
    start = tomorrow("Europe/Berlin")
    page = visit(ada).post(
        f"/rooms/{room.room_id}/schedule/",
        form(start, emails="Cai <cai@example.org>, dee@example.org\nCAI@example.org", notes="Bring a pen"),
    )
    made = Schedule.objects.get()
    assert page["Location"] == f"/sessions/{made.pk}/"
    assert (made.start_time, made.end_time - made.start_time) == (start.astimezone(UTC), timedelta(hours=1))
    assert (made.timezone, made.schedule_notes, made.room_id) == ("Europe/Berlin", "Bring a pen", room.pk)
    assert sorted(made.invites.values_list("invitee_email", flat=True)) == [
        "cai@example.org",
        "dee@example.org",
    ]


def test_a_series_keeps_its_hour_and_a_group_is_invited_as_a_whole(
    visit: Visit, make_user: Any, make_room: Any
) -> None:
    tess, sam = make_user("tess", account_type="TEACHER"), make_user("sam", account_type="STUDENT")
    group = ClassGroup.objects.create(name="Algebra", owner=tess)
    GroupMember.objects.create(group=group, user=sam, role="STUDENT", joined_at=timezone.now())
    room = make_room(tess, room_type="CLASSROOM")
    client = visit(tess)
    assert (
        f'value="{group.pk}"'
        in client.get(f"/rooms/{room.room_id}/schedule/?group={group.pk}").content.decode()
    )
    page = client.get(f"/rooms/{room.room_id}/schedule/?group={group.pk}")
    assert page.context["form"]["groups"].value() == [str(group.pk)]
    sent = form(repeat="on", repeat_count="3", groups=[str(group.pk)])
    client.post(f"/rooms/{room.room_id}/schedule/", sent)
    rows = Schedule.objects.order_by("start_time")
    assert len({row.series_id for row in rows}) == 1
    assert [row.start_time - rows[0].start_time for row in rows] == [
        timedelta(weeks=number) for number in range(3)
    ]
    assert {row.invitee_user_id for row in Invite.objects.all()} == {sam.pk}


@pytest.mark.parametrize(("asked", "kind"), [("?group=1", "CLASSROOM"), ("", "INTERVIEW")])
def test_a_new_room_for_a_group_is_a_classroom_at_first(
    visit: Visit, make_user: Any, asked: str, kind: str
) -> None:
    page = visit(make_user("tess", account_type="TEACHER")).get(f"/sessions/new/{asked}")
    assert page.context["form"]["room_type"].value() == kind


def test_a_new_room_is_made_in_the_same_step_or_not_at_all(visit: Visit, ada: Any) -> None:
    client = visit(ada)
    kind = {"room": "new", "room_name": "", "room_type": "CLASSROOM"}
    client.post("/sessions/new/", form(**kind, emails="not an address"))
    assert not Room.objects.exists()
    client.post("/sessions/new/", form(**kind))
    made = Schedule.objects.get()
    assert (made.room.room_name, made.room.room_type) == ("Second round", "CLASSROOM")


def test_a_room_of_somebody_else_cannot_be_chosen(visit: Visit, ada: Any, make_room: Any) -> None:
    other = make_room()
    page = visit(ada).post("/sessions/new/", form(room=other.room_id))
    assert "Choose one of your rooms." in page.content.decode()
    assert visit(ada).get(f"/rooms/{other.room_id}/schedule/").status_code == 404
    assert not Schedule.objects.exists()


def test_the_same_form_sent_twice_makes_one_session_and_a_changed_one_another(
    visit: Visit, ada: Any, room: Room
) -> None:
    client, path = visit(ada), f"/rooms/{room.room_id}/schedule/"
    first, second = (client.post(path, form())["Location"] for _ in range(2))
    assert first == second
    assert Schedule.objects.count() == 1
    other = client.post(path, form(tomorrow(hour=17)))
    assert other["Location"] != first
    assert Schedule.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"title": ""}, "title", "Give the session a title."),
        ({"title": "x" * 201}, "title", "at most 200"),
        ({"date": "tomorrow"}, "date", "Write the day like"),
        ({"start": "25:99"}, "start", "Write the time like"),
        ({"start": "15:00", "end": "14:00"}, "end", "ends after it starts"),
        ({"start": "14:00", "end": "14:00"}, "end", "ends after it starts"),
        ({"date": "2020-01-01"}, "start", "That time is over"),
        ({"date": "2099-01-01"}, "start", "two years ahead"),
        ({"timezone": "Europe/Atlantis"}, "timezone", "no such time zone"),
        (
            {"date": "2027-03-28", "start": "02:30", "end": "04:00", "timezone": "Europe/Berlin"},
            "start",
            "02:30",
        ),
        (
            {"date": "2027-03-28", "start": "01:30", "end": "02:30", "timezone": "Europe/Berlin"},
            "end",
            "02:30",
        ),
        ({"emails": "cai@example.org, nobody"}, "emails", "“nobody”"),
        ({"emails": "\n".join(f"p{n}@example.org" for n in range(501))}, "emails", "501 people are too many"),
        ({"repeat": "on", "repeat_count": "53"}, "repeat_count", "52 times at most"),
        ({"repeat": "on", "repeat_count": ""}, "repeat_count", "How many times"),
    ],
)
def test_what_is_wrong_is_said_under_its_field_which_has_the_focus_and_nothing_is_cleared(
    visit: Visit, ada: Any, room: Room, fields: dict[str, Any], name: str, words: str
) -> None:
    sent = form(notes="keep me") | fields
    page = visit(ada).post(f"/rooms/{room.room_id}/schedule/", sent)
    assert not Schedule.objects.exists()
    assert any(words in error for error in page.context["form"].errors[name]), page.context["form"].errors
    control = field_of(page, name)
    assert "autofocus" in control
    assert 'aria-invalid="true"' in control
    text = page.content.decode()
    assert "keep me" in text
    if name != "title":
        assert 'value="Second round"' in text
    assert text.count("autofocus") == 1


def test_a_group_of_somebody_else_is_no_choice(visit: Visit, ada: Any, room: Room, make_user: Any) -> None:
    theirs = ClassGroup.objects.create(name="Not Ada's", owner=make_user("tess", account_type="TEACHER"))
    mine = ClassGroup.objects.create(name="Ada's", owner=ada)
    client = visit(ada)
    page = client.post(f"/rooms/{room.room_id}/schedule/", form(groups=[str(theirs.pk)]))
    assert "That group is not yours." in page.content.decode()
    assert "Not Ada" not in page.content.decode()
    assert not Schedule.objects.exists()
    assert client.post(f"/rooms/{room.room_id}/schedule/", form(groups=[str(mine.pk)])).status_code == 302


def test_two_sessions_of_one_room_at_one_time_are_refused_in_words(
    visit: Visit, ada: Any, room: Room
) -> None:
    plan(room, title="First round")
    page = visit(ada).post(f"/rooms/{room.room_id}/schedule/", form())
    assert "First round" in page.content.decode()
    assert Schedule.objects.count() == 1


def test_a_preview_says_every_date_and_what_is_wrong_and_plans_nothing(
    visit: Visit, ada: Any, room: Room
) -> None:
    client = visit(ada)
    client.cookies["zone"] = "Asia%2FKathmandu"
    sent = form(
        datetime(2027, 10, 17, 15, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        repeat="on", repeat_count="3", emails="cai@example.org cai@example.org", preview="1",
    )  # fmt: skip
    shown = client.post(f"/rooms/{room.room_id}/schedule/", sent)
    text = shown.content.decode()
    assert not Schedule.objects.exists()
    assert [span.start.hour for span in shown.context["preview"].spans] == [13, 13, 14]
    for words in (
        "Sun 17 Oct 2027, 15:00–16:00",
        "18:45–19:45",
        "19:45–20:45",
        "UTC+02:00",
        "1 person will",
        "Written twice",
    ):
        assert words in text, words
    wrong = client.post(f"/rooms/{room.room_id}/schedule/", sent | {"title": "", "emails": "nobody"})
    assert [label for label, _ in wrong.context["preview"].wrong] == ["Email addresses"]


def test_an_hour_that_comes_twice_is_taken_the_first_time_and_that_is_said(
    visit: Visit, ada: Any, room: Room
) -> None:
    sent = form(datetime(2027, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")), preview="1")
    assert (
        "the first time is meant"
        in visit(ada).post(f"/rooms/{room.room_id}/schedule/", sent).content.decode()
    )


@pytest.mark.parametrize(
    ("account_type", "verified", "words"),
    [
        ("CANDIDATE", True, "Only interviewers and teachers can schedule"),
        ("INTERVIEWER", False, "Confirm your email address first"),
    ],
)
def test_who_may_not_schedule_is_told_why(
    visit: Visit, make_user: Any, account_type: str, verified: bool, words: str
) -> None:
    client = visit(make_user(account_type=account_type, verified=verified))
    page = client.get("/sessions/new/")
    assert page.status_code == 403
    assert words in page.content.decode()
    assert client.post("/sessions/new/", form(room="new")).status_code == 403
    assert not Schedule.objects.exists()
    assert not Room.objects.exists()
