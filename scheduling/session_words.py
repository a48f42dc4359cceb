"""How mails and pages say when a session is, and the words that hosts chose."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from mailing.letters import CONTROLS, LINKED, one_line
from scheduling.news import Session

TITLE_LENGTH = 120
NOTES_LENGTH = 2000


class Difference(NamedTuple):
    """One thing of a session that is another than somebody was told."""

    label: str
    was: str
    now: str


def spoken_time(start: datetime, end: datetime, zone: str) -> str:
    """ "Tuesday 24 November 2026, 15:00 to 16:00 (Europe/Berlin, UTC+01:00)"."""
    begin, finish = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    until = f"{finish:%H:%M}" if finish.date() == begin.date() else f"{spoken_day(finish)}, {finish:%H:%M}"
    offset = spoken_offset(begin)
    if finish.utcoffset() != begin.utcoffset():
        offset += f", then {spoken_offset(finish)}"
    where = zone if zone == offset else f"{zone}, {offset}"
    return f"{spoken_day(begin)}, {begin:%H:%M} to {until} ({where})"


def brief_time(start: datetime, zone: str) -> str:
    """For a subject: "Tue 24 Nov, 15:00 (Europe/Berlin)"."""
    begin = start.astimezone(ZoneInfo(zone))
    return f"{begin:%a} {begin.day} {begin:%b}, {begin:%H:%M} ({zone})"


def spoken_day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B %Y}"


def spoken_offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    sign, minutes = ("−", -minutes) if minutes < 0 else ("+", minutes)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def spoken_series(sessions: list[Session]) -> str:
    """ "8 sessions, from Tuesday 24 November 2026 to Tuesday 12 January 2027"."""
    first, last = sessions[0], sessions[-1]
    begin, end = first.start.astimezone(ZoneInfo(first.zone)), last.start.astimezone(ZoneInfo(last.zone))
    return f"{len(sessions)} sessions, from {spoken_day(begin)} to {spoken_day(end)}"


def times_of(sessions: list[Session]) -> list[str]:
    return [spoken_time(one.start, one.end, one.zone) for one in sessions]


def in_how_long(start: datetime, now: datetime) -> str:
    """ "in 10 minutes", "in 5 hours", "in 24 hours": rounded to what people say."""
    minutes = max(1, round((start - now).total_seconds() / 60))
    if minutes < 60:
        return f"in {minutes} minute{'' if minutes == 1 else 's'}"
    hours = round(minutes / 60)
    return f"in {hours} hour{'' if hours == 1 else 's'}"


def as_title(title: str) -> str:
    """A title that a host chose: one line, nothing to click."""
    return LINKED.sub("\\g<0>\u200b", one_line(title, TITLE_LENGTH))


def as_notes(notes: str) -> str:
    """Notes that a host wrote, line by line, of bounded length, and nothing to click: they go to strangers."""
    lines = [" ".join(CONTROLS.sub(" ", line).split()) for line in notes.splitlines()]
    text = "\n".join(lines).strip()
    text = text if len(text) <= NOTES_LENGTH else text[: NOTES_LENGTH - 1].rstrip() + "…"
    return LINKED.sub("\\g<0>\u200b", text)


def differences(told: dict[str, Any], now: Session) -> list[Difference]:
    """What of `now` is another than they were told."""
    found = []
    if told["title"] != now.title:
        found.append(Difference("Title", as_title(told["title"]), as_title(now.title)))
    was = spoken_time(_moment(told["start"]), _moment(told["end"]), told["zone"])
    is_now = spoken_time(now.start, now.end, now.zone)
    if was != is_now:
        found.append(Difference("Time", was, is_now))
    if told["notes"] != now.notes:
        found.append(Difference("Notes", as_notes(told["notes"]) or "none", as_notes(now.notes) or "none"))
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
