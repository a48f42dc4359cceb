"""Private MariaDB and Redis servers for tests: own temporary folder, free loopback ports, gone at the end.

`python -m tests.services COMMAND…` runs a command with DATABASE_URL and REDIS_URL pointing at them.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

START_SECONDS = 60
DATABASE = "fusemeet"
LIBC = ctypes.CDLL(None)


def end_with_parent() -> None:
    """On Linux a test run that is killed takes its servers with it (prctl PR_SET_PDEATHSIG).

    Not the product's own function: this module must not import the product, whose settings come with it.
    """
    LIBC.prctl(1, signal.SIGTERM)


LEAVES_NONE_BEHIND = end_with_parent if sys.platform == "linux" else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(*names: str) -> str | None:
    """The first of these programs that is installed, also looking where Debian puts servers."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def have_mariadb() -> bool:
    return bool(program("mariadbd", "mysqld") and program("mariadb-install-db", "mysql_install_db"))


def have_redis() -> bool:
    return program("redis-server") is not None


def have_mysql_driver() -> bool:
    try:
        import MySQLdb  # noqa: F401
    except ImportError:
        return False
    return True


def wait_until(true: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Poll until `true()`; a server that ends or never answers fails with the end of its log."""
    deadline = time.monotonic() + START_SECONDS
    while not true():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"{process.args!r} did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def stop(process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)  # a test may have left it stopped
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis server; yields its URL and process."""
    command, port, log = program("redis-server"), free_port(), folder / "redis.log"
    if command is None:
        raise RuntimeError("redis-server is not installed")
    arguments = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [command, *arguments, "--dir", str(folder)],
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=LEAVES_NONE_BEHIND,
        )
    try:
        wait_until(lambda: answers(port), process, log)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        stop(process)


@contextlib.contextmanager
def mariadb(folder: Path, *, durable: bool = False) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A MariaDB server with an empty database; yields its URL and process. Fast rather than durable, unless told."""
    server, install = program("mariadbd", "mysqld"), program("mariadb-install-db", "mysql_install_db")
    if server is None or install is None:
        raise RuntimeError("mariadb-server is not installed")
    data, log, port = folder / "mariadb", folder / "mariadb.log", free_port()
    ours = ["--user=root"] if os.geteuid() == 0 else []
    # A server that starts removes whatever temporary tables it finds, so none may look into another's folder.
    temporary = folder / "mariadb-tmp"
    temporary.mkdir()
    shared = ["--no-defaults", f"--datadir={data}", f"--tmpdir={temporary}", *ours]
    options = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
    installed = subprocess.run(
        [install, *shared, *options],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if installed.returncode:
        raise RuntimeError(f"{installed.args!r} failed:\n{installed.stdout[-3000:]}")
    fast = [
        f"--innodb-flush-log-at-trx-commit={int(durable)}",
        f"--innodb-doublewrite={int(durable)}",
        "--innodb-buffer-pool-size=128M",
        "--innodb-log-file-size=32M",
        "--sync-binlog=0",
        "--skip-log-bin",
    ]
    listen = [
        "--bind-address=127.0.0.1",
        f"--port={port}",
        f"--socket={folder / 'm.sock'}",
        "--skip-name-resolve",
    ]
    text = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                server,
                *shared,
                *listen,
                *text,
                *fast,
                f"--pid-file={folder / 'm.pid'}",
                "--max-connections=300",
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=LEAVES_NONE_BEHIND,
        )
    try:
        wait_until(lambda: answers(port), process, log)
        make_database(port)
        yield f"mysql://root@127.0.0.1:{port}/{DATABASE}", process
    finally:
        stop(process)


def make_database(port: int) -> None:
    import MySQLdb

    connection = MySQLdb.connect(host="127.0.0.1", port=port, user="root")
    connection.cursor().execute(
        f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
    )
    connection.close()


@contextlib.contextmanager
def services_folder() -> Iterator[Path]:
    # A socket path may have 108 bytes at most, so the folder stands right under the temporary one.
    folder = Path(tempfile.mkdtemp(prefix="fm-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    with services_folder() as folder, mariadb(folder) as (database, _), redis(folder) as (cache, _):
        environment = os.environ | {"DATABASE_URL": database, "REDIS_URL": cache}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
