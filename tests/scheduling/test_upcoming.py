"""A room lives as long as a session of it lies ahead, whether its columns say so yet or not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.access import expires_at, is_over
from rooms.dashboard import dashboard_of
from rooms.models import Room
from rooms.selectors import active_rooms, forget_active_rooms
from rooms.tasks import _ended
from scheduling.models import Schedule
from scheduling.planning import cancel_session, change_session
from scheduling.upcoming import open_for_sessions, roll_on

pytestmark = pytest.mark.django_db


def test_a_room_does_not_run_out_while_a_session_lies_ahead_and_goes_on_to_the_next(plan, room):
    first, second = plan(repeat_count=2)
    Room.objects.filter(pk=room.pk).update(last_activity=timezone.now() - timedelta(days=3))
    room.refresh_from_db()
    assert not is_over(room) and expires_at(room) == first.end_time
    past = timezone.now() - timedelta(hours=2)
    Schedule.objects.filter(pk=first.pk).update(start_time=past, end_time=past + timedelta(hours=1))
    Room.objects.filter(pk=room.pk).update(
        scheduled_start_time=past, scheduled_end_time=past + timedelta(hours=1)
    )
    assert (roll_on(), roll_on()) == (1, 0)
    room.refresh_from_db()
    assert room.scheduled_start_time == second.start_time and not is_over(room)
    cancel_session(host=room.interviewer, schedule_id=second.pk)
    room.refresh_from_db()
    assert room.scheduled_start_time is None and is_over(room)


def test_until_the_next_session_is_written_into_its_room_the_room_is_not_over(
    plan, room, host, django_assert_num_queries
):
    first, second = plan(repeat_count=2)
    past = timezone.now() - timedelta(days=2)  # the job that writes the next one has not run since
    Schedule.objects.filter(pk=first.pk).update(start_time=past - timedelta(hours=1), end_time=past)
    idle = timezone.now() - timedelta(days=3)
    Room.objects.filter(pk=room.pk).update(last_activity=idle, scheduled_end_time=past)
    room.refresh_from_db()
    assert expires_at(room) == second.end_time and room.scheduled_end_time == past
    with django_assert_num_queries(1):
        assert not is_over(room)
    assert active_rooms(host)["rooms"][0]["status"] == "ACTIVE"
    assert not dashboard_of(host).mine[0].ended
    assert _ended([room.pk]) == []  # nor is what was written in it laid away
    Schedule.objects.filter(pk=second.pk).update(cancelled_at=timezone.now())
    forget_active_rooms(host)
    assert (
        is_over(room)
        and _ended([room.pk])
        and dashboard_of(host).mine[0].ended
        and not active_rooms(host)["rooms"]
    )
    Room.objects.filter(pk=room.pk).update(last_activity=timezone.now())
    room.refresh_from_db()
    with django_assert_num_queries(0):  # nobody is asked where the room itself says enough
        assert not is_over(room)


def at(schedule: Schedule, start) -> None:
    Schedule.objects.filter(pk=schedule.pk).update(start_time=start, end_time=start + timedelta(hours=1))


def ended(room: Room, when) -> None:
    Room.objects.filter(pk=room.pk).update(is_active=False, actual_end_time=when)


def is_open(room: Room) -> bool:
    room.refresh_from_db()
    return not is_over(room)


def test_ending_one_class_for_all_does_not_end_next_weeks(plan, room, host):
    first, second = plan(repeat_count=2)
    now = timezone.now()
    at(first, now - timedelta(days=7))
    at(second, now + timedelta(minutes=30))
    ended(room, now - timedelta(days=7, minutes=-50))
    assert open_for_sessions() == 0 and not is_open(room), "not half an hour before"
    change_session(host=host, schedule_id=second.pk, changes={"title": "Loops, part two"})
    at(second, now + timedelta(minutes=9))
    assert (open_for_sessions(), open_for_sessions()) == (1, 0)
    assert is_open(room)


def test_who_ends_a_room_while_its_session_goes_on_has_ended_it(plan, room):
    (only,) = plan()
    now = timezone.now()
    at(only, now - timedelta(minutes=5))
    ended(room, now - timedelta(minutes=1))
    assert open_for_sessions() == 0 and not is_open(room)


def test_no_room_opens_for_a_session_that_is_called_off_or_over(plan, room):
    first, second = plan(repeat_count=2)
    now = timezone.now()
    at(first, now - timedelta(hours=2))
    at(second, now + timedelta(minutes=5))
    Schedule.objects.filter(pk=second.pk).update(cancelled_at=now)
    ended(room, now - timedelta(days=1))
    assert open_for_sessions() == 0 and not is_open(room)
