"""What the dashboard shows: one's own rooms, those open to one, and where people are now; a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import Denied
from rooms.access import is_over, rooms_of
from rooms.models import Room
from rooms.policy import RoomType
from rooms.services import require_may_create
from rooms.sharing import room_link

MOST_ROOMS = 100
KINDS = {RoomType.INTERVIEW.value: "Interview", RoomType.CLASSROOM.value: "Classroom"}


@dataclass(frozen=True)
class Row:
    """A room as one line; `here` is the number of people in it, `share_url` what its reader may hand on."""

    room_id: str
    name: str
    kind: str
    host_name: str
    here: int
    ended: bool
    is_locked: bool
    own: bool
    last_activity: datetime
    url: str
    share_url: str


@dataclass(frozen=True)
class Dashboard:
    live: list[Row]
    mine: list[Row]
    others: list[Row]


def dashboard_of(user: User) -> Dashboard:
    """The hundred rooms used last. Of other people's rooms only those that are open; what is live comes on top too."""
    now = timezone.now()
    there = Q(participants__is_active=True, participants__join_number__isnull=False)
    found = rooms_of(user).annotate(here=Count("participants", filter=there, distinct=True))[:MOST_ROOMS]
    rows = [_row(room, user, now) for room in found]
    return Dashboard(
        live=[row for row in rows if row.here and not row.ended],
        mine=sorted((row for row in rows if row.own), key=lambda row: row.ended),
        others=[row for row in rows if not row.own and not row.ended],
    )


def _row(room: Room, user: User, now: datetime) -> Row:
    owner = room.interviewer
    own = room.interviewer_id == user.pk
    # Only those who may invite hand on the token that lets others in; the plain address opens nothing by itself.
    token = room.invite_link_token if own and room.allow_link_access else None
    return Row(
        room_id=room.room_id,
        name=room.room_name,
        kind=KINDS[room.room_type],
        host_name=(owner.full_name or owner.username) if owner else "",
        here=room.here,  # type: ignore[attr-defined]  # annotated above
        ended=is_over(room, now),
        is_locked=room.is_locked,
        own=own,
        last_activity=room.last_activity,
        url=reverse("room", args=[room.room_id]),
        share_url=room_link(room, token),
    )


def creation_refusal(user: User) -> Denied | None:
    """Why this person may not make a room; None when they may."""
    try:
        require_may_create(user)
    except Denied as refusal:
        return refusal
    return None
