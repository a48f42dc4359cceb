"""Sessions for a development instance: one tomorrow, so that a calendar is not empty."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from rooms.access import Member
from scheduling.models import Schedule
from scheduling.planning import plan_sessions

TEN = time(10)


def plan_sample_session(
    *, member: Member, title: str, emails: Sequence[str] = (), group_ids: Sequence[int] = ()
) -> None:
    """Tomorrow at ten for an hour, where nothing lies ahead of this room."""
    now = timezone.now()
    if Schedule.objects.filter(room=member.room, end_time__gt=now, cancelled_at=None).exists():
        return
    start = datetime.combine(now.date() + timedelta(days=1), TEN)
    plan_sessions(
        member=member,
        title=title,
        start=start,
        end=start + timedelta(hours=1),
        timezone="UTC",
        emails=emails,
        group_ids=group_ids,
    )
