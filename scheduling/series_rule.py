"""A series as one rule of a calendar (RFC 5545 3.8.5): every week at the same time of day, but for some."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.news import Session

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rule:
    """`count` weeks from `first` on, by clocks in `zone`; `first` and `holes` are local, without a zone.

    `length` is how long a session of the rule lasts, `plain` one that is where the rule puts it and `moved` those that
    are not, or that are called something else.
    """

    zone: ZoneInfo
    first: datetime
    count: int
    length: timedelta
    plain: Session
    holes: list[datetime]
    moved: list[Session]


def find_rule(sessions: list[Session], zone_name: str) -> Rule | None:
    """The rule of these sessions by clocks in that zone; None where they follow none.

    Where only the later ones follow one, because the earlier took place before the day was changed, it is theirs.
    """
    ordered = sorted(sessions, key=lambda one: one.place)
    zone = ZoneInfo(zone_name)
    anchor = _place(ordered[-1], zone)
    tail = [ordered[-1]]
    for one in reversed(ordered[:-1]):
        if (anchor - _place(one, zone)) % WEEK:
            break
        tail.insert(0, one)
    if len(tail) < 2 or any(one.end > tail[0].start for one in ordered[: -len(tail)]):
        return None
    places = [_place(one, zone) for one in tail]
    plain = next((one for one in tail if one.start == one.place), tail[0])
    count = (places[-1] - places[0]) // WEEK + 1
    every = [places[0] + week * WEEK for week in range(count)]
    rule = Rule(
        zone=zone,
        first=places[0],
        count=count,
        length=plain.end - plain.start,
        plain=plain,
        holes=[one for one in every if one not in places],
        moved=[],
    )
    rule.moved.extend(one for one in tail if not _is_as_ruled(rule, one))
    return rule


def _place(session: Session, zone: ZoneInfo) -> datetime:
    """Where the rule of its series put it, as clocks there show it."""
    return session.place.astimezone(zone).replace(tzinfo=None)


def _is_as_ruled(rule: Rule, session: Session) -> bool:
    start = _place(session, rule.zone).replace(tzinfo=rule.zone).astimezone(UTC)
    alike = (session.title, session.notes) == (rule.plain.title, rule.plain.notes)
    return alike and (session.start, session.end) == (start, start + rule.length)
