"""Time zones: which there are, what a clock on the wall there means, and the same time of day week after week."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fusemeet.errors import Invalid

# In the list of the system, but no place: what this machine is set to, and a mark for one that is not set.
NO_ZONES = frozenset({"localtime", "Factory"})
WEEK = timedelta(days=7)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every name of the IANA database that is installed here."""
    return frozenset(zoneinfo.available_timezones() - NO_ZONES)


def zone_of(name: str, *, field: str = "timezone") -> zoneinfo.ZoneInfo:
    """The zone of this name; raises Invalid `unknown_zone` with `errors[field]`."""
    if name not in known_zones():  # before ZoneInfo sees it: to that a name is a path
        wrong = "There is no such time zone. Write it like Europe/Berlin."
        raise Invalid("unknown_zone", wrong, errors={field: [wrong]})
    return zoneinfo.ZoneInfo(name)


def local_to_utc(naive: datetime, zone: zoneinfo.ZoneInfo, *, field: str = "startTime") -> datetime:
    """When clocks in `zone` show `naive`.

    An hour that comes twice when clocks go back means its first time, as in iCalendar (RFC 5545, 3.3.5). Raises
    Invalid `time_does_not_exist` with `errors[field]` for one that clocks skip when they go forward.
    """
    moment = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        wrong = (
            f"There is no {naive:%H:%M} on {naive.day} {naive:%B %Y} in {zone.key}: clocks are put forward over it "
            "that day. Choose another time."
        )
        raise Invalid("time_does_not_exist", wrong, errors={field: [wrong]})
    return moment


def utc_to_local(moment: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """What clocks in `zone` show at `moment`, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def comes_twice(naive: datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether clocks in `zone` show `naive` two times, because they are put back over it."""
    first, second = (naive.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first > second


def weekly(start: datetime, zone: zoneinfo.ZoneInfo, count: int) -> list[datetime]:
    """`count` moments from `start` on, at the same time of day on the same weekday by clocks in `zone`.

    Raises Invalid `time_does_not_exist`, naming the day, where one of them falls into an hour that is skipped: a
    calendar leaves such a session out or moves it, each its own way, and then people meet at different times.
    """
    first = utc_to_local(start, zone)
    return [start, *(local_to_utc(first + week * WEEK, zone) for week in range(1, count))]
