"""What is read of sessions: a person's own, those they are invited to, and both as a calendar."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from scheduling.models import Invite, Schedule

HOST, INVITEE = "host", "invitee"
# Of one reading; who has more of them asks for a shorter time.
MOST = 1000


@dataclass(frozen=True)
class CalendarEntry:
    """A session in somebody's calendar: their own (`as_what` HOST, without `invite`), or one that they are asked to."""

    schedule: Schedule
    as_what: str
    invite: Invite | None = None

    @property
    def start(self) -> datetime:
        return self.schedule.start_time

    @property
    def end(self) -> datetime:
        return self.schedule.end_time


def sessions_hosted(
    user: User, since: datetime, until: datetime, *, with_invites: bool = True
) -> QuerySet[Schedule]:
    """Sessions of `user`'s that are on at some moment from `since` to `until`, in order of time, not the cancelled.

    Two queries with those invited (`invites.all()`, with accounts), one without.
    """
    found = Schedule.objects.filter(host=user, cancelled_at=None, start_time__lt=until, end_time__gt=since)
    found = found.select_related("room", "host").order_by("start_time", "id")
    return (found.prefetch_related(LIVE_INVITES) if with_invites else found)[:MOST]


def invites_to(user: User, since: datetime, until: datetime) -> QuerySet[Invite]:
    """Invitations of `user`'s to sessions in that time that stand, in order of time; one query."""
    found = Invite.objects.filter(
        invitee_user=user,
        withdrawn_at=None,
        schedule__cancelled_at=None,
        schedule__start_time__lt=until,
        schedule__end_time__gt=since,
    )
    return found.select_related("schedule__room", "schedule__host").order_by("schedule__start_time", "id")[
        :MOST
    ]


def calendar_of(user: User, since: datetime, until: datetime) -> list[CalendarEntry]:
    """Everything that `user` hosts or is invited to in that time, declined or not, in order of time; two queries."""
    entries = [CalendarEntry(one, HOST) for one in sessions_hosted(user, since, until, with_invites=False)]
    entries += [CalendarEntry(one.schedule, INVITEE, one) for one in invites_to(user, since, until)]
    return sorted(entries, key=lambda entry: (entry.start, entry.schedule.pk))


# Those who are asked now, in the order of their addresses.
LIVE_INVITES = Prefetch(
    "invites",
    queryset=Invite.objects.filter(withdrawn_at=None)
    .select_related("invitee_user")
    .order_by("invitee_email"),
)
