"""A room with a lobby: nothing of it on any door before a host lets somebody in, and what hosts may decide."""

from datetime import timedelta
from time import monotonic

import pytest
from django.utils import timezone

from fusemeet.errors import Conflict, Denied, Locked, NotFound
from rooms import cleaning, lobby, services
from rooms.access import room_for
from rooms.admission import join_room, leave_room, remove_participant
from rooms.dashboard import dashboard_of
from rooms.models import Access, Grant, LobbyEntry, Participant, Room
from rooms.policy import Ability, Role
from rooms.selectors import active_rooms, forget_active_rooms
from signaling import presence
from signaling.hooks import rooms as hooks
from signaling.models import JournalEvent
from tests.rooms.visits import bearer, code_of, enter, knock, path

pytestmark = pytest.mark.django_db
ICE = "/api/webrtc/ice-servers"
WORDS = {"success", "code", "message", "waiting", "roomId"}


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def cai(make_user):
    return make_user("cai", account_type="CANDIDATE")


@pytest.fixture
def room(make_room, ada):
    room = make_room(owner=ada, description="Bring a pen", name="Algebra")
    switch(room, on=True)
    return room


def switch(room, *, on):
    services.update_room(member=room_for(room.interviewer, room.room_id), changes={"lobby": on})
    room.refresh_from_db()


def ask(room, person):
    return join_room(who=person, room_id=room.room_id, network="test")


def lobby_rows(room):
    rows = JournalEvent.objects.filter(room=room.pk, type="lobby").order_by("seq")
    return [(row.payload["state"], row.payload["userId"], row.audience) for row in rows]


def admit(room, person, by=None):
    return lobby.admit(room=room.pk, by=str((by or room.interviewer).pk), user_id=str(person.pk))


DOORS = ["", "/participants", "/code", "/code/history", "/code/authors", "/whiteboard", "/whiteboard/visibility",
         "/questions", "/media-permissions", "/grants", "/invitations", "/playback", "/notes"]  # fmt: skip


def test_before_admission_no_door_says_anything_of_the_room(api, room, cai):
    client = api(cai)
    answer = client.post(path(room, "/join"), {})
    assert answer.status_code == 202
    assert set(answer.json()) == WORDS and answer.json()["code"] == "waiting" and answer.json()["waiting"]
    assert not Participant.objects.filter(room=room).exists()
    for door in DOORS:
        refused = client.get(path(room, door))
        # Doors that a candidate never has, or that are not there, may say so as ever.
        assert code_of(refused) in {(403, "waiting"), (404, "not_found")}, door
        assert "Algebra" not in refused.content.decode() and "pen" not in refused.content.decode()
    for door in ("/end", "/share"):
        assert client.post(path(room, door), {"inviteType": "LINK"}).status_code == 403
    assert client.patch(path(room), {"roomName": "x"}, format="json").status_code == 403
    [listed] = client.get("/api/rooms/active").json()["rooms"]
    assert (listed["description"], listed["participants"], listed["participantCount"]) == ("", [], 0)
    with pytest.raises(Denied, match="waiting"):
        hooks().entry(room_id=room.room_id, person=str(cai.pk))
    assert client.post(path(room, "/ws-ticket")).status_code == 200  # by which the socket tells when

    admit(room, cai)
    forget_active_rooms(cai)
    assert client.get(path(room)).json()["description"] == "Bring a pen"
    assert active_rooms(cai)["rooms"][0]["description"] == "Bring a pen"
    assert client.get(path(room, "/code")).status_code == 200
    assert client.post(path(room, "/join"), {}).status_code == 200


def test_a_guest_waits_too_with_their_pass(room):
    answer = knock(room)
    told = answer.json()
    assert answer.status_code == 202 and set(told) == WORDS | {"guestToken"}
    guest = bearer(told["guestToken"])
    assert code_of(guest.get(path(room))) == (403, "waiting")
    assert code_of(guest.get(ICE)) == (403, "waiting"), "no relay for who is in no call"
    assert knock(room, client=guest).status_code == 202, "the same guest again"
    [entry] = LobbyEntry.objects.filter(room=room)
    lobby.admit(room=room.pk, by=str(room.interviewer_id), user_id=entry.person)
    assert guest.get(path(room)).status_code == 200
    assert guest.get(ICE).status_code == 200


def test_the_dashboard_says_nothing_of_a_room_before_admission(room, ada, cai):
    ask(room, cai)
    Grant.objects.create(
        room=room, user=cai, ability=Ability.PLAYBACK.value, allowed=True, granted_by=room.interviewer
    )
    Participant.objects.create(
        room=room,
        user=ada,
        username="ada",
        is_active=True,
        join_number=1,
        last_activity=timezone.now(),
        joined_at=timezone.now(),
    )

    def shown():
        found = dashboard_of(cai)
        [row] = found.others
        return row.here, row.plays_back, len(found.live)

    assert shown() == (0, False, 0)
    admit(room, cai)
    assert shown() == (1, True, 1)


def test_hosts_come_in_and_asking_twice_is_asking_once(api, room, ada, cai, make_user):
    host = make_user("hugo")
    Access.objects.create(room=room, user=host, access_type=Role.INTERVIEWER, granted_at=timezone.now())
    assert not ask(room, ada).held_back and not ask(room, host).held_back
    assert ask(room, cai).held_back == "WAITING"
    assert ask(room, cai).held_back == "WAITING"
    assert lobby_rows(room) == [("WAITING", str(cai.pk), "hosts")]
    entry = hooks().entry(room_id=room.room_id, person=str(host.pk))
    assert [one["userId"] for one in lobby.lobby_of(entry)] == [str(cai.pk)]
    admit(room, cai, by=host)
    assert lobby.lobby_of(entry) == []
    mine = hooks().entry(room_id=room.room_id, person=str(cai.pk))
    ask(room, make_user("dora"))
    assert lobby.lobby_of(mine) == [], "who decides nothing hears of nobody"


def test_two_hosts_at_once_admit_once(room, cai, make_user):
    ask(room, cai)
    first = admit(room, cai)
    assert first is not None and admit(room, cai) is None
    assert [row[0] for row in lobby_rows(room)] == ["WAITING", "ADMITTED"]
    with pytest.raises(Conflict, match="admitted_already"):
        lobby.refuse(room=room.pk, by="1", user_id=str(cai.pk))
    ask(room, dora := make_user("dora", account_type="CANDIDATE"))
    once = lobby.admit(room=room.pk, by="1", user_id=str(dora.pk), client_id="c1")
    assert lobby.admit(room=room.pk, by="1", user_id=str(dora.pk), client_id="c1") == once
    with pytest.raises(NotFound, match="not_waiting"):
        lobby.admit(room=room.pk, by="1", user_id="999999")


def test_who_is_refused_may_ask_again_after_a_minute_and_a_host_may_think_again(room, cai):
    ask(room, cai)
    lobby.refuse(room=room.pk, by="1", user_id=str(cai.pk))
    lobby.refuse(room=room.pk, by="1", user_id=str(cai.pk))
    assert [row[0] for row in lobby_rows(room)] == ["WAITING", "REFUSED"]
    with pytest.raises(Denied, match="refused"):
        ask(room, cai)
    with pytest.raises(Denied, match="refused"):
        room_for(cai, room.room_id)
    LobbyEntry.objects.update(decided_at=timezone.now() - timedelta(seconds=61))
    with pytest.raises(Denied, match="refused"):  # a socket that only comes back does not ask
        hooks().ask_to_enter(room_id=room.room_id, person=str(cai.pk))
    assert ask(room, cai).held_back == "WAITING"
    lobby.refuse(room=room.pk, by="1", user_id=str(cai.pk))
    assert admit(room, cai)
    assert not ask(room, cai).held_back


def test_a_full_room_leaves_them_waiting_and_admit_all_goes_as_far_as_there_is_room(room, make_user):
    Room.objects.filter(pk=room.pk).update(max_participants=2)
    people = [make_user(f"p{number}", account_type="CANDIDATE") for number in range(3)]
    for person in people:
        ask(room, person)
    assert lobby.admit_all(room=room.pk, by="1") == 1
    assert [row[1] for row in lobby_rows(room) if row[0] == "ADMITTED"] == [str(one.pk) for one in people[:2]]
    with pytest.raises(Conflict, match="room_full"):
        admit(room, people[2])
    assert LobbyEntry.objects.get(user=people[2]).state == "WAITING"
    Room.objects.filter(pk=room.pk).update(max_participants=3)
    assert lobby.admit_all(room=room.pk, by="1") == 0
    assert lobby.admit_all(room=room.pk, by="1") == 0


def test_a_locked_room_takes_nobody_new_but_whom_a_host_lets_in(room, cai, make_user):
    ask(room, cai)
    Room.objects.filter(pk=room.pk).update(is_locked=True)
    with pytest.raises(Locked):
        ask(room, make_user("dora", account_type="CANDIDATE"))
    assert ask(room, cai).held_back
    admit(room, cai)
    assert not ask(room, cai).held_back


def test_when_it_is_switched_on_who_is_inside_stays_and_when_off_who_waits_comes_in(room, cai, make_user):
    dora = make_user("dora", account_type="CANDIDATE")
    switch(room, on=False)
    ask(room, cai)
    switch(room, on=True)
    assert room_for(cai, room.room_id).abilities
    ask(room, dora)
    switch(room, on=False)
    assert [row[0] for row in lobby_rows(room)] == ["WAITING", "ADMITTED"]
    assert hooks().entry(room_id=room.room_id, person=str(dora.pk)).abilities
    switch(room, on=True)
    assert not ask(room, dora).held_back, "they were let in"


def test_who_leaves_or_vanishes_is_on_no_list(room, cai, make_user):
    ask(room, cai)
    leave_room(member=room_for(cai, room.room_id, waiting_too=True))
    assert [row[0] for row in lobby_rows(room)] == ["WAITING", "LEFT"]
    ask(room, cai)
    lobby.tidy_lobby()
    assert LobbyEntry.objects.filter(state="WAITING").count() == 1, "they may still be on the way"
    entry = hooks().ask_to_enter(room_id=room.room_id, person=str(cai.pk)).entry
    presence.enter_document(entry=entry, connection="c1", process="p")
    LobbyEntry.objects.update(updated_at=timezone.now() - timedelta(seconds=61))
    lobby.tidy_lobby()
    assert LobbyEntry.objects.get().updated_at > timezone.now() - timedelta(seconds=30), "seen a moment ago"
    presence.leave_document(connection="c1")
    LobbyEntry.objects.update(updated_at=timezone.now() - timedelta(seconds=61))
    lobby.tidy_lobby()
    lobby.tidy_lobby()
    assert not LobbyEntry.objects.exists()
    assert [row[0] for row in lobby_rows(room)][-2:] == ["WAITING", "LEFT"]


def test_a_removed_person_is_out_and_asks_anew_when_invited_again(room, ada, cai):
    owner = room_for(ada, room.room_id)
    ask(room, cai)
    admit(room, cai)
    remove_participant(member=owner, user_id=str(cai.pk))
    with pytest.raises(Denied, match="removed"):
        ask(room, cai)
    Participant.objects.update(removed_at=None)
    assert ask(room, cai).held_back == "WAITING"
    remove_participant(member=owner, user_id=str(cai.pk))
    assert lobby_rows(room)[-1][0] == "LEFT" and not LobbyEntry.objects.exists()


def test_being_let_in_holds_until_the_room_ends(room, ada, cai, make_user):
    owner = room_for(ada, room.room_id)
    dora = make_user("dora", account_type="CANDIDATE")
    ask(room, cai)
    ask(room, dora)
    admit(room, cai)
    services.end_room(member=owner)
    assert room_for(cai, room.room_id).abilities, "what they were in they may look at"
    with pytest.raises(Denied, match="waiting"):
        room_for(dora, room.room_id)
    assert LobbyEntry.objects.filter(state="WAITING").count() == 0
    services.open_room(member=owner)
    assert ask(room, cai).held_back == "WAITING"


def test_a_room_without_a_lobby_has_none(room, cai):
    switch(room, on=False)
    assert not ask(room, cai).held_back
    assert enter(room).get(path(room)).status_code == 200
    assert not LobbyEntry.objects.exists()


def test_what_hosts_decide_is_in_no_recording(api, room, ada, cai):
    ask(room, cai)
    admit(room, cai)
    grant = {"userId": str(cai.pk), "ability": "edit_code", "allowed": False}
    assert api(ada).post(path(room, "/grants"), grant, format="json").status_code == 201
    written = set(JournalEvent.objects.filter(room=room.pk).values_list("type", flat=True))
    assert {"lobby", "grants"} <= written
    told = api(ada).get(path(room, "/playback")).json()
    assert not {"lobby", "grants", "mute", "lower-hand"} & {event["type"] for event in told["events"]}


def test_who_was_let_in_sees_the_recording_for_good_and_who_was_not_never(api, room, ada, cai, make_user):
    dora = make_user("dora", account_type="CANDIDATE")
    services.update_room(member=room_for(ada, room.room_id), changes={"allowParticipantPlayback": True})
    ask(room, cai)
    ask(room, dora)
    admit(room, cai)
    services.end_room(member=room_for(ada, room.room_id))
    LobbyEntry.objects.update(updated_at=timezone.now() - timedelta(days=2))
    cleaning.forget_lobbies(until=monotonic() + 60)
    assert not room_for(cai, room.room_id, Ability.PLAYBACK).held_back
    assert dashboard_of(cai).others[0].plays_back
    with pytest.raises(Denied, match="waiting"):
        room_for(dora, room.room_id, Ability.PLAYBACK)
    assert dashboard_of(dora).others == []
