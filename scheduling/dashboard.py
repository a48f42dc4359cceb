"""The dashboard's part for sessions: what is next, what comes up, and the invitations that wait for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.authentication import user_of
from scheduling.models import Invite
from scheduling.reader_zone import ReaderZone, zone_of
from scheduling.selectors import CalendarEntry, calendar_of
from scheduling.session_view import ANSWER_WORDS, BADGES, Moment, moment_of

# How far ahead it looks, and how many lines of each kind there are.
AHEAD = timedelta(days=730)
MOST_UPCOMING, MOST_INVITATIONS = 6, 10


@dataclass(frozen=True)
class Upcoming:
    """One session as a line; `badge` and `words` are the reader's own answer, empty where they hold it."""

    pk: int
    title: str
    room_name: str
    room_url: str
    host_name: str
    moment: Moment
    hosted: bool
    words: str = ""
    badge: str = ""


@dataclass
class Waiting:
    """An invitation without an answer; of a series its first one, with `more` that follow."""

    invite: Invite
    moment: Moment
    more: int = 0


@dataclass(frozen=True)
class Sessions:
    """`next`: those that can be joined now, else the one that begins next."""

    next: list[Upcoming]
    upcoming: list[Upcoming]
    left_out: int
    waiting: list[Waiting]
    waiting_left_out: int
    zone: ReaderZone
    refresh_at: datetime | None


def sessions_part(request: HttpRequest) -> Sessions:
    """Two queries. It is there when it is empty too, to hear of the first invitation."""
    now = timezone.now()
    entries = calendar_of(user_of(request), now, now + AHEAD)
    lines = [
        _line(entry) for entry in entries if not entry.invite or entry.invite.status != Invite.Status.DECLINED
    ]
    # What was ended early is nothing to go to; its own page says so.
    lines = [line for line in lines if line.moment.state != "ended"]
    joinable = [line for line in lines if line.moment.state == "on"]
    following = joinable or lines[:1]
    rest = [line for line in lines if line not in following]
    waiting = list(_waiting(entries))
    changes = [at for line in lines if (at := line.moment.changes_at) is not None]
    return Sessions(
        next=following,
        upcoming=rest[:MOST_UPCOMING],
        left_out=max(0, len(rest) - MOST_UPCOMING),
        waiting=waiting[:MOST_INVITATIONS],
        waiting_left_out=max(0, len(waiting) - MOST_INVITATIONS),
        zone=zone_of(request),
        refresh_at=min(changes, default=None),
    )


def _line(entry: CalendarEntry) -> Upcoming:
    schedule, invite = entry.schedule, entry.invite
    host = schedule.host
    return Upcoming(
        schedule.pk,
        schedule.title,
        schedule.room.room_name,
        reverse("room", args=[schedule.room.room_id]),
        host.get_full_name(),
        moment_of(schedule),
        hosted=invite is None,
        words=ANSWER_WORDS[invite.status] if invite else "",
        badge=BADGES[invite.status] if invite else "",
    )


def _waiting(entries: Iterable[CalendarEntry]) -> Iterable[Waiting]:
    """In order of time, the sessions of one series together."""
    found: dict[object, Waiting] = {}
    for entry in entries:
        invite, schedule = entry.invite, entry.schedule
        if invite is None or invite.status != Invite.Status.PENDING:
            continue
        key = (schedule.room_id, schedule.series_id) if schedule.series_id else schedule.pk
        if key in found:
            found[key].more += 1
        else:
            found[key] = Waiting(invite, moment_of(schedule))
    return found.values()
