"""Who came to a session, from the comings and goings of its room."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from playback.viewers import anonymous_viewer, viewer_of
from rooms.access import room_for
from rooms.guests import admit_guest
from rooms.policy import Role
from rooms.sharing import give_access
from scheduling.attendance import attendance_of_session
from scheduling.models import Schedule
from scheduling.planning import withdraw_invite
from scheduling.report import sessions_held
from scheduling.tokens import token_of
from signaling.models import JournalEvent, JournalHead


@pytest.fixture
def people(make_user):
    return [make_user(name, account_type="CANDIDATE") for name in ("kit", "mia", "vera")]


@pytest.fixture
def session(plan, people):
    """It went on from 90 to 30 minutes ago."""
    (session,) = plan(*(one.email for one in people), "gil@example.org")
    start = timezone.now() - timedelta(minutes=90)
    Schedule.objects.filter(pk=session.pk).update(start_time=start, end_time=start + timedelta(hours=1))
    session.refresh_from_db()
    return session


@pytest.fixture
def comings(room, session):
    """comings(("join", person id, name, minute of the session), …) writes the room's journal."""

    def write(*rows):
        seq = JournalHead.objects.get(room=room.pk).head
        for kind, person, name, minute in sorted(rows, key=lambda row: row[3]):
            seq += 1
            JournalEvent.objects.create(
                room=room.pk, seq=seq, event_id=f"e{seq}", type=kind, audience="all", actor=person,
                payload={"userId": person, "fullName": name, "username": name},
                created_at=session.start_time + timedelta(minutes=minute),
            )  # fmt: skip
        JournalHead.objects.filter(room=room.pk).update(head=seq)

    return write


def minutes(session):
    return {one.name: round(one.seconds / 60) for one in attendance_of_session(session)}


def test_only_the_time_within_the_session_counts(session, comings, people, host):
    kit, mia, vera = (str(one.pk) for one in people)
    comings(
        ("join", kit, "Kit", -10), ("leave", kit, "Kit", 20), ("join", kit, "Kit", 25), ("leave", kit, "Kit", 70),
        ("join", mia, "Mia", -30), ("leave", mia, "Mia", -5),
        ("join", vera, "Vera", 65), ("leave", vera, "Vera", 70),
        ("join", str(host.pk), "Hedda", 0),
    )  # fmt: skip
    assert minutes(session) == {"Kit": 55, "Mia": 0, "Vera": 0, "gil@example.org": 0}
    came = next(one for one in attendance_of_session(session) if one.came)
    assert len(came.stays) == 2 and came.stays[0][0] == session.start_time
    assert came.stays[-1][1] == session.end_time and came.person == kit


def test_who_is_there_to_the_end_has_all_of_it_and_a_room_that_ends_sends_everybody_away(
    session, comings, people
):
    kit, mia, _ = (str(one.pk) for one in people)
    comings(("join", kit, "Kit", 0), ("join", mia, "Mia", 10))
    assert minutes(session)["Kit"] == 60 and minutes(session)["Mia"] == 50
    comings(("room-ended", "", "", 30))
    assert minutes(session)["Kit"] == 30 and minutes(session)["Mia"] == 20


def test_a_guest_who_came_by_an_invitation_is_the_one_that_it_was_to(session, comings, room):
    Schedule.objects.filter(pk=session.pk).update(end_time=timezone.now() + timedelta(minutes=5))
    token = token_of(session.invites.get(invitee_email="gil@example.org"))
    by_invitation = admit_guest(room_id=room.room_id, name="Gilbert", invite_token=token, network="n").guest
    by_link = admit_guest(
        room_id=room.room_id, name="Link", invite_token=room.invite_link_token, network="n"
    ).guest
    comings(("join", f"g{by_invitation.pk}", "Gilbert", 10), ("join", f"g{by_link.pk}", "Link", 10))
    session.refresh_from_db()
    rows = {one.name: one for one in attendance_of_session(session)}
    assert rows["Gilbert"].invite.invitee_email == "gil@example.org" and rows["Gilbert"].came
    assert rows["Link"].invite is None and rows["Link"].came


def test_who_was_withdrawn_and_came_all_the_same_is_named_without_an_invitation(
    session, comings, people, host
):
    Schedule.objects.filter(pk=session.pk).update(end_time=timezone.now() + timedelta(minutes=5))
    kit = people[0]
    comings(("join", str(kit.pk), "Kit", 0), ("leave", str(kit.pk), "Kit", 5))
    withdraw_invite(host=host, schedule_id=session.pk, invite_id=session.invites.get(invitee_user=kit).pk)
    (row,) = [one for one in attendance_of_session(session) if one.name == "Kit"]
    assert row.invite is None and row.seconds == 300


def test_it_is_the_hosts_to_see_and_takes_as_many_queries_for_many(
    api, session, comings, people, host, django_assert_num_queries
):
    path = f"/api/schedules/{session.pk}/attendance"
    assert api(people[0]).get(path).status_code == 404
    comings(*(("join", f"g{n}", f"Guest {n}", 1) for n in range(1000, 1100)))
    client = api(host)
    with django_assert_num_queries(8):
        body = client.get(path).json()
    assert len(body["data"]) == 104 and body["message"] == "100 people came."
    assert {"name", "email", "userId", "status", "seconds", "firstSeen", "lastSeen"} == body["data"][0].keys()


def test_the_report_names_who_came_to_each_planned_session_for_its_host_alone(
    session, comings, people, host, room, make_user
):
    kit = people[0]
    comings(("join", str(kit.pk), "Kit", 5), ("leave", str(kit.pk), "Kit", 50))
    give_access(member=room_for(host, room.room_id), user=make_user("ina"), role=Role.INTERVIEWER)
    (held,) = sessions_held(viewer_of(room_for(host, room.room_id)))
    assert (held.title, held.came, len(held.people)) == ("Interview", 1, 4)
    page = " ".join(render_to_string("scheduling/report_sessions.html", {"content": [held]}).split())
    assert "1 came" in page and "45 min" in page and page.count("did not come") == 3
    for who in (kit, User.objects.get(username="ina")):
        assert sessions_held(viewer_of(room_for(who, room.room_id))) is None
    assert sessions_held(anonymous_viewer(room)) is None
    ahead = Schedule.objects.filter(pk=session.pk)
    ahead.update(start_time=timezone.now() + timedelta(hours=1), end_time=timezone.now() + timedelta(hours=2))
    assert sessions_held(viewer_of(room_for(host, room.room_id))) is None
