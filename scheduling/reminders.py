"""Reminders: a day and ten minutes before a session, once each for each start it has, to whoever has not declined.

A session says for which start it was reminded of. Setting that is one conditional UPDATE in the transaction that queues
the mails, so two jobs at once, or one that dies in the middle, remind nobody twice and leave nobody out. A session that
is moved has another start, and is reminded of anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mailing.outbox import queue_many
from scheduling.models import Invite, Schedule

REMINDER = "scheduling.reminder"
HOST_REMINDER = "scheduling.host-reminder"


@dataclass(frozen=True)
class Round:
    """One of the two: so long `before` the start, at the latest `least` before it; `done` is the column."""

    name: str
    before: timedelta
    least: timedelta
    done: str
    host_too: bool


# Late is better than not at all, but three hours before is no day.
DAY = Round("day", timedelta(days=1), timedelta(hours=3), "day_reminded_for", host_too=False)
SOON = Round("soon", timedelta(minutes=10), timedelta(), "soon_reminded_for", host_too=True)
ROUNDS = {one.name: one for one in (DAY, SOON)}


def remind_due() -> int:
    """Queue whatever is due now; returns for how many sessions something was."""
    count = 0
    for turn in ROUNDS.values():
        now = timezone.now()
        due = Schedule.objects.filter(
            cancelled_at=None, start_time__gt=now + turn.least, start_time__lte=now + turn.before
        ).exclude(**{turn.done: F("start_time")})
        for schedule in due.order_by("start_time"):
            count += remind_of(schedule, turn)
    return count


@transaction.atomic
def remind_of(schedule: Schedule, turn: Round) -> bool:
    """False if somebody else did, or it was moved or cancelled meanwhile."""
    undone = Q(**{f"{turn.done}__isnull": True}) | ~Q(**{turn.done: schedule.start_time})
    same = Schedule.objects.filter(undone, pk=schedule.pk, start_time=schedule.start_time, cancelled_at=None)
    if not same.update(**{turn.done: schedule.start_time}):
        return False
    start = schedule.start_time.isoformat()
    invites = Invite.objects.filter(schedule=schedule, withdrawn_at=None).exclude(
        status=Invite.Status.DECLINED
    )
    wanted = [
        {"invite": row.pk, "start": start, "turn": turn.name}
        for row in invites.only("pk", "told")
        if not told_lately(row, schedule.start_time, turn)
    ]
    queue_many(REMINDER, args=wanted)
    if turn.host_too and schedule.created_at <= schedule.start_time - turn.before:
        queue_many(HOST_REMINDER, args=[{"schedule": schedule.pk, "start": start}])
    return True


def told_lately(invite: Invite, start: datetime, turn: Round) -> bool:
    """Whether the invitation or a change came so late that it was the reminder, or is still on its way."""
    if not invite.told:
        return True
    return datetime.fromisoformat(invite.told["at"]) > start - turn.before
