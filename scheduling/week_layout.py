"""Where a session stands in the week's page: one scale of clock hours for seven days, with those that clocks repeat.

A day on which clocks go back has some minutes twice, so the scale of that week has them twice; days that have them
only once, or not at all (clocks go forward), are shaded there. What begins at 09:00 stands at 09:00 on each day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.calendar_days import DAY, Day, Part, Session, clock_change, day_start

MINUTES = 24 * 60
FIRST_HOUR, LAST_HOUR = 8, 19  # shown even when nothing is then
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Doubled:
    """Clocks are set back at the clock minute `at` by `by` minutes, on the day with this number."""

    day: int
    at: int
    by: int


@dataclass(frozen=True)
class Line:
    """An hour on the scale; `top` in minutes below the first one. `again` where clocks show it a second time."""

    label: str
    top: int
    again: bool


@dataclass(frozen=True)
class Box:
    """A session in its column: `top` and `height` in minutes of the scale, lane `lane` of `lanes` beside each other."""

    part: Part
    top: int
    height: int
    lane: int
    lanes: int


@dataclass(frozen=True)
class Shade:
    """Minutes of the scale that this day does not have."""

    top: int
    height: int
    words: str


@dataclass(frozen=True)
class Column:
    day: Day
    boxes: list[Box]
    shades: list[Shade]


@dataclass(frozen=True)
class Strip:
    """A session of a day or longer above the hours, from column `first` over `span` of them."""

    session: Session
    first: int
    span: int


@dataclass(frozen=True)
class Week:
    """`height` of the whole scale in minutes; `whole` when all hours are shown, `trimmed` when some are left out."""

    columns: list[Column]
    strips: list[Strip]
    lines: list[Line]
    height: int
    trimmed: bool


def week_of(days: Sequence[Day], zone: ZoneInfo, *, all_hours: bool = False) -> Week:
    """Lays out consecutive days; hours in which nothing is are left out at both ends unless `all_hours`."""
    changes = [clock_change(day_start(day.date, zone), day_start(day.date + DAY, zone), zone) for day in days]
    doubled = [
        Doubled(number, *_clock(found[0], found[1], zone))
        for number, found in enumerate(changes)
        if found and found[1] < timedelta()
    ]
    spans = [
        [(part, *_span(number, part, doubled)) for part in day.parts if not part.session.long]
        for number, day in enumerate(days)
    ]
    total = MINUTES + sum(one.by for one in doubled)
    low, high = (0, total) if all_hours else _window(spans, doubled, total)
    columns = [
        Column(day, _boxes(spans[number], low), _shades(number, changes[number], doubled, zone, low, high))
        for number, day in enumerate(days)
    ]
    return Week(
        columns, _strips(days), _lines(doubled, low, high), high - low, trimmed=(low, high) != (0, total)
    )


def _clock(instant: datetime, by: timedelta, zone: ZoneInfo) -> tuple[int, int]:
    """What clocks show when they are set back, in minutes of the day (24:00 at midnight), and by how many minutes."""
    last = (instant - MINUTE).astimezone(zone)
    return last.hour * 60 + last.minute + 1, round(-by.total_seconds() / 60)


def place(number: int, moment: datetime, doubled: Sequence[Doubled]) -> int:
    """Where a clock minute of day `number` stands on the scale."""
    minute = moment.hour * 60 + moment.minute
    top = minute
    for one in doubled:
        second = one.day == number and bool(moment.fold) and one.at - one.by <= minute < one.at
        if minute >= one.at or second:
            top += one.by
    return top


def _span(number: int, part: Part, doubled: Sequence[Doubled]) -> tuple[int, int]:
    """From where to where: the end is a minute below the last one, for midnight and changed clocks have other names."""
    zone = part.end.tzinfo
    last = part.end.timestamp() - 60
    top = place(number, part.start, doubled)
    bottom = place(number, datetime.fromtimestamp(last, zone), doubled) + 1
    return top, max(bottom, top + 1)


def _window(
    spans: Sequence[Sequence[tuple[Part, int, int]]], doubled: Sequence[Doubled], total: int
) -> tuple[int, int]:
    """The whole hours from the first to the last that are needed."""
    shift = sum(one.by for one in doubled if one.at <= FIRST_HOUR * 60)
    low = min([FIRST_HOUR * 60 + shift, *(top for day in spans for _, top, _ in day)])
    high = max([LAST_HOUR * 60 + shift, *(bottom for day in spans for _, _, bottom in day)])
    edges = [line.top for line in _lines(doubled, 0, total)] + [total]
    return max(edge for edge in edges if edge <= low), min(edge for edge in edges if edge >= high)


def _boxes(spans: Sequence[tuple[Part, int, int]], low: int) -> list[Box]:
    """Those that overlap share the width of their column: each takes the first lane that is free."""
    boxes: list[Box] = []
    cluster: list[tuple[Part, int, int, int]] = []
    lanes: list[int] = []  # where each lane of the cluster ends
    for part, top, bottom in sorted(spans, key=lambda one: (one[1], -one[2])):
        if lanes and top >= max(lanes):
            boxes += _cluster(cluster, len(lanes), low)
            cluster, lanes = [], []
        lane = next((number for number, end in enumerate(lanes) if end <= top), len(lanes))
        if lane == len(lanes):
            lanes.append(bottom)
        else:
            lanes[lane] = bottom
        cluster.append((part, top, bottom, lane))
    return boxes + _cluster(cluster, len(lanes), low)


def _cluster(cluster: list[tuple[Part, int, int, int]], lanes: int, low: int) -> list[Box]:
    return [Box(part, top - low, bottom - top, lane, lanes) for part, top, bottom, lane in cluster]


def _shades(
    number: int,
    change: tuple[datetime, timedelta] | None,
    doubled: Sequence[Doubled],
    zone: ZoneInfo,
    low: int,
    high: int,
) -> list[Shade]:
    """The second pass of other days, and what this day leaps over."""
    found = []
    for one in doubled:
        if one.day != number:
            top = one.at + sum(other.by for other in doubled if other.at < one.at)
            found.append((top, top + one.by, "Only once on this day"))
    if change and change[1] > timedelta():
        after = change[0].astimezone(zone)
        end = place(number, after, doubled)
        found.append(
            (end - round(change[1].total_seconds() / 60), end, "This time does not exist on this day")
        )
    return [
        Shade(max(top, low) - low, min(bottom, high) - max(top, low), words)
        for top, bottom, words in found
        if max(top, low) < min(bottom, high)
    ]


def _lines(doubled: Sequence[Doubled], low: int, high: int) -> list[Line]:
    """Each whole hour of the scale, those that come a second time among them."""
    found = []
    for hour in range(24):
        top = hour * 60 + sum(one.by for one in doubled if one.at <= hour * 60)
        found.append(Line(f"{hour:02}:00", top, again=False))
    for one in doubled:
        begin = one.at - one.by
        for minute in range(begin + (-begin % 60), one.at, 60):
            shift = sum(other.by for other in doubled if other.at < one.at)
            found.append(Line(f"{minute // 60:02}:{minute % 60:02}", minute + one.by + shift, again=True))
        if begin % 60:  # Lord Howe sets its clocks back by half an hour
            shift = sum(other.by for other in doubled if other.at < one.at)
            found.append(Line(f"{begin // 60:02}:{begin % 60:02}", one.at + shift, again=True))
    return sorted(
        (Line(line.label, line.top - low, line.again) for line in found if low <= line.top < high),
        key=lambda line: line.top,
    )


def _strips(days: Sequence[Day]) -> list[Strip]:
    found: dict[int, list[int]] = {}
    sessions: dict[int, Session] = {}
    for number, day in enumerate(days):
        for part in day.parts:
            if part.session.long:
                found.setdefault(part.session.pk, []).append(number)
                sessions[part.session.pk] = part.session
    return [Strip(sessions[pk], numbers[0], len(numbers)) for pk, numbers in found.items()]
