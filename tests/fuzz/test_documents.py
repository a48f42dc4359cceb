"""Random schedules on three server processes, a Redis that loses, doubles and delays, cut sockets and killed processes.

Nothing acknowledged is lost or comes twice, and all copies are equal: every client's, every process's, the one rebuilt
from the log and those rebuilt from the saved state and from each checkpoint with the rows after it.

FUZZ=25 in the environment plays 500 schedules. A schedule that fails prints its seed; FUZZ_SCHEDULE=<seed> plays that
one alone.
"""

import asyncio
import itertools
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from rooms.admission import join_room
from signaling.documents.models import DocumentHead, DocumentUpdate, SharedDocument
from tests.faults.nursery import Nursery
from tests.faults.redis_proxy import LossyRedis
from tests.fuzz.company import Company, Different
from tests.fuzz.json_writers import JsonWriter
from tests.fuzz.schedules import Schedule
from tests.fuzz.writers import Door
from tests.fuzz.yjs_writers import BoardWriter, YjsWriter
from tests.live import test_database_url as database_url
from tests.ws import access_token

pytestmark = pytest.mark.skipif(
    not settings.REDIS_URL, reason="needs Redis and MariaDB: python -m tests.services python -m pytest"
)
TIMES = int(os.environ.get("FUZZ", "1"))
SCHEDULES = 20 * TIMES
FIRST = int(os.environ.get("FUZZ_SEED", "2026"))
ONLY = os.environ.get("FUZZ_SCHEDULE")
KINDS = (YjsWriter, YjsWriter, JsonWriter, JsonWriter, BoardWriter, BoardWriter)
# Often, so that a short schedule has several of each.
VALUES = {
    "signaling.documents.checkpoints.CHECKPOINT_ROWS": 20,
    "signaling.documents.saver.SAVE_AFTER_SECONDS": 0.1,
}
SAYS_THAT_REDIS_IS_AWAY = (" channels_redis.", " signaling.knocking:")


@pytest.fixture(scope="module")
def redis() -> Iterator[LossyRedis]:
    with LossyRedis(settings.REDIS_URL) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, django_db_blocker: Any, redis: LossyRedis) -> Iterator[Nursery]:
    with django_db_blocker.unblock():
        environment = {
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis.url,
            "DEBUG": "1",
            "FAILED_HANDSHAKES_PER_MINUTE": "1000000",
            "LOG_LEVEL": "ERROR",
        }
        with Nursery(**environment).open(3, values=VALUES) as nursery:
            yield nursery


class Stage:
    """Makes a room for each schedule, and lets the same people into each."""

    def __init__(
        self,
        make_user: Callable[..., Any],
        make_room: Callable[..., Any],
        nursery: Nursery,
        redis: LossyRedis,
    ) -> None:
        self.make_room, self.nursery, self.redis = make_room, nursery, redis
        self.owner = make_user(account_type="TEACHER")
        self.people = [make_user(account_type="STUDENT") for _ in range(len(KINDS) + 6)]
        self.tokens = [access_token(person) for person in self.people]
        self.counts: Counter[str] = Counter()

    def play(self, seed: int, **how: Any) -> tuple[Company, int]:
        """The people, and the room's key. Raises Different where anything is lost, doubled or not the same."""
        room = self.make_room(self.owner, room_type="CLASSROOM", class_capacity_tier=100)
        room.switches = {"allowEditCode": True, "allowDraw": True}
        room.save()
        for person in self.people:
            join_room(
                who=person, room_id=room.room_id, network="127.0.0.1", invite_token=room.invite_link_token
            )
        schedule = Schedule(seed, self.nursery.servers, self.redis, **how)
        company = asyncio.run(schedule.play(self.doors(room), KINDS))
        company.judge(room.pk)
        self.counts += company.counts
        self.counts["schedules"] += 1
        return company, room.pk

    def doors(self, room: Any) -> Callable[[], Door]:
        """Each call another tab; the first ones each of another person."""
        numbers = itertools.count()

        def door() -> Door:
            number = next(numbers)
            return Door(
                self.nursery.servers,
                room.room_id,
                self.tokens[number % len(self.tokens)],
                f"tab-of-{room.pk}-{number:03}",
                "&documents=yjs",
            )

        return door


@pytest.fixture
def stage(
    transactional_db: None,
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    nursery: Nursery,
    redis: LossyRedis,
) -> Stage:
    return Stage(make_user, make_room, nursery, redis)


def test_nothing_acknowledged_is_lost_and_all_copies_are_equal(stage: Stage) -> None:
    seeds = [int(ONLY)] if ONLY else [FIRST + number for number in range(SCHEDULES)]
    started = time.monotonic()
    for seed in seeds:
        try:
            stage.play(seed)
        except BaseException:
            print(f"\nFUZZ_SCHEDULE={seed} failed after {stage.counts['schedules']} that did not")
            raise
    seconds = time.monotonic() - started
    counts = stage.counts + stage.redis.counts
    print(f"\n{len(seeds)} schedules in {seconds:.0f} s (FUZZ_SEED={FIRST}), differences: 0")
    print("  " + ", ".join(f"{name}: {number}" for name, number in sorted(counts.items())))
    for server in stage.nursery.servers:
        log = server.log()
        # The channel layer says so when its line is cut, which is what this test does to it.
        problems = [
            line
            for line in log.splitlines()
            if " ERROR " in line and not any(name in line for name in SAYS_THAT_REDIS_IS_AWAY)
        ]
        assert not problems, f"{problems[:5]}\n{log[-6000:]}"
    if len(seeds) >= 20:
        for what in ("dropped", "doubled", "delayed", "overtaken", "cuts", "processes killed", "sockets cut"):
            assert counts[what], f"no schedule had any {what}"


def test_the_books_find_a_row_that_is_lost_and_a_token_that_is_lost_or_doubled(stage: Stage) -> None:
    company, room = stage.play(FIRST, steps=6)
    ledger, text = company.ledgers["code"], company.content["code"]
    token = sorted(ledger.acknowledged)[0]
    assert ledger.differences(text) == []
    assert ledger.differences(text.replace(token, ""))
    assert ledger.differences(text + token)
    assert ledger.differences(text.replace(token, token[0] + "x;"))

    document = SharedDocument.objects.get(room=room, kind="code")
    newest = DocumentUpdate.objects.filter(document=document).order_by("-seq").first()
    assert newest is not None
    DocumentUpdate.objects.filter(pk=newest.pk).delete()
    with pytest.raises(AssertionError, match="another end"):
        company.judge(room)
    DocumentHead.objects.filter(document=document).update(seq=newest.seq - 1)
    with pytest.raises(AssertionError):
        company.judge(room)


def test_a_server_that_acknowledges_what_it_does_not_store_is_found_out(stage: Stage) -> None:
    def start_all(**seams: Any) -> None:
        for server in stage.nursery.servers:
            server.kill()
            server.seams = {"values": VALUES, **seams}
            server.start()

    start_all(lie_from=10)
    with pytest.raises(Different):
        stage.play(FIRST + 1, steps=8, patience=5)
    start_all()
