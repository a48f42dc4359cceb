"""A right that ends ends on open sockets too, whatever the socket is busy with."""

import asyncio
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import UserSession
from accounts.sessions import end_session, open_session
from accounts.tokens import mint_access
from rooms import admission, grants, services
from rooms.access import room_for
from signaling import attendance, revocation
from signaling.hooks import Identity, rooms
from signaling.hub import hub
from signaling.socket import Socket
from tests.ws import Refused, RoomClient, access_token, join


@pytest.fixture
def people(make_user, make_room):
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    return ada, cai, make_room(owner=ada)


def test_who_is_refused_at_the_door_says_nothing_in_the_room(live, people):
    ada, cai, room = people
    with RoomClient.enter(live, room.room_id, ada) as first:
        token = access_token(cai)
        join(live, room.room_id, token)
        admission.leave_room(member=room_for(cai, room.room_id))
        services.update_room(member=room_for(ada, room.room_id), changes={"isLocked": True})
        refused = RoomClient.connect(live, room.room_id, cai, token=token, welcome=False)
        for _ in range(5):  # sent before the refusal can arrive
            refused.tell("chat", message="through the closed door")
            refused.tell("hand", raised=True)
        assert refused.wait_closed() == 4423
        first.hears_nothing("chat", within=1)
        first.hears_nothing("hand")


def test_a_socket_ends_with_the_token_that_opened_it(live, people):
    ada, _, room = people
    pair = open_session(user=ada, device="test", address="127.0.0.1")
    join(live, room.room_id, pair.access)
    issued = timezone.now() - timedelta(hours=24) + timedelta(seconds=3)
    UserSession.objects.filter(pk=pair.session_id).update(issued_at=issued)
    token, _ = mint_access(UserSession.objects.select_related("user").get(pk=pair.session_id))
    with RoomClient.connect(live, room.room_id, ada, token=token) as client:
        assert client.wait_closed(within=6) == 4401


def test_a_grant_for_a_time_ends_on_an_open_socket(live, people):
    ada, cai, room = people
    owner = room_for(ada, room.room_id)
    services.update_room(member=owner, changes={"allowChat": False})
    with RoomClient.enter(live, room.room_id, cai) as client:
        until = timezone.now() + timedelta(seconds=3)
        grants.give_grant(member=owner, user_id=str(cai.pk), ability="chat", until=until)
        assert "chat" in client.expect("abilities")["abilities"]
        client.send("chat", message="while it lasts")
        assert "chat" not in client.expect("abilities", within=6)["abilities"]
        with pytest.raises(Refused, match="forbidden"):
            client.send("chat", message="afterwards")


class Line:
    """What a socket's client would hear."""

    def __init__(self):
        self.closed = None
        self.heard = []

    async def send(self, message):
        if message["type"] == "websocket.close":
            self.closed = message["code"]
        elif text := message.get("text"):
            self.heard.append(json.loads(text)["type"])


def on_the_loop(scenario, person, room):
    """Run `scenario(socket, line)` with a socket of this person registered in this process's hub."""
    session = open_session(user=person, device="test", address="127.0.0.1")
    identity = Identity(str(person.pk), session.session_id, session.access_expires)
    entry = rooms().entry(room_id=room.room_id, person=str(person.pk))

    async def run():
        line = Line()
        socket = Socket(
            address=entry.room,
            identity=identity,
            send=line.send,
            give_up=lambda: None,
            entry=entry,
            peer="peer-in-process",
        )
        hub.add(socket)
        try:
            await scenario(socket, line)
        finally:
            hub.remove(socket)
            socket.outbox.cancel()

    asyncio.run(run())
    return session


def poll_now():
    attendance._seen_revocations.clear()
    return attendance._poll()


@pytest.mark.django_db(transaction=True)
def test_a_socket_that_is_catching_up_is_looked_at_too(people):
    ada, cai, room = people
    admission.join_room(who=cai, room_id=room.room_id, network="test")

    async def scenario(socket, line):
        await attendance.db.run(attendance.enter_and_read, socket, False)
        socket.entered = True
        socket.hold()  # it never finishes reading what it asked for
        member = await attendance.db.run(room_for, ada, room.room_id)
        await attendance.db.run(admission.remove_participant, member=member, user_id=str(cai.pk))
        await poll_now()
        await asyncio.sleep(0.05)
        assert line.closed == 4403

    on_the_loop(scenario, cai, room)


@pytest.mark.django_db(transaction=True)
def test_why_a_room_closes_is_said_even_if_the_closing_is_seen_before_the_journals_head(people):
    ada, cai, room = people
    admission.join_room(who=cai, room_id=room.room_id, network="test")

    async def scenario(socket, line):
        _, snapshot, _ = await attendance.db.run(attendance.enter_and_read, socket, False)
        socket.entered = True
        hub.release(socket, snapshot.seq)
        member = await attendance.db.run(room_for, ada, room.room_id)
        await attendance.db.run(services.end_room, member=member)
        await attendance.look_again(socket)  # no poll has read the heads in between, and no hint came
        await asyncio.sleep(0.05)
        assert (line.heard[-1], line.closed) == ("room-ended", 4404)

    on_the_loop(scenario, cai, room)


@pytest.mark.django_db(transaction=True)
def test_who_is_removed_while_coming_in_does_not_come_in(people):
    ada, cai, room = people
    admission.join_room(who=cai, room_id=room.room_id, network="test")

    async def scenario(socket, line):
        member = await attendance.db.run(room_for, ada, room.room_id)
        await attendance.db.run(admission.remove_participant, member=member, user_id=str(cai.pk))
        with pytest.raises(Exception, match="removed"):
            await attendance.db.run(attendance.enter_and_read, socket, False)

    on_the_loop(scenario, cai, room)


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_out_while_coming_in_does_not_come_in(people):
    ada, _, room = people
    admission.join_room(who=ada, room_id=room.room_id, network="test")

    async def scenario(socket, line):
        await attendance.db.run(end_session, session_id=socket.identity.session)
        with pytest.raises(Exception, match="session_ended"):
            await attendance.db.run(attendance.enter_and_read, socket, False)

    on_the_loop(scenario, ada, room)


@pytest.mark.django_db(transaction=True)
def test_a_revocation_that_could_not_be_applied_is_tried_again(people, monkeypatch):
    ada, _, room = people
    admission.join_room(who=ada, room_id=room.room_id, network="test")

    async def scenario(socket, line):
        await attendance.db.run(attendance.enter_and_read, socket, False)
        socket.entered = True
        await attendance.db.run(end_session, session_id=socket.identity.session)
        with monkeypatch.context() as broken:

            def away(**_):
                raise OSError("the database is away")

            broken.setattr(type(rooms()), "still_signed_in", lambda self, **_: away())
            await attendance._poll()
        await attendance._poll()
        await asyncio.sleep(0.05)
        assert line.closed == 4401

    on_the_loop(scenario, ada, room)


def test_a_process_that_was_cut_off_looks_back_to_its_last_answer(db, make_user):
    person = make_user()
    revocation.revoke("user", str(person.pk))
    revocation.Revocation.objects.update(created_at=timezone.now() - timedelta(seconds=90))
    assert revocation.recent() == []
    assert [key for _, _, key in revocation.recent(since=timezone.now() - timedelta(seconds=80))] == [
        str(person.pk)
    ]


def test_rights_hold_on_every_process_within_a_second_of_their_change(live, people):
    ada, cai, room = people
    waited = []
    with (
        RoomClient.enter(live, room.room_id, ada) as host,
        RoomClient.enter(live, room.room_id, cai) as here,
        RoomClient.enter(live, room.room_id, cai, process=1) as there,
    ):
        for may in [False, True] * 4:
            start = time.monotonic()
            host.send("classroom-permissions", allowMicrophone=may)
            for client in (here, there):
                assert ("microphone" in client.expect("abilities")["abilities"]) is may
                waited.append(time.monotonic() - start)
    waited.sort()
    print(f"from a switch to whom it is about: {waited[len(waited) // 2]:.3f} s, at most {waited[-1]:.3f} s")
    assert waited[-1] < 1


@pytest.mark.django_db(transaction=True)
def test_a_hint_is_looked_at_at_once_and_many_hints_cost_one_look(people, monkeypatch):
    ada, cai, room = people
    admission.join_room(who=cai, room_id=room.room_id, network="test")
    looks = []
    look = attendance._poll_once

    async def counted():
        looks.append(1)
        await look()

    monkeypatch.setattr(attendance, "_poll_once", counted)

    async def scenario(socket, line):
        await attendance.db.run(attendance.enter_and_read, socket, False)
        socket.entered = True
        changes = {"allowChat": False}
        await attendance.db.run(services.update_room, member=room_for_ada, changes=changes)
        for _ in range(20):
            hub._heard(socket.address, {"kind": "revoked"})
        await asyncio.sleep(0.3)
        assert "abilities" in line.heard
        assert "chat" not in socket.abilities
        assert len(looks) == 1

    room_for_ada = room_for(ada, room.room_id)
    on_the_loop(scenario, cai, room)


def test_the_hint_goes_out_with_the_commit(people, monkeypatch, django_capture_on_commit_callbacks):
    _, _, room = people
    said = []
    monkeypatch.setattr(hub, "publish_everywhere", lambda address, message: said.append((address, message)))
    with django_capture_on_commit_callbacks() as committed:
        revocation.revoke("access", f"{room.pk}:*")
        assert said == []
    for callback in committed:
        callback()
    assert (room.pk, {"kind": "revoked"}) in said
