"""What the dashboard shows: one's own rooms, those open to one, and where people are now; a fixed number of queries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import Denied
from rooms.access import is_over, rooms_of, sessions_after
from rooms.held_back import held_back_from
from rooms.models import Access, Grant, Room
from rooms.policy import Ability, Role, RoomType, abilities_of
from rooms.services import require_may_create
from rooms.sharing import room_link

MOST_ROOMS = 100
KINDS = {RoomType.INTERVIEW.value: "Interview", RoomType.CLASSROOM.value: "Classroom"}


@dataclass(frozen=True)
class Row:
    """A room as one line; `here` is the number of people in it, `share_url` what its reader may hand on.

    `plays_back`: whether its reader may see the recording.
    """

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
    plays_back: bool


@dataclass(frozen=True)
class Dashboard:
    live: list[Row]
    mine: list[Row]
    others: list[Row]


@dataclass(frozen=True)
class Part:
    """What another app shows above the rooms: `template` with what was read for this reader, as `part.content`."""

    name: str
    template: str
    content: Any


Read = Callable[[HttpRequest], Any]
_parts: dict[str, tuple[str, Read]] = {}


def dashboard_part(name: str, template: str, read: Read) -> None:
    """Register a part, when the app is ready. `read(request)` gives its content; None leaves it out."""
    _parts[name] = (template, read)


def parts_of(request: HttpRequest) -> list[Part]:
    return [
        Part(name, template, content)
        for name, (template, read) in _parts.items()
        if (content := read(request)) is not None
    ]


def dashboard_of(user: User) -> Dashboard:
    """The hundred rooms used last; what is live comes on top too.

    Other people's rooms are there while they are open, and afterwards for those who may see the recording. Whom the
    lobby holds back learns neither who is in the room nor the way to its recording.
    """
    now = timezone.now()
    there = Q(participants__is_active=True, participants__join_number__isnull=False)
    shown = rooms_of(user).annotate(
        here=Count("participants", filter=there, distinct=True),
        role=_role_of(user),
        granted=_granted(user, now),
    )[:MOST_ROOMS]
    found = list(shown)
    known = sessions_after(found)
    roles = {room.pk: room.role for room in found}  # annotated above
    outside = held_back_from(found, roles, user)
    rows = [_row(room, user, now, known, inside=room.pk not in outside) for room in found]
    return Dashboard(
        live=[row for row in rows if row.here and not row.ended],
        mine=sorted((row for row in rows if row.own), key=lambda row: row.ended),
        others=[row for row in rows if not row.own and (not row.ended or row.plays_back)],
    )


def _row(room: Room, user: User, now: datetime, known: Mapping[int, datetime], *, inside: bool) -> Row:
    owner = room.interviewer
    own = room.interviewer_id == user.pk
    # Only those who may invite hand on the token that lets others in; the plain address opens nothing by itself.
    token = room.invite_link_token if own and room.allow_link_access else None
    return Row(
        room_id=room.room_id,
        name=room.room_name,
        kind=KINDS[room.room_type],
        host_name=owner.get_full_name() if owner else "",
        here=room.here if inside else 0,  # type: ignore[attr-defined]  # annotated above
        ended=is_over(room, now, known=known),
        is_locked=room.is_locked,
        own=own,
        last_activity=room.last_activity,
        url=reverse("room", args=[room.room_id]),
        share_url=room_link(room, token),
        plays_back=inside and _plays_back(room),
    )


def _role_of(user: User) -> Subquery:
    return Subquery(Access.objects.filter(room=OuterRef("pk"), user=user).values("access_type")[:1])


def _granted(user: User, now: datetime) -> Subquery:
    """This person's exception to the rule of who may see the recording."""
    lasting = Q(until=None) | Q(until__gt=now)
    grants = Grant.objects.filter(lasting, room=OuterRef("pk"), user=user, ability=Ability.PLAYBACK.value)
    return Subquery(grants.values("allowed")[:1])


def _plays_back(room: Room) -> bool:
    role: str = room.role  # type: ignore[attr-defined]  # annotated above, as is the next
    granted: bool | None = room.granted  # type: ignore[attr-defined]
    grants = {} if granted is None else {Ability.PLAYBACK.value: granted}
    return Ability.PLAYBACK in abilities_of(Role(role), room.permissions, grants)


def creation_refusal(user: User) -> Denied | None:
    """Why this person may not make a room; None when they may."""
    try:
        require_may_create(user)
    except Denied as refusal:
        return refusal
    return None
