"""`manage.py serve`: the web server and the job worker as one; `serve web` or `serve worker` for one alone."""

import os
import shutil
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from fusemeet.checks import warn_of_a_forgetful_redis
from fusemeet.server import EVERYWHERE, LOOPBACK, open_sockets, serve
from fusemeet.supervisor import Supervisor

WORKERS = 2


class Command(BaseCommand):
    help = "Serve the site and do its background jobs until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", nargs="?", choices=["web", "worker"], help="only this part")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--everywhere", action="store_true", help="listen on every address, not only this machine's"
        )
        parser.add_argument(
            "--tls", type=Path, metavar="FOLDER", help="serve https with FOLDER/cert.pem and key.pem"
        )
        parser.add_argument(
            "--reload", action="store_true", help="restart on a change of Python, rebuild the page"
        )
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database up to date and make the sample data",
        )
        parser.add_argument(
            "--no-beat",
            dest="beat",
            action="store_false",
            help="a worker beside the one that keeps the schedule",
        )

    def handle(self, *args: Any, part: str | None, **options: Any) -> None:
        if part == "worker":
            os.execv(sys.executable, worker_command(beat=options["beat"]))  # noqa: S606  (our own interpreter)
        hosts = EVERYWHERE if options["everywhere"] else LOOPBACK
        if part == "web":
            folder = options["tls"]
            require_somebody_ends_tls(tls=folder)
            warn_of_a_forgetful_redis()
            serve(
                hosts=hosts,
                port=options["port"],
                certificate=(folder / "cert.pem", folder / "key.pem") if folder else None,
                reload=settings.BASE_DIR if options["reload"] else None,
            )
            return
        self.serve_all(hosts, **options)

    def serve_all(
        self, hosts: tuple[str, ...], *, port: int, reload: bool, prepare: bool, **options: Any
    ) -> None:
        try:
            for listener in open_sockets(hosts, port):
                listener.close()
        except PermissionError:
            raise CommandError(
                f"Port {port} needs more rights than this user has: choose one above 1023 with PORT="
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is taken: end what runs there, or choose another: `make run PORT={port + 1}`"
            ) from None
        if prepare:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("sampledata")
        together = Supervisor(write=self.stdout.write, colour=sys.stdout.isatty())
        together.start("web", web_command(hosts, port=port, reload=reload, **options))
        # Threads: lighter, and quicker to end. That somebody develops as root is no news.
        quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
        together.start("worker", worker_command(pool="threads"), quiet)
        if reload:
            together.start(
                "page", page_command(), {"DEBUG": ""}
            )  # it means something else to Node's packages
        ready = f"\nFuseMeet is at {settings.SITE_URL} (Ctrl-C ends it)\n"
        threading.Thread(target=when_answering, args=(port, lambda: together.say(ready)), daemon=True).start()
        code = together.run()
        if code:
            sys.exit(code)


def require_somebody_ends_tls(*, tls: Path | None) -> None:
    """Raises CommandError where people come by https and this process can neither end it nor hear that a proxy did."""
    if settings.SECURE and not settings.DEVELOPMENT and not settings.TRUSTED_PROXIES and tls is None:
        raise CommandError(
            "TRUSTED_PROXIES is 0 while SITE_URL is https: say how many proxies stand in front, or give --tls"
        )


def when_answering(port: int, act: Callable[[], None]) -> None:
    """Wait until somebody listens on the port, then act."""
    while True:
        try:
            with socket.create_connection((LOOPBACK[0], port), timeout=1):
                return act()
        except OSError:
            time.sleep(0.1)


def web_command(
    hosts: tuple[str, ...], *, port: int, reload: bool, tls: Path | None, **options: Any
) -> list[str]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "web", "--port", str(port)]
    command += ["--everywhere"] if hosts == EVERYWHERE else []
    command += ["--tls", str(tls)] if tls else []
    return command + (["--reload"] if reload else [])


def worker_command(*, beat: bool = True, pool: str = "prefork") -> list[str]:
    """A Celery worker; of any number exactly one has the beat inside."""
    return [
        *(
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "--app",
            "fusemeet.celery",
            "--workdir",
            str(settings.BASE_DIR),
        ),
        *(
            "worker",
            *(["--beat"] if beat else []),
            "--loglevel",
            "warning",
            "--concurrency",
            str(WORKERS),
            "--pool",
            pool,
        ),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def page_command() -> list[str]:
    node, vite = shutil.which("node"), settings.BASE_DIR / "frontend/node_modules/vite/bin/vite.js"
    if node is None:
        raise CommandError("node is not installed: `make dev` needs Node 20 or later")
    return [node, str(vite), "build", "--watch", "--logLevel", "warn", str(settings.BASE_DIR / "frontend")]
