"""What ends a session ends its open sockets too, on every process, within a second."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from accounts.blocking import block_account
from accounts.devices import sign_out_other_devices
from accounts.models import User
from accounts.passwords import change_password
from accounts.sessions import TokenPair
from tests.accounts.conftest import new_pair
from tests.conftest import PASSWORD
from tests.live import Live
from tests.ws import RoomClient, join

SOON = 1.0  # second


@dataclass
class SignedIn:
    """One device: its tokens, and on each process a room's socket and a personal one."""

    pair: TokenPair
    sockets: list[RoomClient]


@pytest.fixture
def devices(
    live: Live, make_user: Callable[..., User], make_room: Callable[..., Any]
) -> Iterator[tuple[User, SignedIn, SignedIn]]:
    """Somebody, and the two devices on which they are in a room."""
    ada = make_user("ada")
    room = make_room(ada).room_id
    two = []
    for _ in range(2):
        pair, sockets = new_pair(ada), []
        join(live, room, pair.access)
        for process in range(len(live)):
            sockets.append(RoomClient.connect(live, room, ada, token=pair.access, process=process))
            sockets.append(RoomClient.connect(live, "", token=pair.access, process=process, path="/ws/me/"))
        two.append(SignedIn(pair, sockets))
    yield ada, two[0], two[1]
    for device in two:
        for socket in device.sockets:
            socket.close()


def end_of(sockets: list[RoomClient], act: Callable[[], object]) -> set[int | None]:
    """The close codes after `act`, none of which took longer than promised."""
    act()
    started = time.monotonic()
    codes = {socket.wait_closed(within=10) for socket in sockets}
    assert time.monotonic() - started < SOON
    return codes


def answer(sockets: list[RoomClient]) -> bool:
    for socket in sockets:
        socket.send("ping")
    return True


Devices = tuple[User, SignedIn, SignedIn]


def test_the_sockets_of_a_device_that_is_signed_out_close_within_a_second(
    live: Live, devices: Devices
) -> None:
    _, here, there = devices

    def sign_out() -> None:
        gone = httpx.delete(
            f"{live.http()}/api/auth/sessions/{there.pair.session_id}",
            headers={"Authorization": f"Bearer {here.pair.access}"},
            timeout=20,
        )
        assert gone.status_code == 200

    assert end_of(there.sockets, sign_out) == {4401}
    assert answer(here.sockets)


def test_a_changed_password_closes_the_sockets_of_the_other_devices_within_a_second(devices: Devices) -> None:
    ada, here, there = devices
    new = "another horse, another staple"

    def change() -> None:
        change_password(user=ada, password=PASSWORD, new_password=new, keep=here.pair.session_id)

    assert end_of(there.sockets, change) == {4401}
    assert answer(here.sockets)


def test_all_other_devices_signed_out_at_once_lose_their_sockets_within_a_second(devices: Devices) -> None:
    ada, here, there = devices
    session = here.pair.session_id
    assert end_of(there.sockets, lambda: sign_out_other_devices(user=ada, current=session)) == {4401}
    assert answer(here.sockets)


def test_a_block_closes_every_socket_within_a_second(devices: Devices) -> None:
    ada, here, there = devices
    assert end_of(here.sockets + there.sockets, lambda: block_account(user=ada)) == {4401}
