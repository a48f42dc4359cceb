"""The clock that everybody sees."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fusemeet.errors import Gone, Invalid
from rooms.services import close_room
from rooms.timer import set_timer
from tests.live import Live
from tests.ws import Refused, RoomClient


def ends_in(event: dict[str, Any]) -> float:
    end = datetime.fromisoformat(event["endsAt"]).timestamp() * 1000
    return float(end - event["timestamp"]) / 1000


@pytest.mark.django_db(transaction=True)
def test_everybody_sees_it_start_pause_go_on_and_go_back(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    room, cai = make_room(), make_user(account_type="CANDIDATE")
    with RoomClient.enter(live, room.room_id, room.interviewer) as host:
        assert host.welcome["timer"] is None
        with RoomClient.enter(live, room.room_id, cai) as guest:
            host.send("timer", action="start", seconds=600)
            started = guest.expect("timer", action="start")
            assert 598 < ends_in(started) <= 601 and started["seconds"] == 600
            host.send("timer", action="pause")
            paused = guest.expect("timer", action="pause")
            assert paused["endsAt"] is None and 590 <= paused["remainingSeconds"] <= 600
            host.send("timer", action="start")
            assert ends_in(guest.expect("timer", action="start")) <= paused["remainingSeconds"] + 1
            host.send("timer", action="reset")
            back = guest.expect("timer", action="reset")
            assert (back["endsAt"], back["remainingSeconds"]) == (None, 600)
            with pytest.raises(Refused) as refused:
                guest.send("timer", action="start", seconds=5)
            assert refused.value.code == "forbidden"
        with RoomClient.enter(live, room.room_id, cai) as later:
            assert later.welcome["timer"]["remainingSeconds"] == 600


@pytest.mark.django_db
def test_a_timer_that_cannot_be_is_refused(make_room: Callable[..., Any]) -> None:
    room = make_room()
    who = {"room": room.pk, "person": str(room.interviewer.pk)}
    for seconds in (0, 24 * 3600 + 1):
        with pytest.raises(Invalid):
            set_timer(**who, action="start", seconds=seconds)
    with pytest.raises(Invalid) as nothing:
        set_timer(**who, action="start")
    assert nothing.value.code == "no_time_left"
    seq = set_timer(**who, action="start", seconds=60, client_id="a")
    assert set_timer(**who, action="start", seconds=60, client_id="a") == seq, "a repeat is the same event"
    close_room(room=room, by="")
    with pytest.raises(Gone):
        set_timer(**who, action="pause")
