"""Who came to a session: the comings and goings of the room's journal, within the session's time.

Read as `playback.attendance` reads them for a recording, but for the invited, and whether anything was recorded or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from rooms.person_ids import person_id
from rooms.presentation import stamp
from scheduling.models import Invite, InviteAccess, Schedule
from signaling.models import JournalEvent

JOIN, LEAVE, ENDED = "join", "leave", "room-ended"
# Somebody may have come long before; a room that nobody uses for a day is closed.
BEFORE = timedelta(hours=24)

Stay = tuple[datetime, datetime]


@dataclass(frozen=True)
class Attended:
    """Somebody who was asked, or came, or both; `stays` lie within the session, in order; none for who did not come.

    `invite` is None for whoever came without being asked, `person` for whoever was asked and never came.
    """

    name: str
    invite: Invite | None
    person: str | None
    stays: tuple[Stay, ...] = ()

    @property
    def seconds(self) -> int:
        return sum(int((end - start).total_seconds()) for start, end in self.stays)

    @property
    def came(self) -> bool:
        return bool(self.stays)


def attendance_of_session(schedule: Schedule) -> list[Attended]:
    """Everybody who is asked, by address, then those who came besides; the host is not among them. Four queries.

    Somebody who came by the link of an invitation, as a guest or with another account, is the one that it was to.
    """
    asked = Invite.objects.filter(schedule=schedule, withdrawn_at=None).select_related("invitee_user")
    invites = list(asked.order_by("invitee_email"))
    names, stays = _stays(schedule)
    stays.pop(str(schedule.host_id), None)
    came_by: dict[int, list[str]] = {}
    opened = InviteAccess.objects.filter(invite__in=[one.pk for one in invites])
    for pk, account, guest in opened.values_list("invite", "user", "guest").order_by("id"):
        came_by.setdefault(pk, []).append(person_id(user=account, guest=guest))
    rows = []
    for invite in invites:
        own = [str(invite.invitee_user_id)] if invite.invitee_user_id else []
        people = [one for one in dict.fromkeys(own + came_by.get(invite.pk, [])) if one in stays]
        spans = _merged(span for one in people for span in stays.pop(one))
        user = invite.invitee_user
        name = user.get_full_name() if user else (names[people[0]] if people else invite.invitee_email)
        rows.append(Attended(name, invite, people[0] if people else (own[0] if own else None), spans))
    rows += [Attended(names[one], None, one, _merged(spans)) for one, spans in stays.items()]
    return rows


def attended_info(one: Attended) -> dict[str, Any]:
    """How it looks on the wire."""
    return {
        "name": one.name,
        "email": one.invite.invitee_email if one.invite else None,
        "userId": one.person,
        "status": one.invite.status if one.invite else None,
        "seconds": one.seconds,
        "firstSeen": stamp(one.stays[0][0]) if one.stays else None,
        "lastSeen": stamp(one.stays[-1][1]) if one.stays else None,
    }


def _stays(schedule: Schedule) -> tuple[dict[str, str], dict[str, list[Stay]]]:
    """`({person: name}, {person: stays})` of everybody who was in the room during the session."""
    start, end = schedule.start_time, min(schedule.end_time, timezone.now())
    rows = JournalEvent.objects.filter(
        room=schedule.room_id,
        type__in=(JOIN, LEAVE, ENDED),
        created_at__gte=start - BEFORE,
        created_at__lt=schedule.end_time,
    )
    return stays_in(rows.order_by("seq").values_list("type", "payload", "created_at"), start, end)


def stays_in(
    rows: Iterable[tuple[str, dict[str, Any], datetime]], start: datetime, end: datetime
) -> tuple[dict[str, str], dict[str, list[Stay]]]:
    """The same from comings and goings in their order, `(type, payload, at)`, cut to what lies from start to end."""
    names: dict[str, str] = {}
    since: dict[str, datetime] = {}
    found: dict[str, list[Stay]] = {}

    def left(person: str, at: datetime) -> None:
        span = (max(since.pop(person), start), min(at, end))
        if span[0] < span[1]:
            found.setdefault(person, []).append(span)

    for kind, payload, at in rows:
        person = payload.get("userId", "")
        if kind == JOIN:
            names[person] = payload.get("fullName") or payload.get("username", "")
            since.setdefault(person, at)
        elif kind == LEAVE and person in since:
            left(person, at)
        elif kind == ENDED:
            for one in list(since):
                left(one, at)
    for one in list(since):
        left(one, end)
    return names, found


def _merged(spans: Iterable[Stay]) -> tuple[Stay, ...]:
    """In order, and what overlaps in one: somebody who came on two devices was there once."""
    merged: list[Stay] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
