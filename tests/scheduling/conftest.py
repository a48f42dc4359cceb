"""What tests of sessions may ask for: a host with a room, times that lie ahead, sessions that are planned."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone


def ahead(days: int = 7, hour: int = 10, minute: int = 0) -> datetime:
    """A full hour some days from now, in UTC."""
    day = timezone.now().astimezone(UTC) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    """What one test counted limits no other."""
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def host(make_user: Callable[..., Any]) -> Any:
    return make_user("hedda", full_name="Hedda Host", email="hedda@example.org")


@pytest.fixture
def room(make_room: Callable[..., Any], host: Any) -> Any:
    return make_room(host, name="Interview with Kit")


@pytest.fixture
def plan(room: Any) -> Callable[..., Any]:
    """plan("kit@example.org", …, start=, minutes=60, **as plan_sessions takes) gives sessions; `at=` another room."""
    from rooms.access import room_for
    from scheduling.planning import plan_sessions

    def make(
        *emails: str, at: Any = None, start: datetime | None = None, minutes: int = 60, **how: Any
    ) -> Any:
        where = at or room
        start = start or ahead()
        fields = {"title": "Interview", "timezone": "UTC", **how}
        return plan_sessions(
            member=room_for(where.interviewer, where.room_id),
            start=start,
            end=start + timedelta(minutes=minutes),
            emails=emails,
            **fields,
        )

    return make
