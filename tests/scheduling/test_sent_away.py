"""Somebody whom a host removed does not come back by an earlier invitation; a blocked host invites nobody."""

from datetime import timedelta

import pytest

from fusemeet.errors import Denied, Gone
from rooms.access import room_for
from rooms.admission import join_room, remove_participant
from rooms.guests import admit_guest
from rooms.models import LobbyEntry
from rooms.policy import Role
from rooms.services import update_room
from scheduling.inviting import bind_invites
from scheduling.models import Invite
from scheduling.planning import call_off, change_session, withdraw_invite
from scheduling.reminder_letters import reminder
from scheduling.tokens import token_of
from signaling.models import DocumentConnection, Revocation
from tests.scheduling.conftest import ahead

pytestmark = pytest.mark.django_db


def link_of(session, email):
    return token_of(session.invites.get(invitee_email=email))


def come(room, token):
    return admit_guest(room_id=room.room_id, name="Kit again", invite_token=token, network="n")


def remove(room, host, person):
    remove_participant(member=room_for(host, room.room_id), user_id=person)


@pytest.mark.parametrize("weeks", [1, 3])
def test_not_without_their_account_by_the_link_of_their_mail(plan, room, host, make_user, weeks):
    kit = make_user("kit", account_type="CANDIDATE")
    session = plan(kit.email, "mia@example.org", repeat_count=weeks)[0]
    join_room(who=kit, room_id=room.room_id, network="n")
    remove(room, host, str(kit.pk))
    with pytest.raises(Gone) as refused:
        come(room, link_of(session, kit.email))
    assert refused.value.code == "invite_withdrawn"
    assert come(room, link_of(session, "mia@example.org")).member.role == Role.CANDIDATE


@pytest.mark.parametrize("weeks", [1, 3])
def test_nor_a_guest_with_a_new_pass_until_they_are_invited_anew(plan, room, host, weeks):
    session = plan("kit@example.org", repeat_count=weeks)[0]
    first = come(room, link_of(session, "kit@example.org"))
    assert come(room, link_of(session, "kit@example.org")), "on the telephone too"
    remove(room, host, f"g{first.guest.pk}")
    with pytest.raises(Gone) as refused:
        come(room, link_of(session, "kit@example.org"))
    assert refused.value.code == "invite_withdrawn"
    for emails in ([], ["kit@example.org"]):
        change_session(host=host, schedule_id=session.pk, changes={"emails": emails}, series=True)
    assert come(room, link_of(session, "kit@example.org")).member.role == Role.CANDIDATE


def test_nor_by_proving_another_address_that_was_invited_before(plan, room, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE", email="kit@example.org")
    plan(kit.email, "other@example.org")
    join_room(who=kit, room_id=room.room_id, network="n")
    remove(room, host, str(kit.pk))
    kit.email = "other@example.org"
    kit.save()
    assert bind_invites(user=kit) == 1
    with pytest.raises(Denied) as refused:
        room_for(kit, room.room_id)
    assert refused.value.code == "removed"

    plan("third@example.org", start=ahead(9))
    Invite.objects.filter(invitee_email="third@example.org").update(sent_at=ahead(1) + timedelta(hours=1))
    kit.email = "third@example.org"
    kit.save()
    assert bind_invites(user=kit) == 1
    assert room_for(kit, room.room_id).role == Role.CANDIDATE, "asked after they were sent away"


def test_a_blocked_host_mails_nobody_but_that_it_is_off(plan, room, host, make_user, outbox_mails):
    session = plan("mia@example.org")[0]
    assert len(outbox_mails()) == 1
    change_session(
        host=host, schedule_id=session.pk, changes={"emails": ["mia@example.org", "new@example.org"]}
    )
    change_session(host=host, schedule_id=session.pk, changes={"title": "Something to buy"})
    type(host).objects.filter(pk=host.pk).update(is_active=False)
    assert len(outbox_mails()) == 1, "neither the change nor the new invitation"
    call_off(schedule=session)
    mails = outbox_mails()
    assert [mail.to for mail in mails[1:]] == [["mia@example.org"]]
    assert mails[1].subject.startswith("Cancelled")


def test_nor_does_a_reminder_speak_for_them(plan, host):
    session = plan("mia@example.org")[0]
    how = {"invite": session.invites.get().pk, "start": session.start_time.isoformat(), "turn": "day"}
    assert reminder(**how) is not None
    type(host).objects.filter(pk=host.pk).update(is_active=False)
    assert reminder(**how) is None


@pytest.mark.parametrize("how", ["one document", "the lobby"])
def test_withdrawing_ends_the_sockets_that_make_nobody_present_too(plan, room, host, make_user, how):
    kit = make_user("kit", account_type="CANDIDATE")
    session = plan(kit.email)[0]
    if how == "the lobby":
        update_room(member=room_for(host, room.room_id), changes={"lobby": True})
        join_room(who=kit, room_id=room.room_id, network="n")
        assert LobbyEntry.objects.filter(user=kit, state="WAITING").exists()
    DocumentConnection.objects.create(
        id="d" * 24, room=room.pk, person=str(kit.pk), process="p", lease_until=ahead(1)
    )
    Revocation.objects.all().delete()
    withdraw_invite(
        host=host, schedule_id=session.pk, invite_id=session.invites.get(invitee_email=kit.email).pk
    )
    assert Revocation.objects.filter(kind="access", key=f"{room.pk}:{kit.pk}").exists()
    assert not DocumentConnection.objects.exists()
    assert not LobbyEntry.objects.filter(user=kit).exists()


def test_nor_does_a_socket_stay_that_is_opened_in_the_same_moment(plan, room, host, make_user):
    kit = make_user("kit", account_type="CANDIDATE")
    session = plan(kit.email)[0]
    Revocation.objects.all().delete()
    withdraw_invite(
        host=host, schedule_id=session.pk, invite_id=session.invites.get(invitee_email=kit.email).pk
    )
    assert Revocation.objects.filter(kind="access", key=f"{room.pk}:*").exists()
