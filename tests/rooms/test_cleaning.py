"""What the clock tidies up: idle rooms, people whose connection is gone, keys that open nothing; twice is once."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from fusemeet.errors import Gone
from rooms import cleaning, tasks
from rooms.access import lock_room, room_for
from rooms.guests import admit_guest
from rooms.models import Guest, LobbyEntry, Participant, Room
from rooms.passes import find_pass
from rooms.seats import take_seat
from rooms.services import end_room, open_room
from signaling import presence
from signaling.hooks import rooms as wire
from signaling.journal import create_journal
from signaling.models import Connection, DocumentConnection, JournalEvent, Revocation, SocketTicket
from tests.live import Live
from tests.ws import RoomClient

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def long() -> float:
    return time.monotonic() + 60


def idle(room: Room, ago: timedelta = DAY + timedelta(minutes=1), **fields: Any) -> Room:
    Room.objects.filter(pk=room.pk).update(last_activity=timezone.now() - ago, **fields)
    room.refresh_from_db()
    return room


def told(kind: str) -> Counter[int]:
    """How often each room was told of this."""
    return Counter(JournalEvent.objects.filter(type=kind).values_list("room", flat=True))


def come_in(room: Room, user: Any, peer: str = "p") -> str:
    """A tab of theirs, as a server process registers it."""
    with transaction.atomic():
        take_seat(room.pk, room_for(user, room.room_id).who)
    entry = wire().entry(room_id=room.room_id, person=str(user.pk))
    connection = f"{user.pk}-{peer}"
    presence.enter(entry=entry, connection=connection, peer=connection, process="gone", wants_media=True)
    return connection


def lose(*connections: str) -> None:
    Connection.objects.filter(id__in=connections).update(lease_until=timezone.now() - timedelta(seconds=1))


# --- idle rooms ------------------------------------------------------------------------------------------------------


def test_a_room_that_nobody_has_used_for_a_day_is_ended_and_its_owner_can_open_it_again(
    make_room: Callable[..., Room], caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room()
    guest = admit_guest(
        room_id=room.room_id, name="Gil", invite_token=str(room.invite_link_token), network="t"
    )
    idle(room)
    with caplog.at_level(logging.INFO, "rooms.tasks"):
        tasks.close_idle_rooms()
    assert "cleaned idle rooms: closed=1" in caplog.text
    room.refresh_from_db()
    assert not room.is_active and room.actual_end_time is not None
    assert told("room-ended") == {room.pk: 1}
    assert Revocation.objects.filter(kind="access", key=f"{room.pk}:*").exists(), (
        "whoever still looks is told"
    )
    assert find_pass(guest.token) is None
    assert not Participant.objects.filter(room=room, is_active=True).exists()
    open_room(member=room_for(room.interviewer, room.room_id))
    assert cleaning.close_idle_rooms(until=long()) == 0, "opened again it is in use"
    room.refresh_from_db()
    assert room.is_active


def test_a_room_that_was_used_within_a_day_or_has_a_session_ahead_stays_open(
    make_room: Callable[..., Room],
) -> None:
    used, planned, over = make_room(), make_room(), make_room()
    now = timezone.now()
    idle(used, DAY - timedelta(minutes=5))
    idle(planned, 30 * DAY, scheduled_end_time=now + timedelta(hours=1))
    idle(over, 30 * DAY, scheduled_end_time=now - timedelta(minutes=1))
    assert cleaning.close_idle_rooms(until=long()) == 1
    assert told("room-ended") == {over.pk: 1}


def test_what_another_app_writes_into_a_room_before_it_is_judged_keeps_it_open(
    make_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = idle(make_room())

    def plan(found: Room) -> None:
        found.scheduled_end_time = timezone.now() + DAY
        found.save(update_fields=["scheduled_end_time"])

    monkeypatch.setattr(cleaning, "_before", [plan])
    assert cleaning.close_idle_rooms(until=long()) == 0
    room.refresh_from_db()
    assert room.is_active


def test_a_room_with_somebody_in_it_is_in_use_whatever_its_row_says(
    make_room: Callable[..., Room],
) -> None:
    room = make_room()
    connection = come_in(room, room.interviewer)
    idle(room)
    assert cleaning.close_idle_rooms(until=long()) == 0
    room.refresh_from_db()
    assert room.last_activity > timezone.now() - timedelta(minutes=1)
    lose(connection)
    idle(room)
    assert cleaning.close_idle_rooms(until=long()) == 1, "a lease that ran out is nobody"


def test_between_being_found_and_being_locked_a_room_may_have_been_opened_ended_or_deleted(
    make_room: Callable[..., Room],
) -> None:
    opened, ended, deleted = (idle(make_room()) for _ in range(3))
    open_room(member=room_for(opened.interviewer, opened.room_id))
    end_room(member=room_for(ended.interviewer, ended.room_id))
    gone = deleted.pk
    deleted.delete()
    assert [cleaning._close_if_idle(pk) for pk in (opened.pk, ended.pk, gone)] == [False, False, False]
    assert told("room-ended") == {ended.pk: 1}


def test_it_stops_when_its_time_is_up_and_the_next_run_goes_on(make_room: Callable[..., Room]) -> None:
    idle(make_room())
    assert cleaning.close_idle_rooms(until=time.monotonic() - 1) == 0
    assert cleaning.close_idle_rooms(until=long()) == 1


def bare_rooms(count: int) -> list[int]:
    """Idle rooms, quickly."""
    ago = timezone.now() - 2 * DAY
    for number in range(count):
        room = Room.objects.create(
            room_id=f"idle-{number}", room_type="INTERVIEW", room_name="Idle", last_activity=ago,
            invite_link_token=f"token-{number}",
        )  # fmt: skip
        create_journal(room=room.pk)
    return list(Room.objects.order_by("pk").values_list("pk", flat=True))


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    results, gate = [], threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            results.append(job())
        except Exception as problem:
            results.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_four_runs_at_once_end_every_room_once_and_nobody_sits_down_in_an_ended_one(
    make_room: Callable[..., Room],
) -> None:
    bare_rooms(20)
    late = make_room()
    idle(late)

    def sit_down() -> Any:
        with transaction.atomic():
            lock_room(late.pk)
            return take_seat(late.pk, room_for(late.interviewer, late.room_id).who)

    runs: list[Callable[[], Any]] = [lambda: cleaning.close_idle_rooms(until=long())] * 4
    results = at_once([*runs, sit_down])
    assert sum(one for one in results if isinstance(one, int)) == 21
    assert [type(one) for one in results if not isinstance(one, int)] == [Gone]
    assert len(told("room-ended")) == 21 and set(told("room-ended").values()) == {1}
    assert not Room.objects.filter(is_active=True).exists()
    assert not Participant.objects.filter(is_active=True).exists()


# --- people whose connection is gone ---------------------------------------------------------------------------------


def test_somebody_whose_lease_ran_out_leaves_though_no_server_process_runs(
    make_room: Callable[..., Room], make_user: Callable[..., Any]
) -> None:
    room = make_room()
    stays, lost = come_in(room, room.interviewer), come_in(room, room.interviewer, "second")
    cai = make_user("cai")
    from rooms.models import Access

    Access.objects.create(room=room, user=cai, access_type="CANDIDATE", granted_at=timezone.now())
    gone = come_in(room, cai)
    lose(lost, gone)
    tasks.let_lost_people_go()
    assert list(Connection.objects.values_list("id", flat=True)) == [stays]
    left = JournalEvent.objects.filter(type="leave")
    assert [(row.actor, row.payload["reason"]) for row in left] == [(str(cai.pk), "lost")]
    assert not Participant.objects.get(user=cai).is_active
    assert Participant.objects.get(user=room.interviewer).is_active, "another tab of theirs is there"
    tasks.let_lost_people_go()
    assert JournalEvent.objects.filter(type="leave").count() == 1


def test_somebody_who_counts_as_present_without_any_connection_leaves(
    make_room: Callable[..., Room],
) -> None:
    here, lost = make_room(), make_room()
    come_in(here, here.interviewer)
    come_in(lost, lost.interviewer)
    Connection.objects.filter(room=lost.pk).delete()
    assert cleaning.let_go(until=long()) == 1
    assert told("leave") == {lost.pk: 1}
    assert cleaning.let_go(until=long()) == 0


def test_connections_of_a_room_that_is_deleted_do_not_stop_the_others_from_ending(
    make_room: Callable[..., Room],
) -> None:
    room, other = make_room(), make_room()
    lose(come_in(room, room.interviewer), come_in(other, other.interviewer))
    Connection.objects.filter(room=other.pk).update(room=10**9)
    tasks.let_lost_people_go()
    assert not Connection.objects.exists()
    assert told("leave")[room.pk] == 1


def test_a_server_that_looks_for_lost_connections_goes_on_where_a_room_was_deleted(
    make_room: Callable[..., Room],
) -> None:
    deleted, other = make_room(), make_room()
    lost = come_in(deleted, deleted.interviewer)
    lose(lost, come_in(other, other.interviewer))
    Connection.objects.filter(id=lost).update(room=10**9)
    assert other.pk in [gone.room for gone in presence.reap()]
    assert not Connection.objects.exists()
    assert told("leave") == {other.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_and_somebody_who_comes_back_meanwhile(make_room: Callable[..., Room]) -> None:
    rooms = [make_room() for _ in range(4)]
    lose(*(come_in(room, room.interviewer) for room in rooms))
    back = rooms[0]
    at_once(
        [tasks.let_lost_people_go, tasks.let_lost_people_go, lambda: come_in(back, back.interviewer, "back")]
    )
    tasks.let_lost_people_go()
    assert {room.pk: told("leave")[room.pk] for room in rooms[1:]} == {room.pk: 1 for room in rooms[1:]}
    assert told("leave")[back.pk] == told("join")[back.pk] - 1, "who is back is there, however it fell out"
    assert Participant.objects.get(room=back).is_active
    assert Connection.objects.get().room == back.pk


def test_whoever_is_in_a_room_is_not_put_out_of_it(live: Live, make_room: Callable[..., Room]) -> None:
    room = make_room()
    with RoomClient.enter(live, room.room_id, room.interviewer) as client:
        idle(room)
        tasks.close_idle_rooms()
        tasks.let_lost_people_go()
        tasks.forget_used_up_keys()
        client.hears_nothing("room-ended")
        client.send("chat", message="still here")
        client.expect("chat")


# --- what opens nothing any more -------------------------------------------------------------------------------------


def test_a_pass_that_ran_out_a_day_ago_loses_its_key_and_its_guest_stays_in_the_record(
    make_room: Callable[..., Room],
) -> None:
    room = make_room(max_participants=12)
    token = str(room.invite_link_token)
    old, fresh, good = (
        admit_guest(room_id=room.room_id, name=name, invite_token=token, network="t").guest
        for name in ("Old", "Fresh", "Good")
    )
    nobody = Guest.objects.create(
        room=room, name="Nobody", role="CANDIDATE", token_digest="n" * 64, expires_at=timezone.now() - 2 * DAY
    )
    Guest.objects.filter(pk=old.pk).update(expires_at=timezone.now() - 2 * DAY)
    Guest.objects.filter(pk=fresh.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    before = dict(Guest.objects.values_list("pk", "token_digest"))
    assert cleaning.forget_passes(until=long()) == 2
    after = dict(Guest.objects.values_list("pk", "token_digest"))
    assert after == {old.pk: f"forgotten-{old.pk}", fresh.pk: before[fresh.pk], good.pk: before[good.pk]}
    assert nobody.pk not in after
    assert Participant.objects.filter(guest=old).exists()
    assert cleaning.forget_passes(until=long()) == 0


def test_tickets_leases_revocations_and_lobbies_go_when_they_are_over_and_not_before(
    make_room: Callable[..., Room], caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    open_one, ended = make_room(), make_room()
    end_room(member=room_for(ended.interviewer, ended.room_id))
    Revocation.objects.all().delete()
    for name, moment in (("old", now - timedelta(minutes=1)), ("good", now + timedelta(minutes=1))):
        SocketTicket.objects.create(
            digest=name, room_id="r", person="1", session="s", identity_expires_at=moment, expires_at=moment
        )
        DocumentConnection.objects.create(id=name, room=1, person="1", process="p", lease_until=moment)
        Revocation.objects.create(kind="access", key=name)
    Revocation.objects.filter(key="old").update(created_at=now - timedelta(hours=2))
    for room in (open_one, ended):
        LobbyEntry.objects.create(room=room, user=room.interviewer, state="REFUSED", asked_at=now)
    LobbyEntry.objects.update(updated_at=now - timedelta(hours=2))
    with caplog.at_level(logging.INFO, "rooms.tasks"):
        tasks.forget_used_up_keys()
    assert "cleaned used-up keys: passes=0 lobby=1 tickets=1 documents=1 revocations=1" in caplog.text
    assert SocketTicket.objects.get().digest == "good"
    assert DocumentConnection.objects.get().id == "good"
    assert Revocation.objects.get().key == "good"
    assert LobbyEntry.objects.get().room == open_one
    caplog.clear()
    with caplog.at_level(logging.INFO, "rooms.tasks"):
        tasks.forget_used_up_keys()
    assert not caplog.text, "a run with nothing to do says nothing"


@pytest.mark.django_db(transaction=True)
def test_keys_are_forgotten_once_by_four_runs_at_once() -> None:
    past = timezone.now() - timedelta(minutes=1)
    SocketTicket.objects.bulk_create(
        SocketTicket(
            digest=f"{number:064}",
            room_id="r",
            person="1",
            session="s",
            identity_expires_at=past,
            expires_at=past,
        )
        for number in range(1200)
    )
    at_once([tasks.forget_used_up_keys] * 4)
    tasks.forget_used_up_keys()
    assert not SocketTicket.objects.exists()
