"""The list of one's rooms comes from a copy of at most a second, which its owner can drop."""

import time

import pytest
from django.core.cache import cache
from django.test.utils import CaptureQueriesContext

from rooms import admission, selectors
from rooms.access import room_for

pytestmark = pytest.mark.django_db
ACTIVE = "/api/rooms/active"


@pytest.fixture
def cai(make_user):
    return make_user("cai", account_type="CANDIDATE")


def rooms_seen(client):
    return [room["roomId"] for room in client.get(ACTIVE).json()["rooms"]]


def test_a_list_asked_for_again_at_once_is_not_read_again(make_room, api):
    room = make_room()
    client = api(room.interviewer)
    assert rooms_seen(client) == [room.room_id]
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        assert rooms_seen(client) == [room.room_id]
    assert not [query for query in asked if "interview_rooms" in query["sql"]]


def test_clear_cache_drops_the_callers_copy_and_nobody_elses(make_room, make_user, api, cai):
    room = make_room()
    mine, theirs = api(cai), api(room.interviewer)
    assert rooms_seen(mine) == [] and rooms_seen(theirs) == [room.room_id]
    second = make_room(owner=room.interviewer)
    admission.join_room(who=cai, room_id=room.room_id, network="test")
    assert mine.post("/api/rooms/clear-cache").json()["success"] is True
    assert rooms_seen(mine) == [room.room_id]
    assert rooms_seen(theirs) == [room.room_id], "their own copy is a second old at most"
    assert theirs.post("/api/rooms/clear-cache").status_code == 200
    assert set(rooms_seen(theirs)) == {room.room_id, second.room_id}


def test_it_is_for_those_who_are_signed_in(api):
    assert api().post("/api/rooms/clear-cache").status_code == 401


def test_a_room_that_one_was_sent_away_from_is_gone_from_the_list_within_a_second(make_room, api, cai):
    room = make_room()
    admission.join_room(who=cai, room_id=room.room_id, network="test")
    client = api(cai)
    assert rooms_seen(client) == [room.room_id]
    admission.remove_participant(member=room_for(room.interviewer, room.room_id), user_id=str(cai.pk))
    time.sleep(selectors.ACTIVE_SECONDS)
    assert rooms_seen(client) == []


def test_without_the_cache_the_list_is_read_each_time(make_room, api, monkeypatch):
    room = make_room()
    monkeypatch.setattr(cache, "get", lambda *_: None)  # as the lenient cache answers when Redis is away
    assert rooms_seen(api(room.interviewer)) == [room.room_id]
