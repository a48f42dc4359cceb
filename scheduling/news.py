"""What an address has to be told of a calendar object: the difference between what it heard last and what is."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from scheduling.models import Invite, Schedule

REQUEST, CANCEL = "REQUEST", "CANCEL"  # iCalendar's methods (RFC 5546), as `Invite.told` keeps them
# In what an invitee can see that a session is another.
SAID = ("title", "start", "end", "zone", "notes", "place")


class Kind(StrEnum):
    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Session:
    """One session as mails and calendars speak of it; the times are UTC.

    `place` is where the rule of its series put it, for a single session its start. `invite` is None in a calendar of
    nobody in particular.
    """

    title: str
    start: datetime
    end: datetime
    zone: str
    notes: str
    place: datetime
    room_name: str
    room_id: str
    host_name: str
    invite: Invite | None = field(default=None, compare=False, repr=False)

    def differs_from(self, told: dict[str, Any]) -> bool:
        said = self.to_told()
        return any(said[name] != told.get(name) for name in SAID)

    def to_told(self) -> dict[str, Any]:
        """As JSON: what `Invite.told` and the outbox keep."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "invite"}
        return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in said.items()}


@dataclass(frozen=True)
class News:
    """What to say to `email` about the calendar object `uid`; every list is in the order of time.

    `standing` are the sessions that they are asked to, `new` and `changed` those of them of which they do not know
    that yet, `gone` those that they believe in and that are not, or not for them. `told` is what they believe,
    by invite.
    """

    kind: Kind
    email: str
    uid: str
    sequence: int
    standing: list[Session]
    new: list[Session]
    changed: list[Session]
    gone: list[Session]
    told: dict[int, dict[str, Any]]
    series: bool

    @property
    def zone(self) -> str:
        """The zone of the rule of a series: that of most of its sessions."""
        zones = [one.zone for one in self.standing or self.gone]
        return max(zones, key=zones.count)

    @property
    def method(self) -> str:
        return REQUEST if self.kind in (Kind.INVITED, Kind.CHANGED) else CANCEL

    @property
    def is_partial(self) -> bool:
        """Only some sessions of a series are spoken of, each by itself, and the rest stays as it was told."""
        if self.method == CANCEL:
            return bool(self.standing)
        some = bool(self.changed) and len(self.changed) < len(self.standing)
        return some and not self.new and not self.gone and not self._rule_moved

    @property
    def _rule_moved(self) -> bool:
        """Their calendar knows sessions by the places of the rule that it was told: it has none at new ones."""
        return any(
            one.invite is not None and one.to_told()["place"] != self.told[one.invite.pk].get("place")
            for one in self.changed
        )

    @property
    def spoken(self) -> list[Session]:
        """What the mail is about."""
        if self.method == CANCEL:
            return self.gone
        return self.changed if self.is_partial else self.standing


def find_news(uid: str, email: str) -> News | None:
    """None if they know how things stand, or if all of it is over."""
    now = timezone.now()
    rows = list(
        Invite.objects.filter(schedule__ical_uid=uid, invitee_email=email)
        .select_related("schedule__room", "schedule__host", "invitee_user")
        .order_by("schedule__start_time", "pk")
    )
    believed = [row for row in rows if _believes(row)]
    off = {row.pk for row in rows if row.withdrawn_at or row.schedule.cancelled_at}
    gone = [row for row in believed if row.pk in off and row.schedule.end_time > now]
    over = [row for row in believed if row.pk not in off and row.schedule.end_time <= now]
    ahead = [row for row in rows if row.pk not in off and row.schedule.end_time > now]
    new = [row for row in ahead if not _believes(row)]
    changed = [
        row for row in ahead if _believes(row) and session_of(row.schedule).differs_from(row.told or {})
    ]
    if not (gone or new or changed):
        return None
    standing = sorted(over + ahead, key=lambda row: (row.schedule.start_time, row.pk))
    return News(
        kind=_kind(gone, new, changed, believed),
        email=email,
        uid=uid,
        sequence=_sequence(uid, rows),
        standing=[session_of(row.schedule, row) for row in standing],
        new=[session_of(row.schedule, row) for row in new],
        changed=[session_of(row.schedule, row) for row in changed],
        gone=[session_of(row.schedule, row) for row in gone],
        told={row.pk: row.told or {} for row in believed},
        series=any(row.schedule.series_id for row in rows),
    )


def session_of(schedule: Schedule, invite: Invite | None = None) -> Session:
    """`schedule` comes with its room and host."""
    return Session(
        title=schedule.title,
        start=schedule.start_time,
        end=schedule.end_time,
        zone=schedule.timezone,
        notes=schedule.schedule_notes,
        place=schedule.series_start or schedule.start_time,
        room_name=schedule.room.room_name,
        room_id=schedule.room.room_id,
        host_name=schedule.host.get_full_name(),
        invite=invite,
    )


def note_told(news: News) -> None:
    """They have the mail: what it said is what they believe from now on, unless they were told something newer."""
    now = timezone.now()
    changed = []
    ours = {one.invite.pk: one for one in news.gone + news.spoken if one.invite}
    gone = {one.invite.pk for one in news.gone if one.invite}
    for row in Invite.objects.select_for_update().filter(pk__in=ours):
        if row.told and row.told["sequence"] > news.sequence:
            continue
        method = CANCEL if row.pk in gone else REQUEST
        row.told = {
            **ours[row.pk].to_told(),
            "method": method,
            "sequence": news.sequence,
            "at": now.isoformat(),
        }
        changed.append(row)
    Invite.objects.bulk_update(changed, ["told"], batch_size=100)


def gone_snapshots(schedules: Iterable[Schedule]) -> list[dict[str, Any]]:
    """One for each address and calendar object of `schedules` that somebody believes in: what the cancellation says."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    rows = (
        Invite.objects.filter(
            schedule__in=[one.pk for one in schedules], schedule__end_time__gt=timezone.now()
        )
        .select_related("schedule__room", "schedule__host")
        .order_by("schedule__start_time", "pk")
    )
    for row in rows:
        if _believes(row):
            session = row.schedule
            one = found.setdefault(
                (session.ical_uid, row.invitee_email),
                {"uid": session.ical_uid, "email": row.invitee_email, "sequence": 0, "sessions": []},
            )
            one["sessions"].append(session_of(session).to_told())
            one["sequence"] = max(one["sequence"], (row.told or {})["sequence"] + 1)
    return list(found.values())


def snapshot_session(told: dict[str, Any]) -> Session:
    """The way back from `Session.to_told`."""
    said: dict[str, Any] = {one.name: told[one.name] for one in fields(Session) if one.name != "invite"}
    return Session(**said | {name: datetime.fromisoformat(told[name]) for name in ("start", "end", "place")})


def _sequence(uid: str, rows: list[Invite]) -> int:
    """SEQUENCE of what is sent next: a sum, so that a change of any session of a series raises it, and in any case more
    than this address saw last, also when it is invited again after it was told that it is not."""
    total = Schedule.objects.filter(ical_uid=uid).aggregate(total=Sum("ical_sequence"))["total"] or 0
    seen = [row.told["sequence"] for row in rows if row.told]
    return max(total, *(one + 1 for one in seen)) if seen else total


def _believes(row: Invite) -> bool:
    return (row.told or {}).get("method") == REQUEST


def _kind(gone: list[Invite], new: list[Invite], changed: list[Invite], believed: list[Invite]) -> Kind:
    if new and not believed:
        return Kind.INVITED
    if new or changed:
        return Kind.CHANGED
    cancelled = any(row.schedule.cancelled_at for row in gone)
    return Kind.CANCELLED if cancelled else Kind.WITHDRAWN
