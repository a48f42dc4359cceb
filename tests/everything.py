"""`make test`: installs what is missing where it may, runs every suite, and says what was left out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import services

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "browser": ["chromium", "fonts-liberation", "fonts-noto-color-emoji"],
    "database": ["mariadb-server"],
    "driver": ["default-libmysqlclient-dev", "pkg-config", "build-essential", "python3-dev"],
    "redis": ["redis-server"],
    "network": ["iproute2"],
    "proxy": ["nginx-light"],
}
PYTEST = [sys.executable, "-m", "pytest"]
# What runs without a browser, in two parts of about the same length.
SHARED = ["tests/documents", "tests/signaling", "tests/fuzz", "tests/faults"]
PARTS = {
    "what is shared": SHARED,
    "everything else": ["tests", *(f"--ignore={path}" for path in ["tests/e2e", *SHARED])],
}
# Half of a test is waiting for a server; more than this would make the waiting longer than the tests are ready for.
AT_ONCE = max(2, (os.cpu_count() or 1))
TOLD_EVERY_SECONDS = 60
# What the schema promises does not depend on the database.
ON_SERVICES = ["--database-only", "--ignore=tests/pages", "--ignore=tests/fuzz/test_rest.py"]
# Long ones that say most on several processes: with the embedded parts only where there are no others.
LONG = [
    "--ignore=tests/fuzz/test_sockets.py",
    "--ignore=tests/faults/test_mail_kills.py",
    "--ignore=tests/faults/test_document_kills.py",
    "--ignore=tests/faults/test_archive_kills.py",
]


def missing() -> set[str]:
    """Which of the parts in PACKAGES this machine lacks."""
    have = {
        "browser": services.program("chromium", "chromium-browser", "google-chrome") is not None,
        "database": services.have_mariadb(),
        "driver": services.have_mysql_driver()
        or services.program("mysql_config", "mariadb_config") is not None,
        "redis": services.have_redis(),
        "network": services.program("ip") is not None,
        "proxy": services.program("nginx") is not None,
    }
    return {part for part, there in have.items() if not there}


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(parts: set[str]) -> None:
    """Through apt, without starting the servers that come with it: the tests start their own."""
    wanted = [package for part in sorted(parts) for package in PACKAGES[part]]
    say(f"Installing {' '.join(wanted)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*quiet, "update"], env=environment, stdin=subprocess.DEVNULL, check=False)
    subprocess.run(
        [*quiet, "install", "--yes", "--no-install-recommends", *wanted],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )


def install_driver() -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(ROOT / "requirements-mysql.txt")], check=False)


def private_network() -> list[str]:
    """A prefix that runs a command in a network namespace with a loopback of its own; empty where not allowed."""
    tool = shutil.which("unshare")
    up = "ip link set lo up"
    if (
        tool
        and subprocess.run([tool, "-n", "sh", "-c", up], capture_output=True, check=False).returncode == 0
    ):
        return [tool, "-n", "sh", "-c", f'{up} && exec "$@"', "private"]
    return []


@dataclass(frozen=True)
class Suite:
    """A command that tries something; `environment` is what it gets besides ours."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """Suites with their times; none keeps the next from running."""

    results: list[tuple[str, bool, float]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    printing: threading.Lock = field(default_factory=threading.Lock)

    def suite(self, suite: Suite) -> None:
        """Alone, and seen as it goes."""
        say(f"{suite.name}: {shlex.join(suite.command)}")
        self._try(suite, None)

    def beside(self, suites: Iterable[Suite], at_once: int) -> None:
        """Several at a time, since each mostly waits; what one says is printed when it has ended."""
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(self._quietly, suites))

    def _quietly(self, suite: Suite) -> None:
        say(f"{suite.name} begins: {shlex.join(suite.command)}")
        with tempfile.NamedTemporaryFile() as output:
            self._try(suite, output)
            output.seek(0)
            with self.printing:
                say(f"{suite.name} has ended")
                shutil.copyfileobj(output, sys.stdout.buffer)
                sys.stdout.buffer.flush()

    def _try(self, suite: Suite, output: Any) -> None:
        """Into the file `output`, or to be seen as it goes."""
        started = time.monotonic()
        process = subprocess.Popen(
            suite.command,
            cwd=ROOT,
            env=os.environ | suite.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
        )
        while output is not None and not _ends(process, TOLD_EVERY_SECONDS):
            with self.printing:
                print(f"  {suite.name}: {_reached(Path(output.name))}", flush=True)
        self.results.append((suite.name, process.wait() == 0, time.monotonic() - started))

    def leave_out(self, name: str, why: str) -> None:
        self.left_out.append(f"{name}: {why}")

    def report(self) -> int:
        say("Result")
        for name, good, seconds in self.results:
            print(f"  {'passed' if good else 'FAILED'}  {name} ({seconds:.0f} s)")
        for reason in self.left_out:
            print(f"  left out  {reason}")
        failed = sum(not good for _, good, _ in self.results)
        print(f"\nsuites: {len(self.results) - failed} passed, {failed} failed", flush=True)
        return 1 if failed or (self.left_out and os.environ.get("CI")) else 0


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _reached(output: Path) -> str:
    """How far pytest has come, as it says itself."""
    said = re.findall(rb"\[ *(\d+)%\]", output.read_bytes())
    return f"{said[-1].decode()} %" if said else "it begins"


def say(text: str) -> None:
    print(f"\n=== {text}", flush=True)


def main() -> int:
    lacking = missing()
    if lacking and may_install():
        install(lacking)
        lacking = missing()
    if not services.have_mysql_driver() and "driver" not in lacking:
        install_driver()

    run = Run()
    if "proxy" in lacking:
        run.leave_out("the proxy's configuration", "no nginx on this machine")
    run.suite(
        Suite("page units", ["env", "-u", "DEBUG", "npm", "--prefix", "frontend", "run", "--silent", "test"])
    )
    private = private_network()
    without = lacking & {"database", "redis"} | ({"driver"} if not services.have_mysql_driver() else set())
    suites = []
    if without:
        run.leave_out("Python on MariaDB and Redis", f"no {', '.join(sorted(without))} on this machine")
    else:
        on_services = [*private, sys.executable, "-m", "tests.services", *PYTEST, *ON_SERVICES]
        processes = {"FUSEMEET_TEST_PROCESSES": "2"}
        for name, paths in PARTS.items():
            suites.append(Suite(f"Python on MariaDB and Redis, {name}", [*on_services, *paths], processes))
    for name, paths in PARTS.items():
        command = [*private, *PYTEST, *paths, *([] if without else LONG)]
        suites.append(Suite(f"Python on SQLite, {name}", command))
    # Without networks of their own they could take each other's ports.
    run.beside(suites, AT_ONCE if private else 1)
    if "browser" in lacking:
        run.leave_out("browsers", "no Chromium on this machine")
    else:
        # Alone: what they measure is sound and picture.
        run.suite(Suite("browsers", [*private, *PYTEST, "tests/e2e"]))
    return run.report()


if __name__ == "__main__":
    sys.exit(main())
