"""Sessions for tests of pages: what a form sends, and sessions that are planned already."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from rooms.access import room_for
from rooms.models import Room
from scheduling.models import Schedule
from scheduling.planning import plan_sessions


def tomorrow(zone: str = "UTC", hour: int = 14) -> datetime:
    day = timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


def form(start: datetime | None = None, minutes: int = 60, **fields: Any) -> dict[str, Any]:
    start = start or tomorrow()
    end = (start.replace(tzinfo=None) + timedelta(minutes=minutes)).time()
    return {
        "title": "Second round",
        "date": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "timezone": str(start.tzinfo),
        "emails": "",
        "nonce": "n1",
    } | fields


def plan(room: Room, *emails: str, start: datetime | None = None, **how: Any) -> Schedule:
    start = start or tomorrow()
    planned = plan_sessions(
        member=room_for(room.interviewer, room.room_id),
        title=how.pop("title", "Second round"),
        start=start,
        end=start + how.pop("length", timedelta(hours=1)),
        timezone=how.pop("zone", "UTC"),
        emails=emails,
        **how,
    )
    return planned[0]
