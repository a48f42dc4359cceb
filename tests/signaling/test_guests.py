"""Guests on the socket: heard and seen like everybody, let in by their pass alone, and gone with it."""

import uuid
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from fusemeet.errors import NotFound
from rooms import admission, grants, guests, services
from rooms.access import room_for
from rooms.models import ChatMessage, Guest, Participant
from rooms.operators import revoke_pass
from rooms.passes import GUEST_COOKIE
from signaling import frames, presence, tickets
from signaling.consumers import PEER
from signaling.hooks import rooms
from signaling.models import Connection
from tests.ws import Refused, RoomClient, SocketClosed, access_token


def host_of(live, room, **how):
    return RoomClient.enter(live, room.room_id, room.interviewer, **how)


def make_guest(room, name="Gil"):
    admitted = guests.admit_guest(
        room_id=room.room_id, name=name, invite_token=room.invite_link_token, network="test"
    )
    return admitted.guest, admitted.token


# --- being there


def test_a_guest_is_seen_heard_and_written_to_like_everybody(live, make_room):
    room = make_room()
    with host_of(live, room, process=1) as host, RoomClient.enter_as_guest(live, room, "Gil") as gil:
        me = gil.welcome["you"]
        assert me["userId"] == f"g{Guest.objects.get().pk}" and me["isGuest"] is True
        joined = host.expect("join", userId=me["userId"])
        assert (joined["username"], joined["isGuest"], joined["role"]) == ("Gil", True, "CANDIDATE")
        gil.send("chat", message="hello")
        assert host.expect("chat")["username"] == "Gil"
        host.send("private", to=me["userId"], message="welcome")
        assert gil.expect("private")["message"] == "welcome"
        gil.send("private", to=str(room.interviewer.pk), message="thanks")
        assert host.expect("private", **{"from": me["userId"]})["message"] == "thanks"
        gil.tell("leave")
        assert host.expect("leave", userId=me["userId"])["username"] == "Gil"
    assert set(ChatMessage.objects.values_list("person", flat=True)) == {
        me["userId"],
        str(room.interviewer.pk),
    }


def test_a_guest_writes_privately_to_hosts_only_unless_the_room_says_otherwise(live, make_room, api):
    room = make_room()
    with (
        host_of(live, room) as host,
        RoomClient.enter_as_guest(live, room, "Gil") as gil,
        RoomClient.enter_as_guest(live, room, "Mia", process=1) as mia,
    ):
        to = mia.welcome["you"]["userId"]
        with pytest.raises(Refused, match="forbidden"):
            gil.send("private", to=to, message="psst")
        assert (
            api(room.interviewer).patch(f"/api/rooms/{room.room_id}", {"allowPrivateChat": True}).status_code
            == 200
        )
        gil.expect("abilities", within=1.5)
        gil.send("private", to=to, message="psst")
        assert mia.expect("private")["message"] == "psst"
        host.hears_nothing("private")


def test_a_guest_who_loads_the_page_again_is_one_person(live, make_room):
    room = make_room()
    with host_of(live, room) as host:
        first = RoomClient.enter_as_guest(live, room, "Gil")
        host.expect("join")
        first.cut()
        with RoomClient.connect(live, room.room_id, token=first.token) as again:
            assert again.welcome["you"]["userId"] == first.welcome["you"]["userId"]
            here = [one["userId"] for one in again.welcome["participants"]]
            assert sorted(here) == sorted({first.welcome["you"]["userId"], str(room.interviewer.pk)})
            host.hears_nothing("join")


# --- the handshake


def by_cookie(live, room, token, **headers):
    cookies = {"Cookie": f"{GUEST_COOKIE}={token}"}
    return RoomClient.connect(live, room.room_id, headers=cookies | headers)


def test_the_pass_opens_the_socket_as_cookie_header_and_ticket(live, make_room):
    room = make_room()
    _, token = make_guest(room)
    by_cookie(live, room, token).close()
    RoomClient.connect(live, room.room_id, token=token).close()
    answer = httpx.post(
        f"{live.http()}/api/rooms/{room.room_id}/ws-ticket",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    path = f"/ws/rooms/{room.room_id}/?ticket={answer.json()['ticket']}"
    RoomClient.connect(live, room.room_id, path=path).close()
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, room.room_id, path=path)


def test_no_foreign_page_opens_it_with_a_guests_cookie(live, make_room):
    room = make_room()
    _, token = make_guest(room)
    for origin in ("https://evil.example", "null", f"{live.http()}.evil.example"):
        with pytest.raises(InvalidStatus):
            RoomClient.connect(
                live, room.room_id, headers={"Cookie": f"{GUEST_COOKIE}={token}"}, origin=origin
            )


@pytest.mark.parametrize("what", ["expired", "nonsense", "access token as pass", "pass as access token"])
def test_a_pass_that_is_none_is_refused_in_the_handshake(live, make_room, what):
    room = make_room()
    _, token = make_guest(room)
    cookie, value = GUEST_COOKIE, token
    if what == "expired":
        Guest.objects.update(expires_at=timezone.now())
    elif what == "nonsense":
        value = "guest_" + "x" * 22
    elif what == "access token as pass":
        value = access_token(room.interviewer)
    else:
        cookie = GUEST_COOKIE.replace("guest", "access")
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, room.room_id, headers={"Cookie": f"{cookie}={value}"})


def test_another_room_and_an_unknown_one_answer_a_guest_alike(live, make_room):
    room, other = make_room(), make_room()
    _, token = make_guest(room)
    said = []
    for room_id in (other.room_id, "aaa-bbbb-ccc"):
        client = RoomClient.connect(live, room_id, token=token, welcome=False)
        assert client.wait_closed() == 4404
        said += [{name: event[name] for name in ("type", "code", "message")} for event in client.events]
    assert len(said) == 2 and said[0] == said[1]


def test_a_guest_has_no_news_of_their_own(live, make_room):
    room = make_room()
    _, token = make_guest(room)
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, "", token=token, path="/ws/me/")


def test_an_account_without_access_comes_in_by_the_pass_of_the_same_browser(live, make_room, make_user):
    room = make_room()
    guest, token = make_guest(room)
    cookies = {"Cookie": f"access={access_token(make_user('cai'))}; {GUEST_COOKIE}={token}"}
    with RoomClient.connect(live, room.room_id, headers=cookies) as client:
        assert client.welcome["you"]["userId"] == f"g{guest.pk}"
    cookies = {"Cookie": f"access={access_token(room.interviewer)}; {GUEST_COOKIE}={token}"}
    admission.join_room(who=room.interviewer, room_id=room.room_id, network="test")
    with RoomClient.connect(live, room.room_id, headers=cookies) as client:
        assert client.welcome["you"]["userId"] == str(room.interviewer.pk)


# --- ends


def test_a_removed_guest_is_told_closed_and_stays_out_on_every_process(live, make_room, api):
    room = make_room()
    with host_of(live, room) as host, RoomClient.enter_as_guest(live, room, process=1) as gil:
        person = gil.welcome["you"]["userId"]
        answer = api(room.interviewer).post(f"/api/rooms/{room.room_id}/participants/{person}/remove")
        assert answer.status_code == 200
        assert gil.expect("removed", within=1.5)
        assert gil.wait_closed(1.5) == 4403
        assert host.expect("leave", userId=person)["reason"] == "removed"
        host.send("chat", message="after")
        with pytest.raises(SocketClosed) as closed:
            RoomClient.connect(live, room.room_id, token=gil.token)
        assert closed.value.code == 4403
        assert not [event for event in gil.events if event["type"] == "chat"]


@pytest.mark.parametrize("how", ["end", "delete"])
def test_with_the_room_its_guests_go(live, make_room, api, how):
    room = make_room()
    with RoomClient.enter_as_guest(live, room, process=1) as gil:
        host, path = api(room.interviewer), f"/api/rooms/{room.room_id}"
        assert (host.post(f"{path}/end") if how == "end" else host.delete(path)).status_code < 300
        assert gil.expect("room-ended", within=1.5)["reason"] == {"end": "ended", "delete": "deleted"}[how]
        assert gil.wait_closed(1.5) == 4404
    if how == "end":
        host.post(f"{path}/open")
    with pytest.raises(InvalidStatus):
        RoomClient.connect(live, room.room_id, token=gil.token)


def test_a_socket_ends_within_a_second_of_its_pass(live, make_room):
    room = make_room()
    _, token = make_guest(room)
    Guest.objects.update(expires_at=timezone.now() + timedelta(seconds=2))
    with RoomClient.connect(live, room.room_id, token=token, process=1) as gil:
        assert gil.wait_closed(4) == 4401
    late = timezone.now() - Guest.objects.get().expires_at
    assert timedelta(0) <= late < timedelta(seconds=1.5)


def test_a_pass_that_an_operator_revokes_closes_its_socket(live, make_room):
    room = make_room()
    with host_of(live, room) as host, RoomClient.enter_as_guest(live, room, process=1) as gil:
        revoke_pass(guest=Guest.objects.get())
        assert gil.wait_closed(1.5) == 4401
        assert host.expect("presence", connected=False, within=1.5)


def test_what_a_guest_may_do_changes_on_the_open_socket(live, make_room, api):
    room = make_room(room_type="CLASSROOM")
    host = api(room.interviewer)
    with RoomClient.enter_as_guest(live, room, process=1) as gil:
        with pytest.raises(Refused, match="forbidden"):
            gil.send("language", language="python")
        ask = {"userId": gil.welcome["you"]["userId"], "ability": "edit_code"}
        grant = host.post(f"/api/rooms/{room.room_id}/grants", ask)
        assert "edit_code" in gil.expect("abilities", within=1.5)["abilities"]
        gil.send("language", language="python")
        host.delete(f"/api/rooms/{room.room_id}/grants/{grant.json()['id']}")
        assert "edit_code" not in gil.expect("abilities", within=1.5)["abilities"]


@pytest.mark.django_db(transaction=True)
def test_a_grant_for_a_time_is_looked_at_when_it_ends(make_room):
    room = make_room(room_type="CLASSROOM")
    guest, _ = make_guest(room)
    until = timezone.now() + timedelta(minutes=5)
    grants.give_grant(
        member=room_for(room.interviewer, room.room_id),
        user_id=f"g{guest.pk}",
        ability="microphone",
        until=until,
    )
    entry = rooms().entry(room_id=room.room_id, person=f"g{guest.pk}")
    assert "microphone" in entry.abilities and entry.good_until == until


# --- ids and tickets


@pytest.mark.parametrize("peer", ["12345678", "g1234567", "g" + "1" * 39])
def test_no_tab_is_called_like_a_person(peer):
    assert not PEER.fullmatch(peer)
    assert PEER.fullmatch(frames.new_peer()) and PEER.fullmatch(f"g12345678-{uuid.uuid4().hex[:8]}")


def ticket_for(room, person, session, expires_at):
    identity = tickets.Identity(person, session, expires_at)
    return tickets.issue_ticket(room_id=room.room_id, identity=identity)


@pytest.mark.django_db
def test_a_ticket_lasts_as_the_identity_that_asked_for_it(make_room):
    room = make_room()
    guest, _ = make_guest(room)
    person, end = f"g{guest.pk}", timezone.now() + timedelta(minutes=3)
    redeemed = tickets.redeem_ticket(ticket=ticket_for(room, person, person, end), room_id=room.room_id)
    assert (redeemed.person, redeemed.expires_at) == (person, end)
    ticket = ticket_for(room, person, person, end)
    Guest.objects.update(expires_at=timezone.now())
    with pytest.raises(Exception, match="session_ended"):
        tickets.redeem_ticket(ticket=ticket, room_id=room.room_id)


@pytest.mark.django_db
def test_a_guest_of_one_room_is_in_no_other_even_if_they_once_were(make_room):
    room, other = make_room(), make_room()
    guest, _ = make_guest(room)
    Participant.objects.create(
        room=other, guest=guest, username="Gil", last_activity=timezone.now(), joined_at=timezone.now()
    )
    with pytest.raises(NotFound):
        rooms().entry(room_id=other.room_id, person=f"g{guest.pk}")


@pytest.mark.django_db(transaction=True)
def test_seats_of_guests_and_accounts_are_counted_together(make_room, make_user):
    room = make_room(max_participants=3)
    make_guest(room, "Gil")
    admission.join_room(who=make_user("cai"), room_id=room.room_id, network="test")
    guest, _ = make_guest(room, "Mia")
    with pytest.raises(Exception, match="room_full"):
        make_guest(room, "Tom")
    Participant.objects.update(joined_at=timezone.now() - timedelta(seconds=90))
    entry = rooms().entry(room_id=room.room_id, person=f"g{guest.pk}")
    presence.enter(entry=entry, connection="mia", peer="peer-mia", process="test", wants_media=False)
    assert Connection.objects.get().person == f"g{guest.pk}"
    services.close_room(room=room, by="")
    assert not Connection.objects.exists() and not Participant.objects.filter(is_active=True).exists()
