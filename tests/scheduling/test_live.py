"""Answers and sessions as news on `/ws/me/`, and what a room's open page hears of its next session."""

import httpx
import pytest

from rooms.models import Access
from scheduling.models import Invite
from scheduling.tokens import token_of
from tests.scheduling.conftest import ahead
from tests.scheduling.test_rest import asked, stamp
from tests.ws import RoomClient


def me(live, user, **how):
    return RoomClient.connect(live, "", user, path="/ws/me/", **how)


@pytest.fixture
def people(live, make_user, make_room):
    host = make_user("hedda")
    kit, vera = make_user("kit", account_type="CANDIDATE"), make_user("vera", account_type="CANDIDATE")
    return host, kit, vera, make_room(host)


@pytest.fixture
def call(live):
    """call(client, "PUT", path, **body) as that client's person, on a running server."""

    def send(client, method, path, **body):
        headers = {"Authorization": f"Bearer {client.token}"} if client else {}
        answer = httpx.request(method, f"{live.http()}/api{path}", json=body, headers=headers, timeout=30)
        assert answer.status_code in (200, 201), answer.text
        return answer.json().get("data")

    return send


def plan(call, client, room, *emails, count=1, **how):
    body = asked(inviteeEmails=emails, repeat={"every": "week", "count": count}, **how)
    return call(client, "POST", f"/rooms/{room.room_id}/schedule", **body)


def respond(call, invite, status, **more):
    return call(None, "POST", f"/invites/{token_of(invite)}/respond", status=status, **more)


def test_an_answer_is_seen_by_the_host_as_it_comes_and_by_nobody_else(live, people, call):
    host, kit, vera, room = people
    with me(live, host) as hosts, me(live, vera, process=1) as others:
        session = plan(call, hosts, room, kit.email, vera.email, "new@example.org", count=2)
        mine = Invite.objects.filter(schedule=session["id"])
        respond(call, mine.get(invitee_user=kit), "MAYBE")
        heard = hosts.expect("answer")
        assert (heard["scheduleId"], heard["inviteeEmail"], heard["status"]) == (
            session["id"],
            kit.email,
            "MAYBE",
        )
        assert heard["respondedAt"]
        row = mine.get(invitee_email="new@example.org")
        respond(call, row, "ACCEPTED", series=True)
        heard = hosts.expect("answer")
        assert len(heard["scheduleIds"]) == 2 and heard["inviteeEmail"] == "new@example.org"
        respond(call, row, "ACCEPTED")  # the same again is no news
        respond(call, row, "DECLINED")
        assert hosts.expect("answer")["status"] == "DECLINED"
        assert not [event for event in others.drain() if event["type"] == "answer"]


def test_the_invited_hear_of_what_is_planned_moved_cancelled_and_withdrawn(live, people, call):
    host, kit, vera, room = people
    with me(live, host) as hosts, me(live, kit) as kits, me(live, vera, process=1) as veras:
        session = plan(call, hosts, room, kit.email, vera.email, count=3)
        heard = kits.expect("session")
        assert (heard["action"], len(heard["scheduleIds"]), heard["title"]) == ("planned", 3, "First round")
        veras.expect("session")
        path = f"/schedules/{session['id']}"
        call(hosts, "PUT", path, startTime=stamp(ahead(6)), endTime=stamp(ahead(6, 11)))
        heard = kits.expect("session")
        assert (heard["action"], heard["startTime"]) == ("moved", stamp(ahead(6)))
        veras.expect("session")
        invite = Invite.objects.get(schedule=session["id"], invitee_user=vera)
        call(hosts, "DELETE", f"{path}/invites/{invite.pk}")
        assert veras.expect("session")["action"] == "withdrawn"
        call(hosts, "DELETE", path)
        assert kits.expect("session")["action"] == "cancelled"
        assert not [event for event in veras.drain() if event["type"] == "session"]


def test_the_snapshot_has_what_comes_up_and_what_is_to_be_answered(live, people, call):
    host, kit, vera, room = people
    with me(live, host) as hosts:
        assert hosts.welcome["upcoming"] == hosts.welcome["invitations"] == []
        plan(call, hosts, room, kit.email, count=2)
    first, second = Invite.objects.order_by("schedule__start_time")
    respond(call, first, "DECLINED")
    with me(live, kit) as kits:
        assert [one["scheduleId"] for one in kits.welcome["upcoming"]] == [second.schedule_id]
        assert [one["token"] for one in kits.welcome["invitations"]] == [token_of(second)]
    with me(live, host) as hosts:
        assert [one["isHost"] for one in hosts.welcome["upcoming"]] == [True, True]
    with me(live, vera) as veras:
        assert veras.welcome["upcoming"] == veras.welcome["invitations"] == []


def test_whoever_came_by_an_invitation_alone_is_out_when_it_ends(live, people, call):
    host, kit, _, room = people
    with RoomClient.enter(live, room.room_id, host) as hosts:
        session = plan(call, hosts, room, kit.email, "gil@example.org")
        token = token_of(Invite.objects.get(invitee_email="gil@example.org"))
        with (
            RoomClient.enter(live, room.room_id, kit, process=1) as kits,
            RoomClient.enter_as_guest(live, room, "Gil", invite=token) as gil,
            RoomClient.enter_as_guest(live, room, "Own") as own,
        ):
            call(hosts, "DELETE", f"/schedules/{session['id']}")
            assert {kits.wait_closed(), gil.wait_closed()} <= {4401, 4403, 4404}
            hosts.send("chat", message="still here")
            assert own.expect("chat")["message"] == "still here"
    assert not Access.objects.filter(room=room, user=kit).exists()


def test_a_rooms_page_hears_when_its_next_session_is(live, people, call):
    host, _, _, room = people
    with RoomClient.enter(live, room.room_id, host) as hosts:
        plan(call, hosts, room)
        assert hosts.expect("room")["room"]["scheduledStartTime"] == stamp(ahead())
        plan(
            call, hosts, room, startTime=stamp(ahead(9)), endTime=stamp(ahead(9, 11))
        )  # later: nothing is different
        assert not [event for event in hosts.drain() if event["type"] == "room"]
