"""Planning, changing and cancelling: what is written, who is invited, to whom the room is open meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fusemeet.errors import Conflict, Denied, Gone, NotFound
from groups.models import ClassGroup, GroupInvitation, GroupMember
from mailing.models import OutgoingMail
from rooms.access import room_for
from rooms.admission import join_room
from rooms.guests import admit_guest
from rooms.models import Access, Guest, Participant
from rooms.policy import Role
from rooms.sharing import give_access
from scheduling.answers import answer_invite, find_invite
from scheduling.inviting import bind_invites
from scheduling.models import Invite, InviteAccess, Schedule
from scheduling.planning import cancel_session, change_session, withdraw_invite
from scheduling.tokens import token_of
from tests.scheduling.conftest import ahead


def emails(schedule):
    return sorted(schedule.invites.filter(withdrawn_at=None).values_list("invitee_email", flat=True))


def invite(schedule, email):
    return schedule.invites.get(invitee_email=email)


def test_planning_writes_a_session_an_invitation_each_and_a_mail_each(plan, room, host):
    (session,) = plan(
        "kit@example.org", "Mia@Example.org", notes="Bring a question.", timezone="Europe/Berlin"
    )
    assert (session.host, session.capacity, session.timezone) == (host, 5, "Europe/Berlin")
    assert "@" in session.ical_uid
    assert emails(session) == ["kit@example.org", "mia@example.org"]
    assert {one.status for one in session.invites.all()} == {"PENDING"}
    assert OutgoingMail.objects.filter(kind="scheduling.session").count() == 2
    room.refresh_from_db()
    assert (room.scheduled_start_time, room.scheduled_end_time) == (session.start_time, session.end_time)


def test_one_address_is_one_invitation_and_the_hosts_own_is_left_out_with_a_word(plan, host):
    planned = plan("kit@example.org", " KIT@example.org ", "", host.email.upper())
    assert emails(planned[0]) == ["kit@example.org"]
    assert any("your own address" in word for word in planned.words)


def test_more_people_than_the_room_holds_are_invited_with_a_word(plan):
    assert plan(*(f"p{n}@example.org" for n in range(4)), start=ahead(3)).words == []
    assert "holds 5" in plan(*(f"p{n}@example.org" for n in range(5))).words[0]


def test_a_token_is_nowhere_in_the_database_and_finds_its_invitation(plan):
    (session,) = plan("kit@example.org")
    row = invite(session, "kit@example.org")
    token = token_of(row)
    assert len(token) == 22 and find_invite(token) == row
    stored = {str(getattr(row, field.attname)) for field in Invite._meta.concrete_fields}
    assert not any(token in value for value in stored)
    with pytest.raises(NotFound):
        find_invite(token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_only_the_owner_of_a_room_plans_in_it_and_only_with_a_proven_address(plan, room, make_user, host):
    helper = make_user()
    Access.objects.create(room=room, user=helper, access_type="INTERVIEWER", granted_at=timezone.now())
    from scheduling.planning import plan_sessions

    fields = {"title": "x", "start": ahead(), "end": ahead(hour=11), "timezone": "UTC", "emails": []}
    with pytest.raises(Denied):
        plan_sessions(member=room_for(helper, room.room_id), **fields)
    host.email_verified = False
    host.save(update_fields=["email_verified"])
    room.interviewer = host
    with pytest.raises(Denied) as refused:
        plan("kit@example.org")
    assert refused.value.code == "email_not_verified" and not Schedule.objects.exists()


def test_a_room_holds_one_session_at_a_time(plan, make_room, host):
    (first,) = plan(title="Algorithms")
    plan(start=first.end_time)  # one after the other
    with pytest.raises(Conflict) as refused:
        plan(start=first.start_time + timedelta(minutes=30))
    assert refused.value.code == "sessions_overlap" and "Algorithms" in refused.value.message
    plan(start=first.start_time, at=make_room(host))  # another room is another thing
    cancel_session(host=host, schedule_id=first.pk)
    plan(start=first.start_time)
    with pytest.raises(Conflict):  # the second of a series meets it
        plan(start=first.start_time - timedelta(days=7), repeat_count=2)
    assert Schedule.objects.count() == 4


def test_a_known_person_may_enter_at_once_and_an_unknown_one_by_the_link(plan, room, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    unproven = make_user("una", account_type="CANDIDATE", verified=False)
    (session,) = plan(kit.email.upper(), unproven.email, "new@example.org")
    assert room_for(kit, room.room_id).role == Role.CANDIDATE
    for email in (unproven.email, "new@example.org"):
        assert invite(session, email).invitee_user is None
    with pytest.raises(NotFound):
        room_for(unproven, room.room_id)
    token = token_of(invite(session, "new@example.org"))
    guest = admit_guest(room_id=room.room_id, name="New", invite_token=token, network="n")
    assert guest.member.role == Role.CANDIDATE
    joined = join_room(
        who=unproven,
        room_id=room.room_id,
        network="n",
        invite_token=token_of(invite(session, unproven.email)),
    )
    assert joined.role == Role.CANDIDATE


def test_proving_an_address_binds_its_invitations_and_opens_the_rooms(plan, room, make_user):
    (session,) = plan("late@example.org")
    (over,) = plan("late@example.org", start=ahead(9))
    cancel_session(host=room.interviewer, schedule_id=over.pk)
    late = make_user("late", account_type="CANDIDATE", email="Late@example.org", verified=False)
    assert bind_invites(user=late) == 0 and not Access.objects.filter(user=late).exists()
    late.email_verified = True
    late.save()
    assert bind_invites(user=late) == 2 and bind_invites(user=late) == 0
    assert invite(session, "late@example.org").invitee_user == late
    assert room_for(late, room.room_id).role == Role.CANDIDATE


def test_cancelling_closes_the_room_to_those_whom_it_alone_had_opened_it(plan, room, host, make_user):
    kit, mia, vera = (make_user(name, account_type="CANDIDATE") for name in ("kit", "mia", "vera"))
    give_access(member=room_for(host, room.room_id), user=mia, role=Role.CANDIDATE)
    (session,) = plan(kit.email, mia.email, vera.email, "g@example.org")
    token = token_of(invite(session, "g@example.org"))
    guest = admit_guest(room_id=room.room_id, name="G", invite_token=token, network="n").guest
    give_access(
        member=room_for(host, room.room_id), user=vera, role=Role.CANDIDATE
    )  # invited by name too, later
    cancel_session(host=host, schedule_id=session.pk)
    assert {row.user for row in Access.objects.filter(room=room)} == {host, mia, vera}
    guest.refresh_from_db()
    assert guest.revoked_at is not None
    with pytest.raises(Gone) as refused:
        admit_guest(room_id=room.room_id, name="G2", invite_token=token, network="n")
    assert refused.value.code == "session_cancelled"


def test_another_invitation_that_stands_keeps_the_room_open(plan, room, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    (first,) = plan(kit.email)
    (second,) = plan(kit.email, start=ahead(8))
    cancel_session(host=host, schedule_id=first.pk)
    assert room_for(kit, room.room_id).role == Role.CANDIDATE
    cancel_session(host=host, schedule_id=second.pk)
    with pytest.raises(NotFound):
        room_for(kit, room.room_id)


def test_a_session_that_was_held_keeps_what_it_opened(plan, room, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    held, later = plan(kit.email, repeat_count=2)
    Schedule.objects.filter(pk=held.pk).update(
        start_time=timezone.now() - timedelta(hours=3), end_time=timezone.now() - timedelta(hours=2)
    )
    cancel_session(host=host, schedule_id=later.pk)
    assert room_for(kit, room.room_id).role == Role.CANDIDATE


def test_a_host_whom_the_owner_made_of_an_invitee_stays_one(plan, room, host, make_user):
    kit = make_user("kit")
    (session,) = plan(kit.email)
    give_access(member=room_for(host, room.room_id), user=kit, role=Role.INTERVIEWER)
    withdraw_invite(host=host, schedule_id=session.pk, invite_id=invite(session, kit.email).pk)
    assert room_for(kit, room.room_id).role == Role.INTERVIEWER


def test_somebody_who_was_sent_away_is_asked_back_by_an_invitation(plan, room, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    now = timezone.now()
    Participant.objects.create(
        room=room, user=kit, username="Kit", removed_at=now, last_activity=now, joined_at=now
    )
    plan(kit.email)
    assert room_for(kit, room.room_id).role == Role.CANDIDATE


def test_moving_asks_everybody_anew_and_raises_the_sequence(plan, host):
    (session,) = plan("kit@example.org")
    row = answer_invite(invite=invite(session, "kit@example.org"), status="ACCEPTED")
    moved = change_session(
        host=host, schedule_id=session.pk, changes={"start": ahead(8), "end": ahead(8, 11)}
    ).schedule
    assert (moved.start_time, moved.ical_sequence) == (ahead(8), 1)
    row.refresh_from_db()
    assert (row.status, row.responded_at) == ("PENDING", None)
    token = token_of(row)
    answer_invite(invite=row, status="ACCEPTED")
    said = change_session(host=host, schedule_id=session.pk, changes={"title": "Second round"}).schedule
    row.refresh_from_db()
    assert (said.ical_sequence, row.status, token_of(row)) == (2, "ACCEPTED", token)  # words change no answer


def test_a_change_that_changes_nothing_tells_nobody(plan, host, outbox_mails):
    (session,) = plan("kit@example.org")
    outbox_mails()
    before = OutgoingMail.objects.count()
    same = {"title": "Interview", "start": session.start_time, "end": session.end_time, "timezone": "UTC"}
    changed = change_session(
        host=host, schedule_id=session.pk, changes=same | {"emails": ["KIT@example.org"], "notes": ""}
    )
    assert (changed.schedule.ical_sequence, OutgoingMail.objects.count()) == (0, before)


def test_a_change_of_who_is_invited_says_what_planning_says_of_them(plan, host, room):
    (session,) = plan("kit@example.org")
    many = [f"p{number}@example.org" for number in range(room.max_participants)]

    def words(**changes):
        return change_session(host=host, schedule_id=session.pk, changes=changes).words

    assert words(title="Other words") == []
    said = words(emails=[host.email, *many])
    assert said == [
        "You are the host: your own address was left out.",
        f"{len(many)} people are invited, and the room holds {room.max_participants} with you.",
    ]
    assert words(emails=many[:1]) == []


def test_a_new_list_invites_the_new_and_withdraws_the_old(plan, host, room, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    (session,) = plan(kit.email, "mia@example.org")
    answer_invite(invite=invite(session, "mia@example.org"), status="ACCEPTED")
    old = token_of(invite(session, kit.email))
    change_session(
        host=host, schedule_id=session.pk, changes={"emails": ["mia@example.org", "zoe@example.org"]}
    )
    assert emails(session) == ["mia@example.org", "zoe@example.org"]
    assert invite(session, "mia@example.org").status == "ACCEPTED"
    assert not Access.objects.filter(user=kit).exists() and not InviteAccess.objects.filter(user=kit).exists()
    with pytest.raises(Gone) as refused:
        find_invite(old)
    assert refused.value.code == "invite_withdrawn"
    change_session(
        host=host, schedule_id=session.pk, changes={"emails": [kit.email]}
    )  # asked again after all
    again = invite(session, kit.email)
    assert again.withdrawn_at is None and token_of(again) != old and Access.objects.filter(user=kit).exists()
    with pytest.raises(NotFound):
        find_invite(old)


@pytest.fixture
def group(host, make_user):
    group = ClassGroup.objects.create(name="7b", owner=host)
    for name in ("sam", "tess"):
        member = make_user(name, account_type="STUDENT", email=f"{name}@school.org")
        GroupMember.objects.create(group=group, user=member, role="STUDENT", joined_at=timezone.now())
    teacher = make_user("theo", account_type="TEACHER", email="theo@school.org")
    GroupMember.objects.create(group=group, user=teacher, role="TEACHER", joined_at=timezone.now())
    GroupInvitation.objects.create(group=group, email="Una@school.org", role="STUDENT")
    return group


def test_a_group_is_invited_as_it_is_on_that_day_and_in_its_roles(plan, make_room, host, group, make_user):
    lesson = make_room(host, room_type="CLASSROOM", class_capacity_tier=10)
    (session,) = plan("sam@school.org", "extra@example.org", at=lesson, group_ids=[group.pk, group.pk])
    roles = {one.invitee_email: (one.role, one.group_id) for one in session.invites.all()}
    assert roles == {
        "sam@school.org": ("STUDENT", None),  # by address
        "tess@school.org": ("STUDENT", group.pk),
        "theo@school.org": ("TEACHER", group.pk),
        "una@school.org": ("STUDENT", group.pk),
        "extra@example.org": ("STUDENT", None),
    }
    assert Access.objects.get(room=lesson, user__username="theo").access_type == "TEACHER"
    # The link makes nobody a teacher: it may be passed on.
    late = make_user("late", account_type="STUDENT")
    token = token_of(invite(session, "theo@school.org"))
    assert join_room(who=late, room_id=lesson.room_id, network="n", invite_token=token).role == Role.STUDENT


def test_later_members_of_a_group_are_not_added_silently(plan, make_room, host, group, make_user):
    lesson = make_room(host, room_type="CLASSROOM", class_capacity_tier=10)
    (session,) = plan(at=lesson, group_ids=[group.pk])
    before = emails(session)
    new = make_user("nia", account_type="STUDENT", email="nia@school.org")
    GroupMember.objects.create(group=group, user=new, role="STUDENT", joined_at=timezone.now())
    change_session(host=host, schedule_id=session.pk, changes={"group_ids": [group.pk], "title": "Lesson 1"})
    assert emails(session) == before
    change_session(
        host=host, schedule_id=session.pk, changes={"emails": ["by@example.org"]}
    )  # says nothing of groups
    assert emails(session) == sorted([*before, "by@example.org"])
    change_session(
        host=host, schedule_id=session.pk, changes={"group_ids": [group.pk], "refresh_groups": True}
    )
    assert emails(session) == sorted([*before, "by@example.org", "nia@school.org"])
    change_session(host=host, schedule_id=session.pk, changes={"group_ids": []})
    assert emails(session) == ["by@example.org"]


def test_a_group_of_somebody_else_answers_as_one_that_does_not_exist(plan, make_user):
    foreign = ClassGroup.objects.create(name="theirs", owner=make_user())
    answers = set()
    for pk in (foreign.pk, foreign.pk + 1000):
        with pytest.raises(NotFound) as refused:
            plan("kit@example.org", group_ids=[pk])
        answers.add((refused.value.code, refused.value.message))
    assert len(answers) == 1 and not Schedule.objects.exists() and not OutgoingMail.objects.exists()


def test_cancelling_twice_is_once_and_what_is_over_or_cancelled_does_not_change(plan, host):
    (session,) = plan("kit@example.org")
    cancel_session(host=host, schedule_id=session.pk)
    session.refresh_from_db()
    first = session.cancelled_at
    cancel_session(host=host, schedule_id=session.pk)
    session.refresh_from_db()
    assert session.cancelled_at == first and session.ical_sequence == 1
    with pytest.raises(Gone) as refused:
        change_session(host=host, schedule_id=session.pk, changes={"title": "x"})
    assert refused.value.code == "session_cancelled"
    (over,) = plan()
    past = timezone.now() - timedelta(hours=2)
    Schedule.objects.filter(pk=over.pk).update(start_time=past, end_time=past + timedelta(hours=1))
    for act in (
        lambda: change_session(host=host, schedule_id=over.pk, changes={"title": "x"}),
        lambda: cancel_session(host=host, schedule_id=over.pk),
    ):
        with pytest.raises(Gone) as refused:
            act()
        assert refused.value.code == "session_over"


def test_a_session_is_its_hosts_and_the_rooms_next_owners(plan, room, host, make_user):
    from rooms.services import hand_over_room

    (session,) = plan("kit@example.org")
    stranger, heir = make_user(), make_user("heir")
    for act in (change_session, cancel_session):
        how = {"changes": {"title": "x"}} if act is change_session else {}
        with pytest.raises(NotFound):
            act(host=stranger, schedule_id=session.pk, **how)
    give_access(member=room_for(host, room.room_id), user=heir, role=Role.INTERVIEWER)
    with pytest.raises(NotFound):
        cancel_session(host=heir, schedule_id=session.pk)
    hand_over_room(member=room_for(host, room.room_id), user_id=str(heir.pk))
    session.refresh_from_db()
    assert session.host == heir
    change_session(host=heir, schedule_id=session.pk, changes={"title": "Mine now"})
    with pytest.raises(NotFound):
        change_session(host=host, schedule_id=session.pk, changes={"title": "x"})


def test_a_guests_pass_from_elsewhere_outlives_the_session(plan, room, host):
    (session,) = plan("kit@example.org")
    by_room_link = admit_guest(
        room_id=room.room_id, name="Own", invite_token=room.invite_link_token, network="n"
    )
    cancel_session(host=host, schedule_id=session.pk)
    assert Guest.objects.get(pk=by_room_link.guest.pk).revoked_at is None
