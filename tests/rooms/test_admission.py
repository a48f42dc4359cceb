"""Who gets in by what right, when several things happen to a room at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from fusemeet.errors import Conflict, Denied, Gone, Invalid, NotFound, Problem
from rooms import admission, chat, grants, services, sharing
from rooms.access import room_for
from rooms.models import Access, Participant, ShareInvitation
from rooms.people import someone
from signaling import presence
from signaling.hooks import Person, rooms
from signaling.models import Connection, JournalEvent


@pytest.fixture
def owner(make_room):
    room = make_room(max_participants=2)
    return room_for(room.interviewer, room.room_id)


def seat(user, room, **how):
    return admission.join_room(who=user, room_id=room.room_id, network="test", **how)


def connect(user, room, connection):
    entry = rooms().entry(room_id=room.room_id, person=str(user.pk))
    peer = f"peer-{connection}"
    presence.enter(entry=entry, connection=connection, peer=peer, process="test", wants_media=False)


def test_an_address_that_its_account_has_not_confirmed_is_invited_by_mail_alone(owner, make_user):
    squatter = make_user("squatter", email="cai@example.org", verified=False)
    shared = sharing.share_room(member=owner, identifier="cai@example.org", invite_type="INTERVIEWER")
    assert shared.token and not Access.objects.filter(user=squatter).exists()


@pytest.mark.parametrize("address", ["a@", "x@y\nBcc: z@example.org", "a" * 100 + "@example.org"])
def test_what_is_no_address_gets_no_mail(owner, address):
    with pytest.raises(Invalid):
        sharing.share_room(member=owner, identifier=address, invite_type="CANDIDATE")
    assert not ShareInvitation.objects.exists()


def test_what_a_removed_host_handed_out_opens_nothing(owner, make_user):
    host, friend = make_user("host"), make_user("friend", account_type="CANDIDATE")
    sharing.give_access(member=owner, user=host, role=services.Role.INTERVIEWER)
    token = sharing.share_room(
        member=room_for(host, owner.room.room_id), identifier="", invite_type="LINK", max_uses=9
    ).token
    admission.remove_participant(member=owner, user_id=str(host.pk))
    with pytest.raises(Gone, match="invite_revoked"):
        seat(friend, owner.room, invite_token=token)


def test_a_removal_stands_whatever_was_under_way(owner, make_user, monkeypatch):
    cai = make_user("cai", account_type="CANDIDATE")
    seat(cai, owner.room)
    take_seat = admission.take_seat

    def late(room, user):
        monkeypatch.setattr(admission, "take_seat", take_seat)
        admission.remove_participant(member=owner, user_id=str(cai.pk))
        return take_seat(room, user)

    monkeypatch.setattr(admission, "take_seat", late)
    with pytest.raises(Denied, match="removed"):
        seat(cai, owner.room)


def test_a_removed_person_is_not_among_those_in_the_room(owner, make_user):
    cai = make_user("cai", account_type="CANDIDATE")
    seat(cai, owner.room)
    admission.remove_participant(member=owner, user_id=str(cai.pk))
    with pytest.raises(Denied):
        admission.take_seat(owner.room.pk, someone(cai))
    assert not Participant.objects.filter(user=cai, is_active=True).exists()


def test_an_id_is_one_way_of_writing_it(owner, make_user):
    cai = make_user("cai", account_type="CANDIDATE")
    seat(cai, owner.room)
    with pytest.raises(NotFound):
        admission.remove_participant(member=owner, user_id=f"0{cai.pk}")
    with pytest.raises(NotFound):
        grants.give_grant(member=owner, user_id=f"0{cai.pk}", ability="chat")


def test_a_room_handed_over_twice_at_once_has_one_owner(owner, make_user):
    first, second = make_user("first"), make_user("second")
    for user in (first, second):
        sharing.give_access(member=owner, user=user, role=services.Role.INTERVIEWER)
    services.hand_over_room(member=owner, user_id=str(first.pk))
    with pytest.raises(Denied):
        services.hand_over_room(member=owner, user_id=str(second.pk))  # decided before the first was done
    assert Access.objects.filter(room=owner.room, access_type="OWNER").count() == 1


def test_a_socket_is_no_reason_to_have_a_seat(owner, make_user):
    late = make_user("late", account_type="CANDIDATE")
    seat(late, owner.room)
    Participant.objects.update(joined_at=timezone.now() - timedelta(seconds=75))
    for name in ("one", "two"):
        user = make_user(name, account_type="CANDIDATE")
        seat(user, owner.room)
    with pytest.raises(Conflict, match="room_full"):
        connect(late, owner.room, "late")


def test_connections_of_a_process_that_died_hold_no_seat(owner, make_user):
    for name in ("one", "two"):
        user = make_user(name, account_type="CANDIDATE")
        seat(user, owner.room)
        connect(user, owner.room, name)
    past = timezone.now() - timedelta(seconds=90)
    Connection.objects.update(lease_until=past)
    Participant.objects.update(joined_at=past)
    seat(make_user("three", account_type="CANDIDATE"), owner.room)


def test_the_second_click_on_a_link_uses_it_once(owner, make_user, monkeypatch):
    cai = make_user("cai", account_type="CANDIDATE")
    token = sharing.share_room(member=owner, identifier="", invite_type="LINK", max_uses=1).token
    member_of = admission.member_of
    seen = iter([None, None])
    monkeypatch.setattr(admission, "member_of", lambda room, user: next(seen, False) or member_of(room, user))
    seat(cai, owner.room, invite_token=token)
    assert ShareInvitation.objects.get().uses == 1


@pytest.mark.django_db(transaction=True)
def test_talking_coming_going_and_changing_at_once_end_in_no_deadlock(make_room, make_user):
    room = make_room(max_participants=12)
    member = room_for(room.interviewer, room.room_id)
    person = Person(member.person, "ada", "Ada", "OWNER")
    people = [make_user(account_type="CANDIDATE") for _ in range(6)]
    went_wrong = []

    def talk(number):
        for line in range(8):
            chat.post_message(room=room.pk, person=person, message="hello", client_id=f"{number}-{line}")

    def come_and_go(user):
        for turn in range(3):
            seat(user, room)
            connect(user, room, f"{user.pk}-{turn}")
            presence.leave(connection=f"{user.pk}-{turn}")

    def change():
        for language in ("python", "java", "go", "rust"):
            services.set_language(room=room.pk, person=member.person, language=language)
            services.update_room(member=member, changes={"roomName": language})

    def guarded(job, *args):
        try:
            job(*args)
        except Problem as problem:
            went_wrong.append(problem.code)
        except Exception as error:
            went_wrong.append(repr(error))
        finally:
            connections.close_all()

    jobs = [(talk, 1), (talk, 2), (change,), *((come_and_go, user) for user in people)]
    threads = [threading.Thread(target=guarded, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not went_wrong
    seqs = list(JournalEvent.objects.filter(room=room.pk).order_by("seq").values_list("seq", "type"))
    assert [seq for seq, _ in seqs] == list(range(1, len(seqs) + 1))
    kinds = [kind for _, kind in seqs]
    assert kinds.count("join") == kinds.count("leave") == 18 and kinds.count("chat") == 16
