"""A deleted person on open sockets: theirs close, and those who stay hear whose room it is now."""

import time
from collections.abc import Callable
from typing import Any

from accounts.deletion import erase_account
from accounts.models import User
from rooms.access import room_for
from rooms.policy import Role
from rooms.sharing import give_access
from tests.accounts.conftest import new_pair
from tests.live import Live
from tests.ws import RoomClient, join


def test_who_stays_hears_the_new_owner_and_who_is_deleted_is_out_within_a_second(
    live: Live, make_user: Callable[..., User], make_room: Callable[..., Any]
) -> None:
    ada, bea, cai = make_user("ada"), make_user("bea"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    give_access(member=room_for(ada, room.room_id), user=bea, role=Role.INTERVIEWER)
    pair = new_pair(ada)
    join(live, room.room_id, pair.access)
    there = [
        RoomClient.connect(live, room.room_id, ada, token=pair.access, process=process)
        for process in range(len(live))
    ]
    there.append(RoomClient.connect(live, "", token=pair.access, path="/ws/me/"))
    with (
        RoomClient.enter(live, room.room_id, bea, process=1) as heir,
        RoomClient.enter(live, room.room_id, cai) as guest,
    ):
        there[0].send("chat", message="good-bye")
        erase_account(user=ada)
        started = time.monotonic()
        assert {socket.wait_closed(within=10) for socket in there} <= {4401, 4404}
        assert time.monotonic() - started < 1.0
        for socket in (heir, guest):
            assert socket.expect("leave", userId=str(ada.pk))["reason"] == "left"
            assert socket.expect("room")["room"]["ownerId"] == str(bea.pk)
        assert heir.expect("abilities")["role"] == "OWNER"
        heir.send("chat", message="this is my room now")
        guest.expect("chat", message="this is my room now")
    with RoomClient.enter(live, room.room_id, cai, process=1) as later:
        said = {line["message"]: line["username"] for line in later.welcome["chat"]}
        assert said["good-bye"] == "Deleted user"
        assert later.welcome["room"]["ownerName"] == "Bea"


def test_a_room_without_another_host_ends_before_the_eyes_of_those_in_it(
    live: Live, make_user: Callable[..., User], make_room: Callable[..., Any]
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    with RoomClient.enter(live, room.room_id, cai, process=1) as guest:
        erase_account(user=ada)
        assert guest.expect("room-ended")["reason"] == "ended"
        assert guest.wait_closed() == 4404
