"""The mails that remind of a session; moot once it was moved, cancelled or declined, or has begun."""

from datetime import datetime

from django.utils import timezone

from fusemeet.errors import NotFound
from mailing.letters import Letter, as_name, letter
from scheduling.invitation_links import ANSWERED, answer_link, answer_links, join_link
from scheduling.models import Invite, Schedule
from scheduling.reminders import HOST_REMINDER, REMINDER, SOON
from scheduling.session_words import as_title, brief_time, in_how_long, spoken_time
from scheduling.tokens import token_of


@letter(REMINDER)
def reminder(invite: int, start: str, turn: str) -> Letter | None:
    """To somebody invited, a day before (`turn` "day") or ten minutes before ("soon")."""
    rows = Invite.objects.select_related("schedule__room", "schedule__host").filter(withdrawn_at=None)
    found = rows.exclude(status=Invite.Status.DECLINED).filter(pk=invite).first()
    if found is None or not found.schedule.host.is_active or not _is_due(found.schedule, start):
        return None
    try:
        token = token_of(found)
    except NotFound:
        return None
    soon = turn == SOON.name
    answered = ANSWERED.get(found.status, "")
    return _letter(
        found.schedule,
        to=found.invitee_email,
        soon=soon,
        context={
            "join": join_link(found.schedule.room.room_id, token) if soon else "",
            "link": answer_link(token),
            "answered": answered,
            "answers": [] if soon else answer_links(token, only=True),
            "is_host": False,
        },
    )


@letter(HOST_REMINDER)
def host_reminder(schedule: int, start: str) -> Letter | None:
    """To the host, ten minutes before."""
    found = Schedule.objects.select_related("room", "host").filter(pk=schedule).first()
    if found is None or not _is_due(found, start) or not found.host.is_active:
        return None
    link = join_link(found.room.room_id)
    return _letter(
        found, to=found.host.email, soon=True, context={"join": link, "link": link, "is_host": True}
    )


def _is_due(schedule: Schedule, start: str) -> bool:
    unmoved = schedule.start_time == datetime.fromisoformat(start) and schedule.cancelled_at is None
    return unmoved and schedule.start_time > timezone.now()


def _letter(schedule: Schedule, *, to: str, soon: bool, context: dict[str, object]) -> Letter:
    title, now = as_title(schedule.title), timezone.now()
    begins = in_how_long(schedule.start_time, now)
    when = brief_time(schedule.start_time, schedule.timezone)
    return Letter(
        to=to,
        subject=f"Begins {begins}: {title}" if soon else f"Reminder: {title}: {when}",
        template="session_reminder",
        context={
            "title": title,
            "host": as_name(schedule.host.get_full_name()),
            "room": as_name(schedule.room.room_name),
            "when": spoken_time(schedule.start_time, schedule.end_time, schedule.timezone),
            "begins": begins,
            "soon": soon,
            **context,
        },
    )
