"""The calendar's page and the dashboard's part for sessions: what stands where, in whose time, in how many queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.models import Room
from rooms.services import create_room
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session
from tests.pages.sessions import plan, tomorrow

Visit = Callable[..., Client]
pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def days_of(page: Any) -> dict[str, list[str]]:
    """The titles on each day of a month's page."""
    weeks = page.context["calendar"].weeks
    return {
        day.date.isoformat(): [part.session.title for part in day.parts]
        for week in weeks
        for day in week
        if day.parts
    }


def test_a_month_has_what_one_hosts_and_what_one_is_invited_to_and_nothing_else(
    visit: Visit, ada: Any, cai: Any, room: Room, make_room: Any
) -> None:
    plan(room, cai.email, start=datetime(2027, 5, 5, 9, tzinfo=UTC), title="Ours")
    plan(room, start=datetime(2027, 5, 6, 9, tzinfo=UTC), title="Ada's alone")
    plan(make_room(), start=datetime(2027, 5, 7, 9, tzinfo=UTC), title="Of strangers")
    gone = plan(room, cai.email, start=datetime(2027, 5, 8, 9, tzinfo=UTC), title="Cancelled")
    cancel_session(host=ada, schedule_id=gone.pk)
    page = visit(ada).get("/calendar/?date=2027-05-20")
    assert days_of(page) == {"2027-05-05": ["Ours"], "2027-05-06": ["Ada's alone"]}
    assert days_of(visit(cai).get("/calendar/?date=2027-05-20")) == {"2027-05-05": ["Ours"]}
    assert visit().get("/calendar/")["Location"].startswith("/sign-in/?next=")


def test_a_session_stands_on_the_day_that_it_is_for_the_reader(visit: Visit, ada: Any, room: Room) -> None:
    plan(room, start=datetime(2027, 10, 30, 23, 30, tzinfo=BERLIN), zone="Europe/Berlin")
    client = visit(ada)
    for zone, day in (
        ("Europe/Berlin", 30),
        ("Asia/Kathmandu", 31),
        ("Australia/Lord_Howe", 31),
        ("UTC", 30),
    ):
        page = client.get(f"/calendar/?date=2027-10-10&zone={zone}")
        assert next(iter(days_of(page))) == f"2027-10-{day}", zone
        assert zone.replace("_", " ") in page.content.decode()


def test_which_zone_it_is_is_always_said(visit: Visit, ada: Any) -> None:
    client = visit(ada)
    assert "because your browser has not said" in client.get("/calendar/").content.decode()
    client.cookies["zone"] = "Europe%2FBerlin"
    assert "your time zone, <strong>Europe/Berlin" in client.get("/calendar/").content.decode()
    chosen = client.get("/calendar/?zone=Asia/Kathmandu").content.decode()
    assert "Asia/Kathmandu (UTC+05:45)</strong>, which you chose" in chosen
    assert "zone=Asia/Kathmandu" in chosen.split('id="cal-after"')[1][:120]
    assert "Europe/Berlin" in client.get("/calendar/?zone=Nowhere/Else").content.decode()


def test_who_has_no_cookie_chooses_once(visit: Visit, ada: Any) -> None:
    client = visit(ada)
    client.get("/calendar/?zone=Asia/Kathmandu")
    assert "your time zone, <strong>Asia/Kathmandu" in client.get("/calendar/").content.decode()
    client.get("/calendar/?zone=Europe/Berlin")
    assert "Asia/Kathmandu" in client.get("/calendar/").content.decode()


def test_arrows_lead_over_the_ends_of_months_and_years(visit: Visit, ada: Any) -> None:
    client = visit(ada)
    month = client.get("/calendar/?date=2026-12-31").context["calendar"]
    assert ("date=2026-11-01" in month.before.url, "date=2027-01-01" in month.after.url) == (True, True)
    week = client.get("/calendar/?view=week&date=2026-12-31").context["calendar"]
    assert week.title == "28 December 2026 – 3 January 2027"
    assert "date=2027-01-07" in week.after.url
    for address in (
        "/calendar/?date=nonsense",
        "/calendar/?view=year",
        "/calendar/?date=9999-12-31&view=week",
    ):
        assert client.get(address).status_code == 200


def test_the_week_of_the_change_of_clocks_says_it(visit: Visit, ada: Any, room: Room) -> None:
    plan(room, start=datetime(2027, 3, 28, 3, 0, tzinfo=BERLIN), zone="Europe/Berlin")
    page = visit(ada).get("/calendar/?view=week&date=2027-03-28&zone=Europe/Berlin&hours=all")
    text = page.content.decode()
    assert "Clocks go forward by 1 h at 02:00" in text
    assert "This time does not exist on this day" in text
    assert "Clocks go" not in visit(ada).get("/calendar/?view=week&date=2027-03-28&zone=UTC").content.decode()


def rows_for(user: Any, rooms: list[Room], count: int, start: datetime) -> None:
    """`count` sessions a few hours apart: half of them one's own, half with one's invitation."""
    made = [
        Schedule(room=rooms[number % len(rooms)], host=rooms[number % len(rooms)].interviewer,
                 room_type="INTERVIEW", title=f"Session {number}", start_time=start + timedelta(hours=3 * number),
                 end_time=start + timedelta(hours=3 * number + 1), capacity=5, ical_uid=f"u{number}")
        for number in range(count)
    ]  # fmt: skip
    Schedule.objects.bulk_create(made)
    theirs = Schedule.objects.exclude(host=user).exclude(invites__invitee_user=user)
    Invite.objects.bulk_create(
        Invite(
            schedule=row,
            invitee_email=user.email,
            invitee_user=user,
            inviter=row.host,
            invite_token=f"t{row.pk}",
        )
        for row in theirs
    )


def test_a_month_takes_the_same_number_of_queries_for_two_and_for_200_sessions(
    visit: Visit, ada: Any, room: Room, make_room: Any
) -> None:
    rooms, client = [room, make_room()], visit(ada)

    def queries(count: int) -> int:
        Schedule.objects.all().delete()
        rows_for(ada, rooms, count, datetime(2027, 5, 1, tzinfo=UTC))
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/calendar/?date=2027-05-10")
        assert page.context["calendar"].count == count
        return len(seen)

    assert queries(2) == queries(200) <= 6


def test_the_dashboard_takes_the_same_number_of_queries_with_200_rooms_and_200_sessions(
    visit: Visit, ada: Any, room: Room, make_room: Any
) -> None:
    other, client = make_room(), visit(ada)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/dashboard/").status_code == 200
        return len(seen)

    rows_for(ada, [room, other], 2, timezone.now() + timedelta(hours=1))
    few = queries()
    Schedule.objects.all().delete()
    for number in range(199):
        create_room(owner=ada, name=f"Room {number}", room_type="INTERVIEW")
    rows_for(ada, [room, other], 200, timezone.now() + timedelta(hours=1))
    assert few == queries() <= 10


# --- the dashboard


def test_what_is_next_stands_on_top_and_can_be_joined_from_ten_minutes_before(
    visit: Visit, ada: Any, cai: Any, room: Room, make_room: Any
) -> None:
    soon = plan(room, cai.email, title="Soon")
    plan(make_room(ada), start=tomorrow(hour=18), title="Later")
    now = timezone.now()
    for minutes, joins in ((11, False), (9, True), (-5, True)):
        Schedule.objects.filter(pk=soon.pk).update(start_time=now + timedelta(minutes=minutes))
        for user in (ada, cai):
            text = visit(user).get("/dashboard/").content.decode()
            assert (f'id="join-session-{soon.pk}"' in text) is joins, minutes
    page = visit(ada).get("/dashboard/")
    part = page.context["parts"][0].content
    assert [line.title for line in part.next] == ["Soon"]
    assert [line.title for line in part.upcoming] == ["Later"]


def test_invitations_wait_there_once_a_series_and_go_when_they_are_answered(
    visit: Visit, ada: Any, cai: Any, room: Room, make_room: Any
) -> None:
    made = plan(room, cai.email, title="Weekly", repeat_count=3)
    plan(make_room(ada), cai.email, start=tomorrow(hour=18), title="Once")
    client = visit(cai)
    part = client.get("/dashboard/").context["parts"][0].content
    assert [(one.invite.schedule.title, one.more) for one in part.waiting] == [("Weekly", 2), ("Once", 0)]
    assert visit(ada).get("/dashboard/").context["parts"][0].content.waiting == []
    client.post(f"/sessions/{made.pk}/answer/", {"status": "DECLINED", "series": "1", "next": "/dashboard/"})
    part = client.get("/dashboard/").context["parts"][0].content
    assert [one.invite.schedule.title for one in part.waiting] == ["Once"]
    assert [line.title for line in part.next] == ["Once"]


def test_the_way_to_each_part_of_the_site_is_shown_to_who_has_use_for_it(
    visit: Visit, ada: Any, cai: Any, make_user: Any
) -> None:
    from groups.models import ClassGroup, GroupMember

    host, candidate = (visit(user).get("/profile/").content.decode() for user in (ada, cai))
    assert all(f'href="{path}"' in host for path in ("/calendar/", "/groups/", "/questions/"))
    assert 'href="/calendar/"' in candidate
    assert 'href="/questions/"' not in candidate
    assert 'href="/groups/"' not in candidate
    group = ClassGroup.objects.create(name="Algebra", owner=ada)
    GroupMember.objects.create(group=group, user=cai, role="STUDENT", joined_at=timezone.now())
    assert 'href="/groups/"' in visit(cai).get("/profile/").content.decode()
