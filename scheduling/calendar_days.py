"""The month and the week of a calendar: which instants their days cover in a zone, and who falls on which day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
LONG = timedelta(hours=24)
STATUS_WORDS = {
    "HOST": "You host",
    "ACCEPTED": "Accepted",
    "MAYBE": "Maybe",
    "PENDING": "Not answered",
    "DECLINED": "Declined",
}
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True)
class Session:
    """What a calendar shows of a session, for one reader; `start` and `end` in UTC.

    `status` is the reader's own answer, "HOST" for whoever holds it.
    """

    pk: int
    title: str
    room_name: str
    start: datetime
    end: datetime
    status: str
    cancelled: bool = False

    @property
    def hosted(self) -> bool:
        return self.status == "HOST"

    @property
    def status_words(self) -> str:
        return STATUS_WORDS.get(self.status, "")

    @property
    def long(self) -> bool:
        """As long as a day or longer: it stands above the hours."""
        return self.end - self.start >= LONG


@dataclass(frozen=True)
class Part:
    """A session on one day: its clock times there, and whether it goes on before or behind that day."""

    session: Session
    start: datetime
    end: datetime
    from_before: bool
    goes_on: bool


@dataclass(frozen=True)
class Day:
    """A calendar day; `parts` by their beginning. `change` says in words that clocks change on it."""

    date: date
    parts: list[Part]
    is_today: bool
    in_month: bool
    change: str


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in UTC; where midnight is skipped that night, the first that there is."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def days_between(
    first: date,
    count: int,
    zone: ZoneInfo,
    sessions: Iterable[Session],
    *,
    today: date,
    month: int | None = None,
) -> list[Day]:
    """`count` days from `first` with what falls on each: 23, 24 or 25 hours of it, as the clocks there go."""
    starts = [day_start(first + DAY * number, zone) for number in range(count + 1)]
    ordered = sorted(sessions, key=lambda one: (one.start, -(one.end - one.start), one.pk))
    days = []
    for number in range(count):
        date_, begin, end = first + DAY * number, starts[number], starts[number + 1]
        days.append(
            Day(
                date_,
                [_part(one, begin, end, zone) for one in ordered if one.start < end and one.end > begin],
                is_today=date_ == today,
                in_month=month is None or date_.month == month,
                change=change_words(begin, end, zone),
            )
        )
    return days


def _part(session: Session, begin: datetime, end: datetime, zone: ZoneInfo) -> Part:
    return Part(
        session,
        max(session.start, begin).astimezone(zone),
        min(session.end, end).astimezone(zone),
        from_before=session.start < begin,
        goes_on=session.end > end,
    )


def change_words(begin: datetime, end: datetime, zone: ZoneInfo) -> str:
    """What clocks do between two instants: "Clocks go forward by 1 h at 02:00", or nothing."""
    found = clock_change(begin, end, zone)
    if found is None:
        return ""
    at, by = found
    before = (at + _offset(at - SECOND, zone)).strftime("%H:%M")
    minutes = abs(round(by.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    length = " ".join(
        words for words in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if words
    )
    return f"Clocks go {'forward' if by > timedelta() else 'back'} by {length} at {before}"


def clock_change(begin: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, timedelta] | None:
    """The instant in [begin, end) at which the offset changes, in UTC, and by how much; one a day at most."""
    low, high = begin - SECOND, end - SECOND
    before, after = _offset(low, zone), _offset(high, zone)
    if before == after:
        return None
    while high - low > SECOND:  # the offset is `before` at low, `after` at high
        middle = low + (high - low) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0), after - before


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def month_start(day: date) -> date:
    """The Monday with which the month's page begins."""
    first = day.replace(day=1)
    return first - DAY * first.weekday()


def month_of(day: date, zone: ZoneInfo, sessions: Iterable[Session], *, today: date) -> list[Sequence[Day]]:
    """The weeks that the month touches, Monday first."""
    first, count = month_span(day)
    days = days_between(first, count, zone, sessions, today=today, month=day.month)
    return [days[number : number + 7] for number in range(0, count, 7)]


def month_span(day: date) -> tuple[date, int]:
    first = month_start(day)
    following = next_month(day)
    weeks = -(-(following - first).days // 7)
    return first, weeks * 7


def week_start(day: date) -> date:
    return day - DAY * day.weekday()


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_month(day: date) -> date:
    return (day.replace(day=1) - DAY).replace(day=1)


def read_day(text: str, fallback: date) -> date:
    """A day of an address; one that is none, or too far off for any calendar, is `fallback`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return fallback
    return day if FIRST_YEAR < day.year < LAST_YEAR else fallback
