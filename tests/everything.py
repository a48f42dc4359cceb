"""`make test`: installs what is missing where it may, runs every suite, and says what was left out."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

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
WITHOUT_BROWSER = ["tests", "--ignore=tests/e2e"]
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


@dataclass
class Run:
    """Suites one after the other, with their times; none keeps the next from running."""

    results: list[tuple[str, bool, float]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def suite(self, name: str, command: list[str], **environment: str) -> None:
        say(f"{name}: {shlex.join(command)}")
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode
        self.results.append((name, code == 0, time.monotonic() - started))

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
    run.suite("page units", ["env", "-u", "DEBUG", "npm", "--prefix", "frontend", "run", "--silent", "test"])
    without = lacking & {"database", "redis"} | ({"driver"} if not services.have_mysql_driver() else set())
    run.suite("Python on SQLite", [*PYTEST, *WITHOUT_BROWSER, *([] if without else LONG)])
    if without:
        run.leave_out("Python on MariaDB and Redis", f"no {', '.join(sorted(without))} on this machine")
    else:
        run.suite(
            "Python on MariaDB and Redis, two processes",
            [sys.executable, "-m", "tests.services", *PYTEST, *WITHOUT_BROWSER, *ON_SERVICES],
            FUSEMEET_TEST_PROCESSES="2",
        )
    if "browser" in lacking:
        run.leave_out("browsers", "no Chromium on this machine")
    else:
        run.suite("browsers", [*private_network(), *PYTEST, "tests/e2e"])
    return run.report()


if __name__ == "__main__":
    sys.exit(main())
