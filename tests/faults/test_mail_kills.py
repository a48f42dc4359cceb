"""Workers are killed while mails go out: each mail arrives, and each once.

What a mailbox gets is counted as mailboxes count, by Message-ID. A worker may die in the moment between the last byte
of a mail and its COMMIT that follows the server's "250"; nobody can know then, and the copy carries the same Message-ID
(docs/decisions/0009). The raw numbers are printed, and a copy that no kill in that moment explains fails the test.
"""

import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from accounts.letters import queue_verification
from fusemeet.management.commands.serve import worker_command
from mailing.models import OPEN, OutgoingMail, State
from tests.live import test_database_url as database_url
from tests.mailing.post_office import PostOffice, Taken

pytestmark = pytest.mark.faults
KILLS = 20
MAILS = 60
WORKERS = 3
LONGEST_STALL = 0.8  # seconds
BACK_SECONDS = 60
WINDOW_SECONDS = 1.0  # around the 250, on a machine with much else to do
SEED = 20_26


class Worker:
    """A Celery worker as production runs it, in a process group of its own."""

    def __init__(self, number: int, office: PostOffice) -> None:
        self.name = f"worker{number}"
        self.beat = number == 0
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.mail_settings",
            "DATABASE_URL": database_url(),
            "WORKER_NAME": self.name,
            "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
            "DEBUG": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self.output = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the fixture)
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            worker_command(beat=self.beat),
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        """All of it at once: the worker, the processes of its pool, the beat."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log(self) -> str:
        self.output.seek(0)
        return self.output.read().decode(errors="replace")[-3000:]


@pytest.fixture
def office(transactional_db: None) -> Iterator[PostOffice]:
    chance = random.Random(SEED)
    with PostOffice(stall=lambda: chance.uniform(0.2, LONGEST_STALL)) as office:
        yield office


@pytest.fixture
def workers(office: PostOffice) -> Iterator[list[Worker]]:
    made = [Worker(number, office) for number in range(WORKERS)]
    yield made
    for worker in made:
        worker.kill()
        worker.output.close()


def test_each_mail_arrives_once_however_often_workers_are_killed(
    office: PostOffice, workers: list[Worker], make_user: Callable[..., Any]
) -> None:
    chance = random.Random(SEED)
    people = [make_user(verified=False) for _ in range(MAILS)]
    kills: list[tuple[str, float]] = []
    queued = 0
    started = time.monotonic()

    def feed(until: int) -> None:
        nonlocal queued
        while queued < min(until, MAILS):
            queue_verification(user=people[queued])
            queued += 1

    def wait_for_one_at_work(since: float) -> Worker:
        """Who begins a mail from then on: for the next second or so it is in their hands."""

        def busy() -> list[str]:
            return [name for name, at in office.begun.items() if at > since]

        wait_until(lambda: bool(busy()), workers)
        return next(worker for worker in workers if worker.name == busy()[0])

    while len(kills) < KILLS:
        now = time.monotonic()
        feed((len(kills) + 1) * MAILS // KILLS)
        worker = wait_for_one_at_work(now)
        time.sleep(chance.uniform(0, LONGEST_STALL + 0.1))
        worker.kill()
        kills.append((worker.name, time.monotonic()))
        worker.start()
    wait_until(lambda: not OutgoingMail.objects.filter(state__in=OPEN).exists(), workers)

    rows = {row.message_id: row for row in OutgoingMail.objects.all()}
    copies: dict[str, list[Taken]] = defaultdict(list)
    mailboxes: dict[str, set[str]] = defaultdict(set)
    for taken in office.taken:
        copies[taken.message_id].append(taken)
        mailboxes[taken.to].add(taken.message_id)
    doubled = {id: takings for id, takings in copies.items() if len(takings) > 1}
    interrupted = [row for row in rows.values() if row.deaths]
    print(
        f"\n{len(rows)} mails, {len(kills)} kills, {time.monotonic() - started:.0f} s:",
        f"{len(office.taken)} handed over, {len(copies)} Message-IDs, {len(doubled)} of them twice,",
        f"{len(mailboxes)} recipients, deaths {dict(Counter(row.deaths for row in rows.values()))}",
    )

    assert len(kills) == KILLS and len(rows) == MAILS
    assert {row.state for row in rows.values()} == {State.SENT}
    assert interrupted, "no kill hit a worker that had a mail in hand"
    assert {to: len(ids) for to, ids in mailboxes.items()} == {user.email: 1 for user in people}
    assert all(rows[id].to == to for to, ids in mailboxes.items() for id in ids)
    for id, takings in doubled.items():
        for taken in takings[:-1]:
            apart = [abs(at - taken.at) for name, at in kills if name == taken.by]
            assert apart and min(apart) < WINDOW_SECONDS, (
                f"{id} came twice without a reason: {takings}, {kills}"
            )


def wait_until(true: Callable[[], bool], workers: list[Worker]) -> None:
    deadline = time.monotonic() + BACK_SECONDS
    while not true():
        ended = [worker for worker in workers if worker.process.poll() is not None]
        assert not ended, f"a worker ended by itself:\n{ended[0].log()}"
        assert time.monotonic() < deadline, f"not within {BACK_SECONDS} s:\n{workers[0].log()}"
        time.sleep(0.02)
