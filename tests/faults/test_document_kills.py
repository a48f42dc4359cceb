"""A server process kills itself in the middle of a commit, at each named point, again and again.

The people of its room come back elsewhere and say again what was not acknowledged: nothing acknowledged is lost,
nothing comes twice, and every copy is equal: everybody's, every process's, those rebuilt from the database.

FUZZ=10 in the environment kills ten times as often.
"""

import asyncio
import itertools
import os
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rooms.admission import join_room
from tests.faults.nursery import Nursery, Seedling
from tests.faults.seams import POINTS
from tests.fuzz.company import Company
from tests.fuzz.json_writers import JsonWriter
from tests.fuzz.writers import PATIENCE, Door
from tests.fuzz.yjs_writers import BoardWriter, YjsWriter
from tests.live import test_database_url as database_url
from tests.ws import access_token

pytestmark = pytest.mark.faults
KILLS = 10 * int(os.environ.get("FUZZ", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
PROCESSES = 3
PEOPLE = 8
KINDS = (YjsWriter, JsonWriter, BoardWriter)
LONGEST_PAUSE = 0.04
MOST_PASSINGS = 8
MOVES = 0.1  # how often somebody goes to another process, so that each has somebody to die under
# Often, so that a short run has many savings and checkpoints.
VALUES = {
    "signaling.documents.checkpoints.CHECKPOINT_ROWS": 10,
    "signaling.documents.saver.SAVE_AFTER_SECONDS": 0.05,
}


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, django_db_blocker: Any) -> Iterator[Nursery]:
    with django_db_blocker.unblock():
        environment = {
            "DATABASE_URL": database_url(),
            "DEBUG": "1",
            "FAILED_HANDSHAKES_PER_MINUTE": "1000000",
            "LOG_LEVEL": "ERROR",
        }
        with Nursery(**environment).open(PROCESSES, values=VALUES) as nursery:
            yield nursery


async def write_until_killed(company: Company, nursery: Nursery, point: str, chance: random.Random) -> int:
    """Everybody writes, each process dies at its next passing of the point; returns the number of deaths."""
    servers = nursery.servers
    deaths = 0
    await company.come_in()

    async def write(number: int) -> None:
        while deaths < KILLS:
            writer = company.writers[number]
            if writer.chance.random() < MOVES:
                writer.cut()
            await company.bring_back([writer])
            await writer.write()
            await asyncio.sleep(writer.chance.uniform(0, LONGEST_PAUSE))

    def start(server: Seedling, **seams: Any) -> None:
        if server.alive:
            server.kill()
        server.seams = {"values": VALUES, **seams}
        server.start()

    async def die() -> None:
        nonlocal deaths
        for server in servers:
            start(server, **nursery.bomb(point, chance.randint(1, MOST_PASSINGS)))
        deadline = time.monotonic() + PATIENCE * KILLS
        while deaths < KILLS:
            assert time.monotonic() < deadline, f"{point} is not passed any more"
            for server in servers:
                if not server.alive:
                    deaths += 1
                    start(server, **nursery.bomb(point, chance.randint(1, MOST_PASSINGS)))
            await asyncio.sleep(0.02)
        for server in servers:
            start(server)

    await asyncio.gather(die(), *(write(number) for number in range(len(company.writers))))
    await company.agree()
    return deaths


@pytest.mark.parametrize("point", POINTS)
def test_a_process_may_die_at_any_point_of_a_commit(
    point: str,
    nursery: Nursery,
    transactional_db: None,
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
) -> None:
    chance = random.Random(f"{SEED} {point}")
    room = make_room(make_user(account_type="TEACHER"), room_type="CLASSROOM", class_capacity_tier=100)
    room.switches = {"allowEditCode": True, "allowDraw": True}
    room.save()
    tokens = []
    for _ in range(PEOPLE):
        person = make_user(account_type="STUDENT")
        join_room(who=person, room_id=room.room_id, network="127.0.0.1", invite_token=room.invite_link_token)
        tokens.append(access_token(person))
    numbers = itertools.count()

    def door() -> Door:
        number = next(numbers)
        return Door(
            nursery.servers,
            room.room_id,
            tokens[number % PEOPLE],
            f"tab-of-{room.pk}-{number:03}",
            "&documents=yjs",
        )

    company = Company(door, PROCESSES, KINDS, chance)
    started = time.monotonic()
    before = nursery.explosions
    deaths = asyncio.run(write_until_killed(company, nursery, point, chance))
    company.judge(room.pk)
    counts = ", ".join(f"{name}: {number}" for name, number in sorted(company.counts.items()))
    print(f"\n{point}: {deaths} deaths in {time.monotonic() - started:.0f} s, differences: 0\n  {counts}")
    assert nursery.explosions - before >= deaths >= KILLS, "something else ended a server"
    found = company.counts["committed without a word of it"]
    assert found or point != "before-ack", "no commit was ever left without its word"
