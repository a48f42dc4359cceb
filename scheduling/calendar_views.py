"""The calendar's page: which sessions it asks for, and everything that its template shows of a month or a week."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from scheduling.calendar_days import (
    DAY,
    Day,
    Session,
    day_start,
    days_between,
    last_month,
    month_of,
    month_span,
    next_month,
    read_day,
    week_start,
)
from scheduling.reader_zone import ReaderZone, today_in, zone_of
from scheduling.week_layout import Week, week_of

MONTH, WEEK = "month", "week"
# Sessions in one span, which the reader asks for.
Read = Callable[[datetime, datetime], Sequence[Session]]


@dataclass(frozen=True)
class Link:
    """Where an arrow leads, with what it says to who cannot see it."""

    url: str
    words: str


@dataclass(frozen=True)
class Calendar:
    """One page of the calendar: `weeks` of a month, or the one `week`; `days` of either for the list on a phone."""

    view: str
    title: str
    day: date
    zone: ReaderZone
    weeks: list[Sequence[Day]]
    week: Week | None
    all_hours: bool
    count: int
    before: Link
    after: Link
    today: Link
    month: Link
    one_week: Link
    hours: Link
    here: str


def calendar_page(request: HttpRequest, read: Read) -> Calendar:
    """What the address asks for: `?view=month|week&date=2026-11-24&zone=Europe/Berlin&hours=all`."""
    zone = zone_of(request)
    today = today_in(zone)
    day = read_day(request.GET.get("date", ""), today)
    view = WEEK if request.GET.get("view") == WEEK else MONTH
    all_hours = request.GET.get("hours") == "all"
    first, count = (week_start(day), 7) if view == WEEK else month_span(day)
    sessions = read(day_start(first, zone.info), day_start(first + DAY * count, zone.info))
    weeks: list[Sequence[Day]] = []
    week = None
    if view == WEEK:
        days = days_between(first, count, zone.info, sessions, today=today)
        week = week_of(days, zone.info, all_hours=all_hours)
    else:
        weeks = month_of(day, zone.info, sessions, today=today)

    def link(to: date, words: str, kind: str = view, hours: bool = all_hours) -> Link:
        return Link(calendar_url(zone, kind, to, all_hours=hours and kind == WEEK), words)

    back, on = (day - DAY * 7, day + DAY * 7) if view == WEEK else (last_month(day), next_month(day))
    unit = "week" if view == WEEK else "month"
    return Calendar(
        view=view,
        title=week_title(first) if view == WEEK else f"{day:%B} {day.year}",
        day=day,
        zone=zone,
        weeks=weeks,
        week=week,
        all_hours=all_hours,
        count=len(sessions),
        before=link(back, f"The {unit} before"),
        after=link(on, f"The next {unit}"),
        today=link(today, "Today"),
        month=link(day, "Month", MONTH),
        one_week=link(day, "Week", WEEK),
        hours=link(day, "Only the hours that are used" if all_hours else "All 24 hours", hours=not all_hours),
        here=calendar_url(zone, view, day, all_hours=all_hours),
    )


def calendar_url(zone: ReaderZone, view: str, day: date, *, all_hours: bool = False) -> str:
    query = {"view": view, "date": day.isoformat()}
    if zone.source == "chosen":
        query["zone"] = zone.name
    if all_hours:
        query["hours"] = "all"
    return f"{reverse('calendar')}?{urlencode(query, safe='/')}"


def week_title(first: date) -> str:
    """ "16–22 November 2026", with what differs at its two ends said twice."""
    last = first + timedelta(days=6)
    if first.year != last.year:
        return f"{first.day} {first:%B} {first.year} – {last.day} {last:%B} {last.year}"
    if first.month != last.month:
        return f"{first.day} {first:%B} – {last.day} {last:%B} {last.year}"
    return f"{first.day}–{last.day} {last:%B} {last.year}"
