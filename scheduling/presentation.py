"""How sessions and invitations look on the wire: the one place that knows their keys."""

from typing import Any

from rooms.models import Room
from rooms.presentation import stamp
from rooms.sharing import room_link
from scheduling.models import Invite, Schedule
from scheduling.selectors import INVITEE, CalendarEntry
from scheduling.tokens import token_of


def schedule_info(schedule: Schedule, invites: list[Invite]) -> dict[str, Any]:
    """`ScheduleResponse`, for its host; `invites` are those who are asked now, in no case with their tokens."""
    room = schedule.room
    return {
        "id": schedule.pk,
        "seriesId": schedule.series_id or None,
        "roomId": room.room_id,
        "roomName": room.room_name,
        "roomType": schedule.room_type,
        "title": schedule.title,
        "notes": schedule.schedule_notes,
        "startTime": stamp(schedule.start_time),
        "endTime": stamp(schedule.end_time),
        "timezone": schedule.timezone,
        "hostId": str(schedule.host_id),
        "hostName": schedule.host.get_full_name(),
        "capacity": room.max_participants,
        "inviteLink": _link(room),
        "invites": [invite_info(one, schedule) | _for_host(one) for one in invites],
    }


def invite_info(invite: Invite, schedule: Schedule) -> dict[str, Any]:
    """`InviteResponse` without a token: what its host and its invitee may both know."""
    return {
        "id": invite.pk,
        "scheduleId": schedule.pk,
        "seriesId": schedule.series_id or None,
        "title": schedule.title,
        "notes": schedule.schedule_notes,
        "roomId": schedule.room.room_id,
        "roomName": schedule.room.room_name,
        "hostName": schedule.host.get_full_name(),
        "inviteeEmail": invite.invitee_email,
        "status": invite.status,
        "startTime": stamp(schedule.start_time),
        "endTime": stamp(schedule.end_time),
        "timezone": schedule.timezone,
        "isCancelled": schedule.cancelled_at is not None,
        "sentAt": stamp(invite.sent_at),
        "respondedAt": stamp(invite.responded_at),
    }


def my_invite_info(invite: Invite) -> dict[str, Any]:
    """`InviteResponse` for the one whom it is to, with its token."""
    return invite_info(invite, invite.schedule) | {"token": token_of(invite)}


def entry_info(entry: CalendarEntry) -> dict[str, Any]:
    """A session in short, for what comes up next."""
    schedule = entry.schedule
    return {
        "scheduleId": schedule.pk,
        "seriesId": schedule.series_id or None,
        "title": schedule.title,
        "roomId": schedule.room.room_id,
        "roomName": schedule.room.room_name,
        "hostName": schedule.host.get_full_name(),
        "isHost": entry.as_what != INVITEE,
        "status": entry.invite.status if entry.invite else None,
        "startTime": stamp(schedule.start_time),
        "endTime": stamp(schedule.end_time),
        "timezone": schedule.timezone,
    }


def _for_host(invite: Invite) -> dict[str, Any]:
    user = invite.invitee_user
    return {
        "inviteeName": user.get_full_name() if user else None,
        "groupId": invite.group_id,
        "role": invite.role,
    }


def _link(room: Room) -> str:
    """With the room's own token while its link is on; without it only those come in who may."""
    return room_link(room, room.invite_link_token if room.allow_link_access else None)
