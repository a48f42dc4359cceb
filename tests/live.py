"""The real server for tests: uvicorn processes on free ports and the test database, to be killed and restarted."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.services import free_port

START_SECONDS = 120  # a machine under load is slow, not wrong


def test_database_url() -> str:
    """DATABASE_URL of the test database that pytest-django has made."""
    entry = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(Path(str(entry['NAME'])).resolve()))}"
    person = quote(entry["USER"]) + (f":{quote(entry['PASSWORD'])}" if entry["PASSWORD"] else "")
    return f"mysql://{person}@{entry['HOST']}:{entry['PORT']}/{entry['NAME']}"


@dataclass
class Server:
    """One server process. Its port stays the same when it is restarted."""

    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    output: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://localhost:{self.port}"

    def start(self, *, wait: bool = True) -> None:
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "serve",
            "web",
            "--port",
            str(self.port),
        ]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "fusemeet.settings",
            "DATABASE_URL": test_database_url(),
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "DEBUG": "1",
            "FAILED_HANDSHAKES_PER_MINUTE": "1000000",  # every test comes from one address
            **self.environment,
        }
        self.process = subprocess.Popen(
            command, env=environment, stdout=self.output, stderr=subprocess.STDOUT
        )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it answers; fails with its own words when it ends instead."""
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/actuator/alive", timeout=2),
            ):
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server on port {self.port} did not start:\n{self.log()[-4000:]}")

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a crash would: no goodbye, no flush."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = 20) -> int:
        """As a deployment would: SIGTERM, then wait. Returns the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.process.returncode)

    def restart(self) -> None:
        if self.alive:
            self.kill()
        self.start()

    def discard(self) -> None:
        if self.alive:
            self.stop()
        self.output.close()

    def log(self) -> str:
        # Not by seeking: the server writes through the same file, and would go on where this has looked.
        size = os.fstat(self.output.fileno()).st_size
        return os.pread(self.output.fileno(), size, 0).decode(errors="replace")


@dataclass
class Live:
    """The server processes of this test run; FUSEMEET_TEST_PROCESSES says how many (1 unless set)."""

    servers: list[Server]

    def __len__(self) -> int:
        return len(self.servers)

    def __getitem__(self, process: int) -> Server:
        return self.servers[process % len(self.servers)]

    def http(self, process: int = 0) -> str:
        return self[process].url

    def ws(self, process: int = 0) -> str:
        return self[process].ws_url

    def kill(self, process: int = 0) -> None:
        self[process].kill()

    def restart(self, process: int = 0) -> None:
        self[process].restart()

    def ensure(self) -> None:
        """Start again what an earlier test has killed."""
        for server in self.servers:
            if not server.alive:
                server.start()


@contextlib.contextmanager
def running(processes: int, **environment: str) -> Iterator[Live]:
    """So many server processes, all on the test database."""
    live = Live([Server(environment=environment) for _ in range(processes)])
    try:
        for server in live.servers:
            server.start(wait=False)
        for server in live.servers:
            server.wait()
        yield live
    finally:
        for server in live.servers:
            server.discard()


def processes_wanted() -> int:
    return int(os.environ.get("FUSEMEET_TEST_PROCESSES", "1"))
