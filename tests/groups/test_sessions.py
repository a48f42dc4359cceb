"""The sessions of a group on its page: answers and who came for those who teach, one's own for a student."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.access import standing_in
from groups.models import ClassGroup, GroupInvitation
from rooms.access import room_for
from scheduling.answers import answer_invite
from scheduling.group_sessions import sessions_of_group
from scheduling.models import Invite, Schedule
from scheduling.planning import plan_sessions
from signaling.models import JournalEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(group: ClassGroup, tess: Any, enrol: Any, make_room: Callable[..., Any]) -> Schedule:
    """A session of tomorrow, to which Sam, Kim and an address are invited with the group."""
    enrol("sam", full_name="Sam Reed")
    enrol("kim", full_name="Kim Vale")
    GroupInvitation.objects.create(group=group, email="new@example.org", role="STUDENT")
    room = make_room(tess, room_type="CLASSROOM", name="Room 4")
    start = timezone.now() + timedelta(days=1)
    [session] = plan_sessions(
        member=room_for(tess, room.room_id), title="Sorting", start=start, end=start + timedelta(hours=1),
        timezone="UTC", emails=[], group_ids=[group.pk],
    )  # fmt: skip
    return session


def answer(session: Schedule, username: str, status: str) -> None:
    answer_invite(invite=Invite.objects.get(schedule=session, invitee_user__username=username), status=status)


def held(session: Schedule) -> None:
    """It was yesterday; Sam was there for a while, and Kim only before it."""
    now = timezone.now()
    start = now - timedelta(days=1)
    Schedule.objects.filter(pk=session.pk).update(start_time=start, end_time=start + timedelta(hours=1))
    session.refresh_from_db()
    ids = dict(
        Invite.objects.exclude(invitee_user=None).values_list("invitee_user__username", "invitee_user")
    )
    moves = [("join", "kim", -30), ("leave", "kim", -10), ("join", "sam", 5), ("leave", "sam", 50)]
    for seq, (kind, who, minutes) in enumerate(moves, start=10_000):
        JournalEvent.objects.create(
            room=session.room_id, seq=seq, event_id=f"e{seq}", type=kind, audience="all", actor=str(ids[who]),
            payload={"userId": str(ids[who]), "username": who, "fullName": who.title()},
            created_at=start + timedelta(minutes=minutes),
        )  # fmt: skip


def test_a_teacher_sees_who_answered_what_and_who_came(
    group: ClassGroup, tess: Any, planned: Schedule, visit: Callable[..., Client]
) -> None:
    answer(planned, "sam", "ACCEPTED")
    answer(planned, "kim", "DECLINED")
    shown = sessions_of_group(standing_in(tess, group.pk))
    assert shown is not None
    [row] = shown["ahead"]
    assert row.answers == [("Accepted", 1), ("Declined", 1), ("No answer yet", 1)]
    assert (row.asked, row.begun, row.came) == (3, False, [])
    page = visit(tess).get(f"/groups/{group.pk}/").content.decode()
    assert "Sorting" in page and "1 accepted" in page and f"/sessions/new/?group={group.pk}" in page
    held(planned)
    shown = sessions_of_group(standing_in(tess, group.pk))
    assert shown is not None
    [row] = shown["past"]
    assert (row.begun, row.came) == (True, ["Sam Reed"])
    assert set(row.missing) == {"Kim Vale", "new@example.org"}
    assert "1 of 3" in visit(tess).get(f"/groups/{group.pk}/").content.decode()


def test_a_student_sees_their_own_answer_and_nothing_of_the_others(
    group: ClassGroup, planned: Schedule, enrol: Any, visit: Callable[..., Client]
) -> None:
    answer(planned, "kim", "DECLINED")
    late = enrol("late")
    sam = Invite.objects.get(invitee_user__username="sam").invitee_user
    answer(planned, "sam", "MAYBE")
    shown = sessions_of_group(standing_in(sam, group.pk))
    assert shown is not None
    assert [(row.mine, row.answers, row.came, row.missing) for row in shown["ahead"]] == [
        ("Maybe", [], [], [])
    ]
    page = visit(sam).get(f"/groups/{group.pk}/").content.decode()
    assert "Your answer" in page
    assert "Came" not in page
    assert "Sorting" in page and "declined" not in page and "/sessions/new/" not in page
    assert sessions_of_group(standing_in(late, group.pk)) is None, "who came later was not invited"


def test_a_cancelled_session_and_one_of_another_group_are_not_there(
    group: ClassGroup, tess: Any, planned: Schedule
) -> None:
    other = ClassGroup.objects.create(owner=tess, name="Other")
    assert sessions_of_group(standing_in(tess, other.pk)) == {"ahead": [], "past": [], "teaches": True}
    Schedule.objects.filter(pk=planned.pk).update(cancelled_at=timezone.now())
    assert sessions_of_group(standing_in(tess, group.pk)) == {"ahead": [], "past": [], "teaches": True}


def test_many_sessions_cost_no_more_queries_than_one(group: ClassGroup, tess: Any, planned: Schedule) -> None:
    held(planned)
    standing = standing_in(tess, group.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            sessions_of_group(standing)
        return len(captured)

    one = queries()
    [*invites] = Invite.objects.filter(schedule=planned)
    for number in range(8):
        copy = Schedule.objects.get(pk=planned.pk)
        copy.pk, copy.invite_link_token = None, f"copy-{number}"
        copy.save()
        for invite in invites:
            invite.pk, invite.schedule, invite.invite_token = None, copy, f"{number}-{invite.invitee_email}"
            invite.save()
    assert queries() == one <= 6
