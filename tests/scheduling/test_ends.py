"""When a room or an account goes, and what an operator may do: sessions are cancelled and everybody is told."""

import time
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.utils import timezone

from accounts.deletion import erase_account
from rooms.access import room_for
from rooms.cleaning import close_idle_rooms
from rooms.models import Access, Room
from rooms.policy import Role
from rooms.services import delete_room, hand_over_room
from rooms.sharing import give_access
from scheduling.models import Invite, Schedule
from scheduling.tasks import roll_sessions_on


def cancellations(mails):
    return sorted(mail.to[0] for mail in mails if "cancel" in mail.subject.lower())


def test_with_a_room_its_sessions_are_cancelled_and_the_invited_are_told(plan, room, host, outbox_mails):
    plan("kit@example.org", "mia@example.org", repeat_count=2)
    outbox_mails()
    delete_room(member=room_for(host, room.room_id))
    assert not Schedule.objects.exists()
    assert cancellations(outbox_mails()) == ["kit@example.org", "mia@example.org"]


def test_with_its_host_a_session_is_cancelled_though_the_room_lives_on(
    plan, room, host, make_user, outbox_mails
):
    heir, kit = make_user("heir"), make_user("kit", account_type="CANDIDATE")
    give_access(member=room_for(host, room.room_id), user=heir, role=Role.INTERVIEWER)
    plan(kit.email)
    outbox_mails()
    erase_account(user=host)
    assert cancellations(outbox_mails()) == [kit.email]
    room.refresh_from_db()
    assert (room.interviewer, room.scheduled_start_time) == (heir, None)
    assert not Schedule.objects.exists() and not Access.objects.filter(user=kit).exists()


def test_who_was_invited_before_a_room_was_handed_over_stays_invited_when_its_first_host_goes(
    plan, room, host, make_user, outbox_mails
):
    heir = make_user("heir")
    give_access(member=room_for(host, room.room_id), user=heir, role=Role.INTERVIEWER)
    (session,) = plan("kit@example.org")
    outbox_mails()
    hand_over_room(member=room_for(host, room.room_id), user_id=str(heir.pk))
    erase_account(user=host)
    assert [(one.invitee_email, one.inviter) for one in session.invites.all()] == [("kit@example.org", heir)]
    assert cancellations(outbox_mails()) == []


def test_a_deleted_invitee_is_invited_no_more(plan, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    (session,) = plan(kit.email, "mia@example.org")
    erase_account(user=kit)
    assert list(session.invites.values_list("invitee_email", flat=True)) == ["mia@example.org"]


def test_a_room_whose_next_session_is_weeks_away_is_not_closed_as_idle(plan, room):
    first, _ = plan(repeat_count=2)
    past = timezone.now() - timedelta(hours=2)
    Schedule.objects.filter(pk=first.pk).update(start_time=past, end_time=past + timedelta(hours=1))
    Room.objects.filter(pk=room.pk).update(
        last_activity=timezone.now() - timedelta(days=9), scheduled_end_time=past + timedelta(hours=1)
    )
    assert close_idle_rooms(until=time.monotonic() + 20) == 0
    roll_sessions_on()
    room.refresh_from_db()
    assert room.is_active and room.scheduled_end_time > timezone.now()
    Schedule.objects.all().delete()
    Room.objects.filter(pk=room.pk).update(scheduled_start_time=None, scheduled_end_time=None)
    assert close_idle_rooms(until=time.monotonic() + 20) == 1


@pytest.mark.parametrize("table", ["schedule", "invite"])
def test_the_actions_of_the_administration_go_through_the_services(plan, table, rf, make_user):
    """As the site calls them: only what stands is touched, and its invitees hear of it."""
    model, action = (Schedule, "cancel_sessions") if table == "schedule" else (Invite, "revoke")
    kit = make_user("kit", account_type="CANDIDATE")
    (session,) = plan(kit.email)
    page = admin.site._registry[model]
    request = rf.post("/")
    request.user = make_user("operator")
    request.session = {}
    request._messages = FallbackStorage(request)
    getattr(page, action)(request, model.objects.all())
    getattr(page, action)(request, model.objects.all())
    session.refresh_from_db()
    said = [str(message) for message in get_messages(request)]
    assert said[0].startswith("1 ") and said[1].startswith("0 ")
    assert (session.cancelled_at is not None) == (table == "schedule")
    assert (session.invites.get().withdrawn_at is not None) == (table == "invite")
    assert not Access.objects.filter(user=kit).exists()
