"""A person's picture is told to those who share a room with them."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from accounts.pictures import save_picture
from tests.accounts.test_pictures import a_picture
from tests.live import Live
from tests.ws import RoomClient


def test_those_in_a_room_learn_the_address_of_a_picture(
    live: Live, make_user: Callable[..., User], make_room: Callable[..., Any]
) -> None:
    ada = save_picture(user=make_user("ada"), data=a_picture())
    cai = make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    with RoomClient.enter(live, room.room_id, cai) as first:
        with RoomClient.enter(live, room.room_id, ada) as second:
            pictures = {one["userId"]: one["pictureUrl"] for one in second.welcome["participants"]}
            assert pictures == {str(ada.pk): ada.picture_path, str(cai.pk): None}
            assert first.expect("join", userId=str(ada.pk))["pictureUrl"] == ada.picture_path
