"""`manage.py serve`: several processes as one, which end together and say why."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fusemeet.certificate import is_good, main, names_of_this_machine
from fusemeet.server import LOOPBACK, open_sockets
from tests.services import answers, free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
END_SECONDS = 30

SCRIPT = """
import sys
from fusemeet.supervisor import Supervisor
together = Supervisor()
for name, code in zip(sys.argv[1::2], sys.argv[2::2]):
    together.start(name, [sys.executable, "-c", code])
together.say("started")
sys.exit(together.run())
"""
WAITS = "import time; print('here'); time.sleep(60)"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """start("web", code, "worker", code) runs a supervisor over such Python programs."""
    started: list[subprocess.Popen[str]] = []

    def supervise(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield supervise
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and "sleep" in Path(f"/proc/{pid}/cmdline").read_text()


def test_when_one_ends_all_end_and_it_is_said(start: Start) -> None:
    process = start("web", WAITS, "worker", "raise SystemExit(3)")
    output, _ = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 1
    assert "worker ended by itself (exit code 3); stopping everything" in output


def test_a_killed_process_is_named(start: Start) -> None:
    process = start("web", "import os; os.kill(os.getpid(), 9)", "worker", WAITS)
    output, _ = process.communicate(timeout=END_SECONDS)
    assert process.returncode == 1
    assert "web ended by itself (killed by SIGKILL)" in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_all_in_order(start: Start, number: int) -> None:
    process = start("web", WAITS, "worker", WAITS)
    assert process.stdout is not None
    heard = [process.stdout.readline() for _ in range(3)]
    assert sorted(line.strip() for line in heard) == ["started", "web    | here", "worker | here"]
    process.send_signal(number)
    output, _ = process.communicate(timeout=END_SECONDS)
    assert (process.returncode, output) == (0, "stopping\n")


def test_a_second_ctrl_c_waits_for_nobody(start: Start) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here'); time.sleep(60)"
    )
    process = start("web", stubborn)
    assert process.stdout is not None
    [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "stopping\n"
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=END_SECONDS)
    assert time.monotonic() - started < 5


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_nothing_stays_when_the_supervisor_itself_is_killed(start: Start) -> None:
    process = start("web", "import os, time; print(os.getpid()); time.sleep(60)")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    pid = int(next(line for line in lines if "|" in line).split("|")[1])
    assert alive(pid)
    process.kill()
    deadline = time.monotonic() + END_SECONDS
    while alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        f"CommandError: Port {port} is taken: end what runs there, or choose another: `make run PORT={port + 1}`"
    ]


def test_both_loopback_addresses_are_served() -> None:
    listeners = open_sockets(LOOPBACK, free_port())
    families = {listener.family for listener in listeners}
    for listener in listeners:
        listener.close()
    assert socket.AF_INET in families
    assert len(families) == len(listeners)


def test_the_certificate_names_this_machine_and_is_kept(tmp_path: Path) -> None:
    address = main(tmp_path)
    first = (tmp_path / "cert.pem").read_bytes()
    assert is_good(tmp_path / "cert.pem", names_of_this_machine(address))
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    main(tmp_path)
    assert (tmp_path / "cert.pem").read_bytes() == first
    (tmp_path / "cert.pem").write_text("damaged")
    main(tmp_path)
    assert is_good(tmp_path / "cert.pem", names_of_this_machine(address))


def test_all_of_it_starts_serves_and_ends(tmp_path: Path) -> None:
    """The real thing: web and worker on an empty folder, as `make run` starts them."""
    port = free_port()
    environment = {"PATH": "/usr/bin:/bin", "DEBUG": "1", "VAR_DIR": str(tmp_path), "PORT": str(port)}
    manage = [sys.executable, "manage.py"]
    process = subprocess.Popen(
        [*manage, "serve", "--prepare"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=END_SECONDS)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "Traceback" not in output
    assert "fusemeet-demo" in output
    rooms = [line.split()[0] for line in output.splitlines() if "/rooms/" in line]
    assert len(rooms) == 2

    again = subprocess.run(
        [*manage, "sampledata"], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert all(room in again.stdout for room in rooms), "the second time everything is there"
