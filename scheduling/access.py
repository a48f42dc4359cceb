"""Fetch a session and authorise in one call: absent and not theirs look alike."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from fusemeet.errors import Denied, Gone, NotFound
from rooms.access import Member, room_for
from rooms.policy import Ability
from scheduling.models import Schedule

HIGHEST_ID = 2**63 - 1


def session_for(user: User, schedule_id: int) -> tuple[Schedule, Member]:
    """A session that `user` manages: they planned it, or own its room now. Raises NotFound `session_not_found`."""
    schedule = None
    if 0 < schedule_id <= HIGHEST_ID:
        schedule = Schedule.objects.select_related("room", "host").filter(pk=schedule_id).first()
    if schedule is None:
        raise unknown_session()
    try:
        member = room_for(user, schedule.room.room_id)
    except (NotFound, Denied):  # they are in this room no more
        raise unknown_session() from None
    if schedule.host_id != user.pk and Ability.SCHEDULE not in member.abilities:
        raise unknown_session()
    return schedule, member


def require_open(schedule: Schedule, now: datetime | None = None) -> None:
    """Raises Gone `session_cancelled` or `session_over`."""
    if schedule.cancelled_at is not None:
        raise Gone("session_cancelled", "This session was cancelled by its host.")
    if schedule.end_time <= (now or timezone.now()):
        raise Gone("session_over", "This session is over.")


def unknown_session() -> NotFound:
    return NotFound("session_not_found", "There is no such session, or it is not yours.")
