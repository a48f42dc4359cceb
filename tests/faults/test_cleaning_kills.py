"""Killed while it tidies up, or with nobody left to notice: rooms are ended once, and whoever was lost leaves."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings

from rooms import cleaning, tasks
from rooms.models import Participant, Room
from signaling.models import Connection
from tests.live import Live
from tests.live import test_database_url as database_url
from tests.rooms.test_cleaning import bare_rooms, lose, told
from tests.ws import RoomClient

pytestmark = pytest.mark.faults

RUN = """
import django; django.setup()
import time
from rooms.cleaning import close_idle_rooms
print("begins", flush=True)
close_idle_rooms(until=time.monotonic() + 60)
"""


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_leaves_every_room_ended_or_open_and_the_next_one_goes_on() -> None:
    rooms = bare_rooms(80)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "fusemeet.settings", "DATABASE_URL": database_url(), "DEBUG": "1",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None and process.stdout.readline() == b"begins\n"
        deadline = time.monotonic() + 30
        while Room.objects.filter(is_active=False).count() < 3 and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()
    ended = set(Room.objects.filter(is_active=False).values_list("pk", flat=True))
    assert set(told("room-ended")) == ended, "told of exactly what happened"
    assert len(ended) >= 3
    assert cleaning.close_idle_rooms(until=time.monotonic() + 60) == len(rooms) - len(ended)
    assert told("room-ended") == dict.fromkeys(rooms, 1)


def test_when_every_server_process_was_killed_its_people_leave(
    live: Live, make_room: Callable[..., Room]
) -> None:
    room = make_room()
    client = RoomClient.enter(live, room.room_id, room.interviewer)
    for process in range(len(live)):
        live.kill(process)
    lose(*Connection.objects.values_list("id", flat=True))
    tasks.let_lost_people_go()
    assert told("leave") == {room.pk: 1}
    assert not Participant.objects.filter(is_active=True).exists()
    client.socket.close()
