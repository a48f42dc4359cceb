"""What is measured on: private database and Redis servers, server processes, people with a room."""

import contextlib
import itertools
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import services

_numbers = itertools.count(1)


@contextlib.contextmanager
def parts() -> Iterator[str]:
    """Sets the environment for Django and the servers; gives a sentence on what they are."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(services.services_folder())
        os.environ |= {
            "DEBUG": "1",
            "VAR_DIR": stack.enter_context(tempfile.TemporaryDirectory()),
            "LOG_LEVEL": "ERROR",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "fusemeet.settings"
        lacking = []
        if services.have_mariadb() and services.have_mysql_driver():
            database, _ = stack.enter_context(services.mariadb(folder, durable=True))
            os.environ["DATABASE_URL"] = database
            named = "MariaDB that flushes its log at each COMMIT"
        else:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
            named = "SQLite"
            lacking.append("MariaDB")
        if services.have_redis():
            os.environ["REDIS_URL"], _ = stack.enter_context(services.redis(folder))
            named += ", Redis"
        else:
            lacking.append("Redis")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield named + (f" (this machine has no {' and no '.join(lacking)})" if lacking else "")


def machine() -> str:
    """A sentence on where this was measured, and on what else went on there."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _lines(Path("/proc/cpuinfo"))
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} CPUs ({model}), Python {platform.python_version()}, load {load:.1f} before it began"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@dataclass(frozen=True)
class Door:
    """How one person gets into the room: the process's address and their token."""

    ws_url: str
    http_url: str
    room_id: str
    token: str


@dataclass(frozen=True)
class Hall:
    """A classroom that everybody in it may edit."""

    pk: int
    room_id: str
    tokens: list[str]

    def door(self, person: int, server: Any) -> Door:
        return Door(server.ws_url, server.url, self.room_id, self.tokens[person])


def make_hall(people: int) -> Hall:
    from accounts.models import User
    from accounts.sessions import open_session
    from rooms.admission import join_room
    from rooms.services import create_room

    def person(account_type: str) -> Any:
        name = f"person{next(_numbers)}"
        return User.objects.create_user(
            name, f"{name}@example.org", account_type=account_type, email_verified=True, full_name=name
        )

    room = create_room(owner=person("TEACHER"), name="A hall", room_type="CLASSROOM", class_capacity_tier=100)
    room.switches = {"allowEditCode": True, "allowDraw": True}
    room.save()
    tokens = []
    for _ in range(people):
        student = person("STUDENT")
        join_room(who=student, room_id=room.room_id, network="127.0.0.1", invite_token=room.invite_link_token)
        tokens.append(open_session(user=student, device="bench", address="127.0.0.1").access)
    return Hall(room.pk, room.room_id, tokens)
