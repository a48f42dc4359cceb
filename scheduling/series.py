"""The sessions of a series: which of them a change is for, and where the rule puts them when it is moved."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import Schedule
from scheduling.zones import WEEK, local_to_utc, utc_to_local


def sessions_concerned(schedule: Schedule, *, series: bool) -> list[Schedule]:
    """With the room locked: the one session, or with `series` all of its series that are neither over nor cancelled.

    In order of time; the one itself is among them whatever has become of it.
    """
    if not series or not schedule.series_id:
        return [schedule]
    mates = Schedule.objects.select_for_update().filter(
        room=schedule.room_id, series_id=schedule.series_id, cancelled_at=None, end_time__gt=timezone.now()
    )
    others = list(mates.exclude(pk=schedule.pk))
    return sorted([schedule, *others], key=lambda one: (one.series_start or one.start_time, one.pk))


def moved_starts(
    schedule: Schedule, start: datetime, zone: ZoneInfo, sessions: Sequence[Schedule]
) -> list[datetime]:
    """Where each of `sessions` begins when `schedule` is moved to `start` and its series with it.

    The whole series follows one rule again: as many weeks before or after `start` as the old rule had between them,
    at the same time by clocks in `zone`. Raises Invalid `time_does_not_exist`.
    """
    anchor = utc_to_local(start, zone)
    starts = []
    for one in sessions:
        weeks = round((_ruled(one) - _ruled(schedule)) / WEEK)  # a change of clocks is an hour of a week
        starts.append(start if one.pk == schedule.pk else local_to_utc(anchor + weeks * WEEK, zone))
    return starts


def _ruled(schedule: Schedule) -> datetime:
    return schedule.series_start or schedule.start_time
