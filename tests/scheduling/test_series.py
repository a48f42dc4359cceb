"""A session each week: planned, moved and cancelled, one of them or all."""

from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fusemeet.errors import Conflict, Invalid
from mailing.models import OutgoingMail
from scheduling.answers import answer_invite, find_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, change_session, withdraw_invite
from scheduling.tokens import token_of
from scheduling.zones import local_to_utc, utc_to_local
from tests.scheduling.conftest import ahead

BERLIN = ZoneInfo("Europe/Berlin")


def starts(series):
    rows = Schedule.objects.filter(series_id=series[0].series_id, cancelled_at=None).order_by("series_start")
    return list(rows.values_list("start_time", flat=True))


def before_clocks_change(zone, weeks=2):
    """A Monday at ten, some weeks before the next change of clocks there."""
    day = timezone.now().astimezone(zone).replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)
    day += timedelta(days=7 - day.weekday())
    while local_to_utc(day, zone) - local_to_utc(day - timedelta(days=7), zone) == timedelta(days=7):
        day += timedelta(days=7)
    return day - timedelta(weeks=weeks)


def test_a_series_shares_its_name_and_uid_and_each_session_has_its_place(plan):
    series = plan("kit@example.org", repeat_count=3)
    assert len({one.series_id for one in series}) == len({one.ical_uid for one in series}) == 1
    assert series[0].series_id and [one.series_start for one in series] == [one.start_time for one in series]
    assert Invite.objects.count() == 3
    assert OutgoingMail.objects.filter(kind="scheduling.session").count() == 1  # one mail for all of it
    assert plan(start=ahead(2))[0].series_id == "" and Schedule.objects.filter(series_start=None).count() == 1


def test_a_series_keeps_its_time_of_day_and_its_length_over_a_change_of_clocks(plan):
    local = before_clocks_change(BERLIN)
    series = plan(start=local, minutes=90, timezone="Europe/Berlin", repeat_count=4)
    assert [utc_to_local(one.start_time, BERLIN) for one in series] == [
        local + timedelta(weeks=week) for week in range(4)
    ]
    assert {one.end_time - one.start_time for one in series} == {timedelta(minutes=90)}
    apart = {later.start_time - one.start_time for one, later in pairwise(series)}
    assert len(apart) == 2  # one of the weeks is an hour longer or shorter


def test_one_session_of_a_series_is_moved_alone_and_keeps_its_place(plan, host):
    series = plan("kit@example.org", repeat_count=3)
    new = series[1].start_time + timedelta(days=1)
    change_session(
        host=host, schedule_id=series[1].pk, changes={"start": new, "end": new + timedelta(hours=2)}
    )
    assert starts(series) == [series[0].start_time, new, series[2].start_time]
    moved = Schedule.objects.get(pk=series[1].pk)
    assert (moved.series_start, moved.ical_sequence) == (series[1].start_time, 1)
    assert Schedule.objects.get(pk=series[0].pk).ical_sequence == 0


def test_moving_the_whole_series_puts_every_session_ahead_on_the_new_rule(plan, host):
    local = before_clocks_change(BERLIN)
    series = plan("kit@example.org", start=local, timezone="Europe/Berlin", repeat_count=5)
    odd = series[3].start_time + timedelta(days=1)
    change_session(
        host=host, schedule_id=series[3].pk, changes={"start": odd, "end": odd + timedelta(hours=1)}
    )
    past = timezone.now() - timedelta(days=1)
    Schedule.objects.filter(pk=series[0].pk).update(start_time=past, end_time=past + timedelta(hours=1))
    target = local + timedelta(weeks=1, hours=4, minutes=30)  # the second one, at half past two
    change_session(
        host=host,
        schedule_id=series[1].pk,
        changes={"start": target, "end": target + timedelta(minutes=45)},
        series=True,
    )
    rows = Schedule.objects.filter(pk__in=[one.pk for one in series[1:]]).order_by("start_time")
    assert [utc_to_local(one.start_time, BERLIN) for one in rows] == [
        target + timedelta(weeks=week) for week in range(4)
    ]
    assert {one.end_time - one.start_time for one in rows} == {timedelta(minutes=45)}
    assert {one.series_start == one.start_time for one in rows} == {True}
    assert len({one.ical_sequence for one in rows}) == 1 and rows[0].ical_sequence == 2
    held = Schedule.objects.get(pk=series[0].pk)
    assert (held.start_time, held.ical_sequence) == (past, 0)  # what was, was


def test_a_series_that_would_meet_another_session_moves_not_at_all(plan, host):
    series = plan("kit@example.org", repeat_count=3)
    plan(title="Other", start=series[2].start_time + timedelta(hours=3))
    new = series[0].start_time + timedelta(hours=3)
    with pytest.raises(Conflict):
        change_session(
            host=host,
            schedule_id=series[0].pk,
            changes={"start": new, "end": new + timedelta(hours=1), "emails": []},
            series=True,
        )
    assert starts(series) == [one.start_time for one in series]
    assert Invite.objects.filter(withdrawn_at=None).count() == 3
    assert set(Schedule.objects.values_list("ical_sequence", flat=True)) == {0}


def test_the_guest_list_of_a_series_is_changed_in_all_that_lie_ahead(plan, host):
    series = plan("kit@example.org", "mia@example.org", repeat_count=3)
    cancel_session(host=host, schedule_id=series[2].pk)
    change_session(
        host=host,
        schedule_id=series[1].pk,
        changes={"emails": ["mia@example.org", "zoe@example.org"]},
        series=True,
    )
    for one, expected in zip(series, [["mia", "zoe"], ["mia", "zoe"], ["kit", "mia"]], strict=True):
        asked = one.invites.filter(withdrawn_at=None).order_by("invitee_email")
        assert list(asked.values_list("invitee_email", flat=True)) == [
            f"{name}@example.org" for name in expected
        ]
    # To one of them alone somebody else; a change of the series then asks them to the others too.
    change_session(
        host=host,
        schedule_id=series[1].pk,
        changes={"emails": ["mia@example.org", "zoe@example.org", "uli@example.org"]},
    )
    assert Invite.objects.filter(invitee_email="uli@example.org").count() == 1
    change_session(
        host=host,
        schedule_id=series[0].pk,
        changes={"emails": ["mia@example.org", "uli@example.org"]},
        series=True,
    )
    assert Invite.objects.filter(invitee_email="uli@example.org", withdrawn_at=None).count() == 2
    assert Invite.objects.filter(invitee_email="zoe@example.org", withdrawn_at=None).count() == 0


def test_asking_more_people_to_a_series_changes_nothing_for_those_of_one_session(plan, host):
    first, second, third = plan("kit@example.org", "mia@example.org", repeat_count=3)
    change_session(host=host, schedule_id=third.pk, changes={"more_emails": ["lea@example.org"]})
    mia = Invite.objects.get(schedule=second, invitee_email="mia@example.org")
    withdraw_invite(host=host, schedule_id=second.pk, invite_id=mia.pk)
    change_session(host=host, schedule_id=first.pk, series=True, changes={"more_emails": ["zoe@example.org"]})
    asked = Invite.objects.filter(withdrawn_at=None).order_by("schedule__start_time", "invitee_email")
    people = {
        one.pk: [row.invitee_email[:3] for row in asked if row.schedule_id == one.pk]
        for one in (first, second, third)
    }
    assert list(people.values()) == [["kit", "mia", "zoe"], ["kit", "zoe"], ["kit", "lea", "mia", "zoe"]]


def test_moving_a_series_leaves_the_session_that_goes_on_and_puts_none_where_it_is_over(plan, host):
    first, second, third = plan("kit@example.org", repeat_count=3)
    start = timezone.now() - timedelta(minutes=20)
    Schedule.objects.filter(pk=first.pk).update(start_time=start, end_time=start + timedelta(hours=1))
    answer_invite(invite=Invite.objects.get(schedule=first), status="ACCEPTED")
    earlier = third.start_time - timedelta(days=1)
    span = {"start": earlier, "end": earlier + timedelta(hours=1)}
    change_session(host=host, schedule_id=third.pk, changes=span, series=True)
    assert starts([first, second, third]) == [start, second.start_time - timedelta(days=1), earlier]
    assert Invite.objects.get(schedule=first).status == "ACCEPTED"  # to a time that is the same
    before = starts([first, second, third])
    back = earlier - timedelta(weeks=2)  # the second would be moved to last week
    assert back < before[1] and back > timezone.now()
    span = {"start": back, "end": back + timedelta(hours=1)}
    with pytest.raises(Invalid) as refused:
        change_session(host=host, schedule_id=third.pk, changes=span, series=True)
    assert refused.value.code == "in_the_past" and starts([first, second, third]) == before


def test_cancelling_one_leaves_the_others_and_cancelling_all_leaves_what_was(plan, host):
    series = plan("kit@example.org", repeat_count=4)
    cancel_session(host=host, schedule_id=series[1].pk)
    assert len(starts(series)) == 3
    past = timezone.now() - timedelta(days=1)
    Schedule.objects.filter(pk=series[0].pk).update(start_time=past, end_time=past + timedelta(hours=1))
    cancel_session(host=host, schedule_id=series[0].pk, series=True)  # asked from one that is over
    assert starts(series) == [past]


def test_one_answer_can_be_for_the_whole_series(plan, host):
    series = plan("kit@example.org", repeat_count=3)
    cancel_session(host=host, schedule_id=series[2].pk)
    row = find_invite(token_of(series[0].invites.get()))
    answer_invite(invite=row, status="ACCEPTED", series=True)
    answer_invite(invite=row, status="DECLINED")  # but not to the first
    found = Invite.objects.order_by("schedule__series_start").values_list("status", flat=True)
    assert list(found) == ["DECLINED", "ACCEPTED", "PENDING"]


def test_one_person_is_taken_out_of_one_session_or_of_all(plan, host):
    series = plan("kit@example.org", repeat_count=3)
    first, second = (one.invites.get() for one in series[:2])
    withdraw_invite(host=host, schedule_id=series[0].pk, invite_id=first.pk)
    assert Invite.objects.filter(withdrawn_at=None).count() == 2
    withdraw_invite(host=host, schedule_id=series[1].pk, invite_id=second.pk, series=True)
    assert Invite.objects.filter(withdrawn_at=None).count() == 0


def test_a_series_has_52_sessions_and_6000_invitations_at_most(plan):
    for count in (0, -1, 53, 10_000):
        with pytest.raises(Invalid) as refused:
            plan(repeat_count=count)
        assert refused.value.code == "bad_repeat"
    with pytest.raises(Invalid) as refused:
        plan(*(f"p{n}@example.org" for n in range(150)), repeat_count=52)
    assert refused.value.code == "too_many_invitees" and "40 times" in refused.value.message
    assert not Schedule.objects.exists()
    assert len(plan("kit@example.org", repeat_count=52)) == 52


def test_a_series_into_a_skipped_hour_is_refused_as_a_whole(plan):
    clocks = before_clocks_change(BERLIN, weeks=1)
    for night in (clocks + timedelta(days=day) for day in range(-1, 7)):
        start = night.replace(hour=2, minute=30)
        try:
            local_to_utc(start + timedelta(weeks=1), BERLIN)
        except Invalid:
            break
    else:
        pytest.skip("clocks are put back next: nothing is skipped")
    with pytest.raises(Invalid) as refused:
        plan("kit@example.org", start=start, timezone="Europe/Berlin", repeat_count=3)
    assert refused.value.code == "time_does_not_exist" and not Schedule.objects.exists()
