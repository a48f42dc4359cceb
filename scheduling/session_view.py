"""What the page of one session shows, to whoever holds it and to whoever is invited; a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import NotFound
from rooms.models import Room
from rooms.policy import Ability
from rooms.sharing import room_link
from scheduling.access import session_for, unknown_session
from scheduling.answers import withdrawn
from scheduling.attendance import Attended, attendance_of_session
from scheduling.models import Invite, Schedule
from scheduling.upcoming import EARLY

# From when on a session can be joined.
ANSWER_WORDS = {"ACCEPTED": "Accepted", "MAYBE": "Maybe", "PENDING": "Not answered", "DECLINED": "Declined"}
BADGES = {"ACCEPTED": "badge-live", "MAYBE": "badge-warn", "PENDING": "", "DECLINED": "badge-danger"}
HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """Somebody who is invited, as the host sees them."""

    pk: int
    email: str
    name: str
    status: str
    responded_at: datetime | None
    group: str

    @property
    def words(self) -> str:
        return ANSWER_WORDS[self.status]

    @property
    def badge(self) -> str:
        return BADGES[self.status]


@dataclass(frozen=True)
class Moment:
    """Where a session stands now: "cancelled", "over", "on" (it can be joined), "ended" (so it could, but its
    room was ended) or "ahead"."""

    start: datetime
    end: datetime
    state: str

    @property
    def opens(self) -> datetime:
        """From when it can be joined."""
        return self.start - EARLY

    @property
    def changes_at(self) -> datetime | None:
        """When the page says something else than now."""
        return {"ahead": self.opens, "on": self.end, "ended": self.end}.get(self.state)


def moment_of(schedule: Schedule, now: datetime | None = None) -> Moment:
    now = now or timezone.now()
    if schedule.cancelled_at is not None:
        state = "cancelled"
    elif schedule.end_time <= now:
        state = "over"
    elif schedule.start_time - EARLY > now:
        state = "ahead"
    else:
        state = "on" if schedule.room.is_active else "ended"
    return Moment(schedule.start_time, schedule.end_time, state)


@dataclass(frozen=True)
class SessionView:
    """`invite` is the reader's own where they do not hold it; then nothing of the others is here."""

    schedule: Schedule
    moment: Moment
    room_url: str
    invite: Invite | None = None
    may_change: bool = False
    asked: tuple[Asked, ...] = ()
    share_url: str = ""
    series: tuple[Schedule, ...] = ()
    attended: tuple[Attended, ...] = ()

    @property
    def hosted(self) -> bool:
        return self.invite is None

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(words, badge, how many), those who come first."""
        found = Counter(one.status for one in self.asked)
        return [
            (ANSWER_WORDS[status], BADGES[status], found[status]) for status in ANSWER_WORDS if found[status]
        ]

    @property
    def answer_words(self) -> str:
        return ANSWER_WORDS[self.invite.status] if self.invite else ""

    @property
    def answer_badge(self) -> str:
        return BADGES[self.invite.status] if self.invite else ""


def session_view(user: User, schedule_id: int) -> SessionView:
    """As its host or, failing that, as somebody invited. Raises NotFound, Gone `invite_withdrawn`."""
    try:
        schedule, member = session_for(user, schedule_id)
    except NotFound:
        return _invited_view(user, schedule_id)
    may_change = Ability.SCHEDULE in member.abilities
    moment = moment_of(schedule)
    return SessionView(
        schedule,
        moment,
        reverse("room", args=[schedule.room.room_id]),
        may_change=may_change,
        asked=_asked(schedule),
        share_url=_share_url(schedule.room) if may_change else "",
        series=_series(schedule),
        attended=_attended(schedule) if moment.state == "over" else (),
    )


def invite_for(user: User, schedule_id: int) -> Invite:
    """This person's own invitation to a session. Raises NotFound, and Gone when it was taken back."""
    if not 0 < schedule_id <= HIGHEST_ID:
        raise unknown_session()
    rows = Invite.objects.select_related("schedule__room", "schedule__host")
    found = rows.filter(schedule=schedule_id, invitee_user=user).order_by("withdrawn_at", "id")
    for invite in sorted(found, key=lambda one: one.withdrawn_at is not None):
        if invite.withdrawn_at is not None:
            raise withdrawn()
        return invite
    raise unknown_session()


def _invited_view(user: User, schedule_id: int) -> SessionView:
    invite = invite_for(user, schedule_id)
    schedule = invite.schedule
    series: tuple[Schedule, ...] = ()
    if schedule.series_id:
        theirs = Invite.objects.filter(
            schedule__series_id=schedule.series_id, schedule__room=schedule.room_id, invitee_user=user,
            withdrawn_at=None, schedule__cancelled_at=None,
        )  # fmt: skip
        series = tuple(
            one.schedule for one in theirs.select_related("schedule").order_by("schedule__start_time")
        )
    url = reverse("room", args=[schedule.room.room_id])
    return SessionView(schedule, moment_of(schedule), url, invite=invite, series=series)


def _asked(schedule: Schedule) -> tuple[Asked, ...]:
    """Those who come first, then by address."""
    rows = schedule.invites.filter(withdrawn_at=None).select_related("invitee_user", "group")
    order = list(ANSWER_WORDS)
    found = [
        Asked(
            row.pk,
            row.invitee_email,
            row.invitee_user.get_full_name() if row.invitee_user else "",
            row.status,
            row.responded_at,
            row.group.name if row.group else "",
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (order.index(one.status), one.email)))


def _attended(schedule: Schedule) -> tuple[Attended, ...]:
    """Those who were there longest come first; then, by address, those who were not."""
    return tuple(sorted(attendance_of_session(schedule), key=lambda one: -one.seconds))


def _series(schedule: Schedule) -> tuple[Schedule, ...]:
    if not schedule.series_id:
        return ()
    mates = Schedule.objects.filter(room=schedule.room_id, series_id=schedule.series_id, cancelled_at=None)
    return tuple(mates.order_by("start_time", "id"))


def _share_url(room: Room) -> str:
    return room_link(room, room.invite_link_token if room.allow_link_access else None)
