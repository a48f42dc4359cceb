"""Two at the same moment: plans, moves and answers that meet, on real connections to the database."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from fusemeet.errors import Conflict, Gone, Problem
from rooms.access import room_for
from scheduling.answers import answer_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session, change_session, plan_sessions
from tests.scheduling.conftest import ahead

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """What each gave or raised; anything but a Problem is raised here."""
    ready, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            ready.wait()
            results[place] = call()
        except Problem as problem:
            results[place] = problem
        except Exception as broken:
            results[place] = broken
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in results:
        if isinstance(one, Exception) and not isinstance(one, Problem):
            raise one
    return results


@pytest.fixture
def parallel():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: nothing is at once")


def test_of_two_plans_for_one_hour_one_is_made(parallel, room, host):
    def plan():
        return plan_sessions(
            member=room_for(host, room.room_id), title="One", start=ahead(), end=ahead(hour=11),
            timezone="UTC", emails=["kit@example.org", "mia@example.org"],
        )  # fmt: skip

    results = at_once(*[plan] * 4)
    refused = [one for one in results if isinstance(one, Problem)]
    assert len(refused) == 3 and {type(one) for one in refused} == {Conflict}
    assert (Schedule.objects.count(), Invite.objects.count()) == (1, 2)


def test_two_moves_at_once_are_one_after_the_other(parallel, plan, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    series = plan(kit.email, repeat_count=3)

    def move(days):
        return lambda: change_session(
            host=host,
            schedule_id=series[0].pk,
            changes={"start": ahead(days), "end": ahead(days, 11), "emails": [f"p{days}@example.org"]},
            series=True,
        )

    at_once(move(5), move(6))
    rows = list(Schedule.objects.order_by("start_time"))
    assert [one.start_time - rows[0].start_time for one in rows] == [
        timedelta(weeks=week) for week in range(3)
    ]
    assert {one.ical_sequence for one in rows} == {2}
    asked = set(Invite.objects.filter(withdrawn_at=None).values_list("invitee_email", flat=True))
    assert asked == {f"p{(rows[0].start_time - ahead(0)).days}@example.org"}  # whoever came last, in whole


def test_two_answers_at_once_leave_one_and_an_answer_meets_a_cancellation_in_one_order(parallel, plan, host):
    (session,) = plan(*(f"p{n}@example.org" for n in range(20)))
    invites = list(session.invites.all())
    same = invites[0]
    at_once(
        *(
            lambda status=status: answer_invite(invite=same, status=status)
            for status in ("ACCEPTED", "DECLINED")
        )
    )
    same.refresh_from_db()
    assert same.status in {"ACCEPTED", "DECLINED"} and same.responded_at
    results = at_once(
        *(lambda one=one: answer_invite(invite=one, status="ACCEPTED") for one in invites[1:8]),
        lambda: cancel_session(host=host, schedule_id=session.pk),
        *(lambda one=one: answer_invite(invite=one, status="MAYBE") for one in invites[8:]),
    )
    late = [one for one in results if isinstance(one, Problem)]
    assert {type(one) for one in late} <= {Gone}
    session.refresh_from_db()
    assert session.cancelled_at
    assert not Invite.objects.filter(responded_at__gt=session.cancelled_at).exists()
    assert Invite.objects.exclude(status="PENDING").count() == 20 - len(late)
