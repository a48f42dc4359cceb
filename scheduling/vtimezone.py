"""A zone as calendars are told of it (VTIMEZONE, RFC 5545 3.6.5), from the IANA database that `zoneinfo` reads.

Where clocks change twice in each year by a rule, the rule is written, without an end: Outlook understands little else.
Everywhere else (no changes, changes by the moon, a country that changed its mind) each change stands by itself.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vRecur

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Change:
    """One change of the clocks; `onset` is what they showed at that moment, without a zone."""

    onset: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    daylight: bool


def timezone_component(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """VTIMEZONE of `zone`, right for every moment between `first` and `last`."""
    component = Timezone()
    component.add("TZID", zone.key)
    for change, rule in _observances(zone, first.year - 1, last.year + 1):
        part = TimezoneDaylight() if change.daylight else TimezoneStandard()
        part.add("TZOFFSETFROM", change.offset_from)
        part.add("TZOFFSETTO", change.offset_to)
        part.add("TZNAME", change.name)
        part.add("DTSTART", vDatetime(change.onset))
        if rule:
            part.add("RRULE", vRecur.from_ical(rule))
        component.add_component(part)
    return component


@lru_cache(maxsize=256)
def _observances(zone: ZoneInfo, first_year: int, last_year: int) -> list[tuple[Change, str]]:
    """Each change with the rule by which it comes again, or "" for none; from the first of `first_year` on."""
    changes = changes_of(zone, first_year, last_year)
    if rules := _yearly(changes, last_year - first_year + 1):
        return rules
    begin = datetime(first_year, 1, 1, tzinfo=zone)
    offset = begin.utcoffset() or timedelta()
    before = Change(begin.replace(tzinfo=None), offset, offset, begin.tzname() or zone.key, bool(begin.dst()))
    return [(before, ""), *((change, "") for change in changes)]


def changes_of(zone: ZoneInfo, first_year: int, last_year: int) -> list[Change]:
    """Every change of the clocks in these years, both included, in order."""
    found = []
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _shown(zone, day) != _shown(zone, day + DAY):
            found.append(_change_at(zone, _moment_of_change(zone, day)))
        day += DAY
    return found


def _shown(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _moment_of_change(zone: ZoneInfo, day: datetime) -> datetime:
    """The first second of the new time, within the day that begins at `day`."""
    low, high = 0, 86_400  # the old time at `low`, the new one at `high`
    before = _shown(zone, day)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _shown(zone, day + middle * SECOND) == before else (low, middle)
    return day + high * SECOND


def _change_at(zone: ZoneInfo, moment: datetime) -> Change:
    old, new = (moment - SECOND).astimezone(zone), moment.astimezone(zone)
    offset_from, offset_to = old.utcoffset() or timedelta(), new.utcoffset() or timedelta()
    onset = moment.replace(tzinfo=None) + offset_from
    return Change(onset, offset_from, offset_to, new.tzname() or zone.key, bool(new.dst()))


def _yearly(changes: list[Change], years: int) -> list[tuple[Change, str]]:
    """The two changes that come every year, each with its rule; empty where it is not two that follow one."""
    kinds: dict[tuple[timedelta, timedelta, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((change.offset_from, change.offset_to, change.name), []).append(change)
    if len(kinds) != 2 or any(len(found) != years for found in kinds.values()):
        return []
    rules = []
    for found in kinds.values():
        rule = _rule_of([change.onset for change in found])
        if not rule:
            return []
        first = found[0]
        # By the offset, not by `dst()`: Ireland calls its winter the exception, and calendars do not follow that.
        summer = first.offset_to > first.offset_from
        rules.append((Change(first.onset, first.offset_from, first.offset_to, first.name, summer), rule))
    return sorted(rules, key=lambda pair: pair[0].onset)


def _rule_of(onsets: list[datetime]) -> str:
    """FREQ=YEARLY with the same weekday of the same month at the same time; "" if the onsets follow no such rule."""
    if len({(one.month, one.weekday(), one.time(), one.year - i) for i, one in enumerate(onsets)}) != 1:
        return ""
    first = onsets[0]
    if all((one + 7 * DAY).month != one.month for one in onsets):
        nth = -1
    elif len({(one.day - 1) // 7 for one in onsets}) == 1:
        nth = (first.day - 1) // 7 + 1
    else:
        return ""
    return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={nth}{WEEKDAYS[first.weekday()]}"
