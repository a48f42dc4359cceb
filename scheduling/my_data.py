"""What scheduling puts into a person's archive: the sessions that they hold, and those that they were asked to."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from scheduling.models import Invite, Schedule


@my_data("schedules.json", "The sessions that you planned, with whom you invited.")
def schedules(user: User) -> Iterator[dict[str, Any]]:
    mine = Schedule.objects.filter(host=user).select_related("room").prefetch_related("invites")
    for row in mine.order_by("start_time").iterator(chunk_size=200):
        yield {
            "roomId": row.room.room_id,
            "title": row.title,
            "notes": row.schedule_notes,
            "startTime": row.start_time,
            "endTime": row.end_time,
            "timezone": row.timezone,
            "series": row.series_id or None,
            "cancelledAt": row.cancelled_at,
            "invited": [{"email": one.invitee_email, "status": one.status} for one in row.invites.all()],
        }


@my_data("invitations.json", "The sessions that you were invited to, and what you answered.")
def invitations(user: User) -> Iterator[dict[str, Any]]:
    mine = Invite.objects.filter(invitee_user=user).select_related("schedule__room")
    for row in mine.order_by("schedule__start_time").iterator(chunk_size=200):
        yield {
            "roomId": row.schedule.room.room_id,
            "title": row.schedule.title,
            "startTime": row.schedule.start_time,
            "endTime": row.schedule.end_time,
            "inviteeEmail": row.invitee_email,
            "status": row.status,
            "sentAt": row.sent_at,
            "respondedAt": row.responded_at,
            "withdrawnAt": row.withdrawn_at,
            "cancelledAt": row.schedule.cancelled_at,
        }
