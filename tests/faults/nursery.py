"""Server processes that start in a moment, because they are forked off one that has loaded everything; for many kills.

`python -m tests.faults.nursery` is that one. It reads a line of JSON for each server to start (`port`, `log`, and what
tests/faults/seams.py reads), or for each job to do, and writes its process id. A server runs what `manage.py serve web`
runs.
"""

import contextlib
import ctypes
import importlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services import answers, free_port

LIBC = ctypes.CDLL(None)
# What a server would load at its start or with its first request, so that each of them need not.
LOADED_BEFORE = (
    "fusemeet.asgi",
    "fusemeet.urls",
    "fusemeet.websocket",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
    "django.db.backends.mysql.base",
    "channels_redis.pubsub",
    "django_redis.cache",
    "celery.app.task",
)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: they leave nothing behind
    import django

    django.setup()
    for module in LOADED_BEFORE:
        with contextlib.suppress(ImportError):  # the driver of a database that this machine lacks
            importlib.import_module(module)
    from fusemeet.server import serve

    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if "job" in order:
            do_job(**order)
        become_server(serve, **order)


def do_job(*, job: str, arguments: dict[str, Any], seams: dict[str, Any]) -> None:
    """In the forked process: one call of the function with this full name, and the end."""
    LIBC.prctl(1, signal.SIGTERM)
    from tests.faults.seams import put_in_place

    put_in_place(**seams)
    module, _, name = job.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)(**arguments)
    finally:
        os._exit(0)


def become_server(serve: Any, *, port: int, log: str, seams: dict[str, Any]) -> None:
    """In the forked process: what each process has for itself, then serve until the end."""
    LIBC.prctl(1, signal.SIGTERM)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    from django.conf import settings

    from signaling.hub import hub
    from tests.faults.seams import put_in_place

    hub.process = hub.bus.process = secrets.token_hex(8)  # made at import, so before the fork
    settings.SITE_ORIGINS = [*settings.SITE_ORIGINS, f"http://localhost:{port}"]
    put_in_place(**seams)
    try:
        serve(hosts=("127.0.0.1",), port=port)
    finally:
        os._exit(0)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Seedling:
    """A server of the nursery, with the methods of tests.live.Server that clients and tests use."""

    nursery: "Nursery"
    port: int
    log_file: Path
    seams: dict[str, Any] = field(default_factory=dict)
    pid: int = 0
    deaths: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.pid > 0 and exists(self.pid)

    def start(self) -> None:
        self.pid = self.nursery.fork(port=self.port, log=str(self.log_file), seams=self.seams)

    def wait_up(self, seconds: float = 60) -> None:
        """Until it listens; fails with its own words when it ends instead."""
        deadline = time.monotonic() + seconds
        while not answers(self.port):
            assert self.alive and time.monotonic() < deadline, f"no server:\n{self.log()[-3000:]}"
            time.sleep(0.02)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait_dead()

    def wait_dead(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while self.alive:
            assert time.monotonic() < deadline, f"{self.pid} does not end:\n{self.log()[-3000:]}"
            time.sleep(0.01)
        self.deaths += 1

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""


class Nursery:
    """Starts servers with these settings in the environment; use it as a context."""

    def __init__(self, **environment: str) -> None:
        self.environment = environment
        self.servers: list[Seedling] = []

    @contextlib.contextmanager
    def open(self, servers: int, **seams: Any) -> Iterator["Nursery"]:
        """So many servers; `seams` are what all of them start with, until a test says otherwise."""
        with tempfile.TemporaryDirectory(prefix="fm-nursery-") as folder:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "fusemeet.settings"} | self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._process.stdout is not None
            assert self._process.stdout.readline() == "ready\n", "the nursery did not start"
            self.witness = Path(folder) / "killed-by-themselves"
            self.witness.touch()
            for number in range(servers):
                log = Path(folder) / f"server-{number}.log"
                self.servers.append(Seedling(self, free_port(), log, dict(seams)))
            try:
                for server in self.servers:
                    server.start()
                for server in self.servers:
                    server.wait_up()
                yield self
            finally:
                self._end()

    def fork(self, **order: Any) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    @property
    def explosions(self) -> int:
        """How many processes have killed themselves at a point."""
        return self.witness.stat().st_size

    def bomb(self, point: str, passing: int) -> dict[str, Any]:
        """Seams for a process that dies at the `passing`th passing of the point."""
        return {"die_at": point, "passing": passing, "witness": str(self.witness)}

    def work(self, job: str, *, seams: dict[str, Any], **arguments: Any) -> None:
        """Call a function in a process of its own, and wait until that is gone."""
        pid = self.fork(job=job, arguments=arguments, seams=seams)
        deadline = time.monotonic() + 120
        while exists(pid):
            assert time.monotonic() < deadline, f"{job} does not end"
            time.sleep(0.01)

    def _end(self) -> None:
        for server in self.servers:
            if server.alive:
                os.kill(server.pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        for server in self.servers:
            while server.alive and time.monotonic() < deadline:
                time.sleep(0.02)
            if server.alive:
                server.kill()
        self._process.terminate()
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


if __name__ == "__main__":
    main()
