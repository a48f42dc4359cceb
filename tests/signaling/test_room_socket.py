"""Coming in, talking and going, on the real server with two or three clients."""

import json

import pytest
from websockets.exceptions import InvalidStatus

from signaling import presence
from signaling.hooks import rooms
from tests.ws import Refused, RoomClient, SocketClosed, access_token


@pytest.fixture
def people(make_user, make_room):
    """An owner, a candidate, and an interview room that both may enter."""
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    return ada, cai, make_room(owner=ada)


@pytest.fixture
def pair(live, people):
    ada, cai, room = people
    with RoomClient.enter(live, room.room_id, ada) as first:
        with RoomClient.enter(live, room.room_id, cai, process=1) as second:
            first.expect("join", userId=str(cai.pk))
            yield first, second


def test_the_welcome_holds_all_that_a_newcomer_needs(live, people):
    ada, cai, room = people
    with RoomClient.enter(live, room.room_id, ada, media=True) as first:
        first.send("chat", message="early")
        with RoomClient.enter(live, room.room_id, cai) as second:
            welcome = second.welcome
            assert welcome["you"]["role"] == "CANDIDATE" and "lock" not in welcome["abilities"]
            assert welcome["room"]["roomId"] == room.room_id and "password" not in json.dumps(
                welcome
            ).lower().replace("haspassword", "")
            assert [line["message"] for line in welcome["chat"]] == ["early"]
            by_id = {one["userId"]: one for one in welcome["participants"]}
            assert set(by_id) == {str(ada.pk), str(cai.pk)}
            assert by_id[str(ada.pk)]["peerId"] == first.peer
            assert (
                by_id[str(ada.pk)]["joinNumber"]
                < by_id[str(cai.pk)]["joinNumber"]
                == welcome["you"]["joinNumber"]
            )
            assert set(welcome["documents"]) == {"code", "board"}


def test_chat_reaches_everyone_once_with_a_dense_seq_and_the_sender_knows_its_own(pair):
    first, second = pair
    ack = first.send("chat", message="Grüße 🎉 <b>", id="my-1")
    mine, theirs = first.expect("chat"), second.expect("chat")
    assert mine["clientId"] == "my-1" and "clientId" not in theirs
    assert mine["seq"] == theirs["seq"] == ack["seq"] and theirs["message"] == "Grüße 🎉 <b>"
    assert second.send("chat", message="hi")["seq"] == ack["seq"] + 1


def test_the_same_id_from_the_same_person_is_one_message(pair):
    first, second = pair
    acks = [first.send("chat", message="once", id="same")["seq"] for _ in range(3)]
    assert len(set(acks)) == 1
    second.expect("chat")
    second.hears_nothing("chat")
    second.send("chat", message="another person's id is another event", id="same")
    first.expect("chat", clientId="same")
    first.expect("chat", userId=str(second.user.pk))


def test_who_sent_it_is_known_from_the_socket(pair):
    first, second = pair
    first.send("chat", message="x", userId="999", username="mallory", role="OWNER", **{"from": "999"})
    heard = second.expect("chat")
    assert heard["userId"] == str(first.user.pk) and heard["username"] == "ada"


def test_a_private_message_reaches_two_people_only(live, people, make_user):
    ada, cai, room = people
    eve = make_user("eve", account_type="CANDIDATE")
    with (
        RoomClient.enter(live, room.room_id, ada) as host,
        RoomClient.enter(live, room.room_id, cai, process=1) as candidate,
        RoomClient.enter(live, room.room_id, eve) as other,
    ):
        candidate.send("private", to=str(ada.pk), message="psst")
        assert host.expect("private")["message"] == candidate.expect("private")["message"] == "psst"
        other.hears_nothing("private")
        with pytest.raises(Refused, match="forbidden"):
            candidate.send("private", to=str(eve.pk), message="to another candidate")
        other.send("catch-up", since=0)
        other.expect("head")
        other.hears_nothing("private")
        with RoomClient.enter(live, room.room_id, eve) as again:
            assert "psst" not in json.dumps(again.welcome)


@pytest.mark.parametrize(
    ("type", "payload", "out"),
    [
        ("typing", {"isTyping": True}, {"isTyping": True}),
        ("speaking", {"isSpeaking": True}, {"isSpeaking": True}),
        ("cursor", {"line": 3, "column": 1}, {"line": 3, "column": 1}),
    ],
)
def test_volatile_events_reach_the_others_and_not_the_sender(pair, type, payload, out):
    first, second = pair
    first.send(type, **payload)
    heard = second.expect(type)
    assert heard["userId"] == str(first.user.pk) and out.items() <= heard.items()
    first.hears_nothing(type)


@pytest.mark.parametrize(("type", "payload"), [("reaction", {"emoji": "👍"}), ("hand", {"raised": True})])
def test_reactions_and_hands_reach_everyone(pair, type, payload):
    first, second = pair
    first.send(type, **payload)
    assert first.expect(type)["userId"] == second.expect(type)["userId"] == str(first.user.pk)


def test_a_raised_hand_stands_in_the_snapshot_and_keeps_its_time(live, pair, people):
    first, second = pair
    second.send("hand", raised=True)
    since = first.expect("hand")["raisedAt"]
    second.send("hand", raised=True)
    assert first.expect("hand")["raisedAt"] == since
    with RoomClient.enter(live, people[2].room_id, people[0]) as again:
        assert next(p for p in again.welcome["participants"] if p["userId"] == str(people[1].pk))["hand"]
    second.send("hand", raised=False)
    assert first.expect("hand", raised=False)["raisedAt"] is None


def test_media_state_belongs_to_the_newest_media_tab(live, people):
    ada, cai, room = people
    with (
        RoomClient.enter(live, room.room_id, cai) as watcher,
        RoomClient.enter(live, room.room_id, ada, media=True) as old,
    ):
        old.send("media-state", audio=True, video=True, screen=False)
        assert watcher.expect("media-state", video=True)["peerId"] == old.peer
        with RoomClient.enter(live, room.room_id, ada, media=True, process=1) as new:
            assert watcher.expect("media-state", peerId=new.peer)["video"] is False
            assert old.expect("media-state", peerId=new.peer)["userId"] == str(ada.pk)
            with pytest.raises(Refused, match="media_elsewhere"):
                old.send("media-state", audio=True, video=True, screen=True)
            new.send("media-state", audio=False, video=True, screen=False)
            assert watcher.expect("media-state", video=True)["peerId"] == new.peer


def test_language_is_the_rooms_and_unknown_ones_are_refused(pair, people):
    first, second = pair
    first.send("language", language="python")
    assert second.expect("language")["language"] == "python"
    with pytest.raises(Refused, match="unknown_language"):
        first.send("language", language="klingon")
    people[2].refresh_from_db()
    assert people[2].current_language == "python"


@pytest.mark.parametrize(
    ("type", "payload"),
    [
        ("offer", {"sdp": "v=0"}),
        ("answer", {"sdp": "v=0"}),
        ("offer", {"sdp": "v=0", "offerId": "7"}),
        ("answer", {"sdp": "v=0", "offerId": "7"}),
        ("negotiation-needed", {}),
        ("ice-candidate", {"candidate": {"candidate": "x", "sdpMid": "0", "sdpMLineIndex": 0}}),
    ],
)
def test_signaling_goes_to_one_tab_stamped_with_the_sender(live, people, make_user, type, payload):
    ada, cai, room = people
    eve = make_user("eve", account_type="CANDIDATE")
    with (
        RoomClient.enter(live, room.room_id, ada, media=True) as one,
        RoomClient.enter(live, room.room_id, cai, media=True, process=1) as two,
        RoomClient.enter(live, room.room_id, eve, media=True) as three,
    ):
        for to in (two.peer, str(cai.pk)):
            one.send(type, to=to, pair="p1", **payload)
            heard = two.expect(type)
            assert heard["from"] == str(ada.pk) and heard["fromPeer"] == one.peer and heard["pair"] == "p1"
            assert all(heard[key] == value for key, value in payload.items())
        three.hears_nothing(type)
        for nobody in ("999999", "no-such-peer", one.peer):
            with pytest.raises(Refused, match="not_here"):
                one.send(type, to=nobody, pair="p1", **payload)


def test_signaling_does_not_cross_rooms(live, people, make_room, make_user):
    ada, cai, room = people
    other = make_room()
    with (
        RoomClient.enter(live, room.room_id, ada, media=True) as here,
        RoomClient.enter(live, other.room_id, cai, media=True) as there,
    ):
        for to in (there.peer, str(cai.pk)):
            with pytest.raises(Refused, match="not_here"):
                here.send("offer", to=to, sdp="v=0", pair="p")
        there.hears_nothing("offer")


def test_nobody_takes_another_persons_peer_id(live, people):
    ada, cai, room = people
    with RoomClient.enter(live, room.room_id, ada, media=True, peer="the-same-peer") as first:
        with pytest.raises(SocketClosed) as closed:
            RoomClient.enter(live, room.room_id, cai, peer="the-same-peer")
        assert closed.value.code == 4400
        first.send("ping")


def test_catch_up_brings_what_was_missed_in_order_then_head(pair):
    first, second = pair
    before = first.seq
    sent = [first.send("chat", message=f"m{n}")["seq"] for n in range(5)]
    for _ in sent:
        second.expect("chat")
    second.send("catch-up", since=before)
    head = second.expect("head")
    again = [second.expect("chat")["seq"] for _ in sent]
    assert again == sent and head["seq"] == sent[-1]


def test_leave_is_announced_at_once_when_it_is_said(pair):
    first, second = pair
    second.tell("leave")
    assert first.expect("leave")["userId"] == str(second.user.pk)


def test_a_dropped_socket_has_a_moment_to_come_back(live, pair, people):
    first, second = pair
    second.close()
    assert first.expect("presence")["connected"] is False
    with RoomClient.connect(live, people[2].room_id, people[1], peer=second.peer) as back:
        assert first.expect("presence", connected=True)["userId"] == str(people[1].pk)
        assert back.welcome["you"]["joinNumber"] == second.welcome["you"]["joinNumber"]
        first.hears_nothing("leave")
        first.hears_nothing("join")


def test_who_came_back_is_not_shown_as_lost_though_the_news_of_it_came_first(live, pair, people):
    first, second = pair
    second.close()
    assert first.expect("presence")["connected"] is False
    # Back, and the word of that is gone already: nobody here is told as with a socket.
    entry = rooms().entry(room_id=people[2].room_id, person=str(people[1].pk))
    presence.enter(entry=entry, connection="c" * 32, peer=second.peer, process="another", wants_media=False)
    assert first.expect("presence", connected=True)["userId"] == str(people[1].pk)


def test_who_does_not_come_back_leaves(pair):
    first, second = pair
    second.close()
    first.hears_nothing("leave", within=8)
    assert first.expect("leave", within=15)["reason"] == "lost"


def test_ping_is_answered(pair):
    pair[0].send("ping")
    assert pair[0].expect("pong")


# --- the handshake ------------------------------------------------------------------------------------------------


def refused(live, room_id, **how):
    with pytest.raises(InvalidStatus) as answer:
        RoomClient.connect(live, room_id, **how)
    return answer.value.response.status_code


def test_bad_credentials_and_foreign_origins_are_refused_in_the_handshake(live, people):
    ada, _, room = people
    assert refused(live, room.room_id) == 403
    assert refused(live, room.room_id, token="nonsense") == 403
    own = live.http()
    port = own.rsplit(":", 1)[1]
    for origin in (
        "https://evil.example",
        "null",
        f"https://localhost:{port}",
        "http://localhost:1",
        "http://localhost",
        f"http://localhost.evil.example:{port}",
        "file://",
    ):
        assert refused(live, room.room_id, user=ada, origin=origin) == 403, origin
    cookie = {"Cookie": f"access={access_token(ada)}"}
    assert refused(live, room.room_id, headers=cookie, origin="") == 403
    RoomClient.enter(live, room.room_id, ada).close()
    RoomClient.connect(live, room.room_id, headers=cookie).close()


@pytest.mark.parametrize("knock", ["unknown", "stranger"])
def test_an_unknown_room_and_one_that_is_closed_to_me_look_alike(live, people, make_user, knock):
    _, _, room = people
    stranger = make_user("stranger")
    room_id = room.room_id if knock == "stranger" else "aaa-bbbb-ccc"
    with pytest.raises(SocketClosed) as closed:
        RoomClient.connect(live, room_id, stranger)
    assert closed.value.code == 4404


def test_a_ticket_opens_its_rooms_socket_once(live, people, api):
    ada, _, room = people
    api(ada).post(f"/api/rooms/{room.room_id}/join", {})
    ticket = api(ada).post(f"/api/rooms/{room.room_id}/ws-ticket").json()["ticket"]
    path = f"/ws/rooms/{room.room_id}/?ticket={ticket}"
    RoomClient.connect(live, room.room_id, path=path).close()
    assert refused(live, room.room_id, path=path) == 403
    other = api(ada).post(f"/api/rooms/{room.room_id}/ws-ticket").json()["ticket"]
    assert refused(live, "aaa-bbbb-ccc", path=f"/ws/rooms/aaa-bbbb-ccc/?ticket={other}") == 403


def test_the_sixth_tab_of_one_person_is_refused(live, people):
    ada, _, room = people
    tabs = [RoomClient.enter(live, room.room_id, ada) for _ in range(5)]
    with pytest.raises(SocketClosed) as closed:
        RoomClient.enter(live, room.room_id, ada)
    assert closed.value.code == 4429
    tabs[0].send("ping")
    for tab in tabs:
        tab.close()


# --- bad frames ---------------------------------------------------------------------------------------------------

BAD = {
    "not JSON": ("{", "bad_json"),
    "a list": ("[]", "bad_json"),
    "a number": ("7", "bad_json"),
    "doubled keys": ('{"type":"ping","type":"chat","message":"x"}', "bad_json"),
    "NaN": ('{"type":"cursor","line":NaN,"column":1}', "bad_json"),
    "Infinity": ('{"type":"cursor","line":1e999,"column":1}', "bad_json"),
    "2^63": ('{"type":"catch-up","since":9223372036854775808}', "bad_field"),
    "a huge number": ('{"type":"catch-up","since":' + "9" * 5000 + "}", "bad_json"),
    "a lone surrogate": ('{"type":"chat","message":"\\ud800"}', "bad_json"),
    "deep nesting": ('{"type":"chat","message":' + "[" * 40 + "]" * 40 + "}", "bad_json"),
    "very deep nesting": ("[" * 5000, "bad_json"),
    "no type": ('{"message":"x"}', "unknown_type"),
    "an unknown type": ('{"type":"admin.kick"}', "unknown_type"),
    "a server's type": ('{"type":"welcome"}', "unknown_type"),
    "a type that is no string": ('{"type":{"a":1}}', "unknown_type"),
    "an unknown field": ('{"type":"chat","message":"x","colour":"red"}', "bad_field"),
    "sender_id": ('{"type":"chat","message":"x","sender_id":"1"}', "bad_field"),
    "a wrong type of field": ('{"type":"chat","message":7}', "bad_field"),
    "a missing field": ('{"type":"chat"}', "bad_field"),
    "an id that is no id": ('{"type":"ping","id":[1]}', "bad_field"),
    "an empty message": ('{"type":"chat","message":" \\u0000 "}', "empty"),
    "a long message": (json.dumps({"type": "chat", "message": "x" * 10_001}), "too_long"),
    "a large event": (json.dumps({"type": "typing", "isTyping": True, "x": "y" * 17_000}), "too_big"),
    "a large frame": (json.dumps({"type": "chat", "message": "y" * 140_000}), "too_big"),
    "since below zero": ('{"type":"catch-up","since":-1}', "bad_field"),
}


@pytest.mark.parametrize("frame", BAD.values(), ids=BAD.keys())
def test_a_bad_frame_gets_its_error_and_disturbs_nobody(pair, frame):
    first, second = pair
    text, code = frame
    first.send_raw(text)
    assert first.expect("error")["code"] == code
    first.send("chat", message="still here")
    assert second.expect("chat")["message"] == "still here"


def test_chat_faster_than_allowed_is_refused_and_in_the_end_closed(pair):
    first, second = pair
    for n in range(60):
        try:
            first.tell("chat", message=str(n))
        except SocketClosed:
            break
    assert first.expect("error")["code"] == "rate_limited"
    assert first.wait_closed() == 4429
    second.send("ping")
