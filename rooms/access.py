"""Fetch and authorise in one call: absent and forbidden look alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import Denied, Gone, NotFound
from rooms.held_back import held_back, why_held_back
from rooms.models import Grant, Participant, Room
from rooms.people import Someone, role_in, someone
from rooms.policy import HOSTS, Ability, Role, abilities_of, require

ROOM_ENDED = "This room has ended. Its owner can open it again."


ReadSessions = Callable[[datetime], QuerySet[Any]]
_sessions_ahead: list[ReadSessions] = []


def sessions_ahead(read: ReadSessions) -> ReadSessions:
    """Register `read(now)`: rows with `room` and `end_time` of every session that goes on or lies ahead."""
    _sessions_ahead.append(read)
    return read


@dataclass(frozen=True)
class Member:
    """Somebody with access to a room, and what they may do there now."""

    room: Room
    who: Someone
    role: Role
    abilities: frozenset[str]
    held_back: str = ""  # "WAITING" or "REFUSED" by the lobby: then there are no abilities

    @property
    def person(self) -> str:
        return self.who.id

    @property
    def user(self) -> User:
        """For what only people with an account do in a room; raises NotSignedIn for a guest."""
        return self.who.account

    @property
    def is_host(self) -> bool:
        return self.role in HOSTS

    def require(self, ability: Ability) -> None:
        require(self.abilities, ability)


def is_over(room: Room, now: datetime | None = None, *, known: Mapping[int, datetime] | None = None) -> bool:
    """Ended, or idle for a day with no session of it ahead; `known` is as `expires_at` takes it."""
    return not room.is_active or expires_at(room, known=known) <= (now or timezone.now())


def expires_at(room: Room, *, known: Mapping[int, datetime] | None = None) -> datetime:
    """When it will have been idle for a day, or its next session ends.

    The room's own columns say when that is; where they still name one that is over, the one after it is looked up, or
    taken from `known` (`sessions_after`, of a list of rooms).
    """
    if known is None:
        known = sessions_after([room])
    return max(_own_end(room), known.get(room.pk, room.last_activity))


def sessions_after(rooms: Iterable[Room]) -> dict[int, datetime]:
    """Of those rooms that would be over although a session of theirs may lie ahead: by id, when that one ends.

    A query only where there are such rooms: from the end of a session until a job has written the next one's.
    """
    now = timezone.now()
    late = [
        room.pk
        for room in rooms
        if room.is_active and room.scheduled_end_time is not None and _own_end(room) <= now
    ]
    found: dict[int, datetime] = {}
    for read in _sessions_ahead if late else ():
        ahead = read(now).filter(room__in=late).values("room").annotate(first=Min("end_time"))
        found.update(ahead.values_list("room", "first"))
    return found


def _own_end(room: Room) -> datetime:
    end = room.last_activity + settings.ROOM_IDLE_LIFETIME
    return end if room.scheduled_end_time is None else max(end, room.scheduled_end_time)


def find_room(room_id: str) -> Room:
    room = Room.objects.select_related("interviewer").filter(room_id=room_id).first()
    if room is None:
        raise NotFound(
            "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
        )
    return room


def lock_room(pk: int) -> Room:
    """Inside a transaction, before it touches anything else of the room; raises NotFound when it was deleted.

    One order for everybody, or MySQL ends one of two transactions: the room, its participants and connections, then
    the journal. A row that refers to the room locks it too, so even a chat message begins here.
    """
    room = Room.objects.select_for_update().filter(pk=pk).first()
    if room is None:
        raise NotFound(
            "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
        )
    return room


def room_for(
    who: User | Someone,
    room_id: str,
    ability: Ability = Ability.READ,
    *,
    open_only: bool = False,
    waiting_too: bool = False,
) -> Member:
    """The room and what `who` may do in it.

    Raises NotFound for a room that does not exist or that they have no access to, Denied for a right they lack or
    when they were removed or wait to be let in (`waiting`, `refused`), and with `open_only` Gone for a room that is
    over. With `waiting_too` who waits passes, without any ability.
    """
    room = find_room(room_id)
    member = member_of(room, who)
    if member is None:
        raise NotFound(
            "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
        )
    if open_only and is_over(room):
        raise Gone("room_ended", ROOM_ENDED)
    if member.held_back:
        if waiting_too and member.held_back == "WAITING":
            return member
        raise why_held_back(member.held_back)
    member.require(ability)
    return member


def member_of(room: Room, who: User | Someone) -> Member | None:
    """None for somebody without access; who waits in the lobby has it, and may do nothing.

    Raises Denied "removed" for somebody a host sent away, NotSignedIn for a guest whose pass an operator ended.
    """
    who = someone(who)
    role = role_in(room.pk, who.id)
    if role is None:
        require_not_removed(room, who)
        who.require_standing()
        return None
    if held := held_back(room, who, role):
        return Member(room, who, role, frozenset(), held)
    return Member(room, who, role, current_abilities(room, who, role))


def require_not_removed(room: Room, who: Someone) -> None:
    if Participant.objects.filter(room=room, **who.columns, removed_at__isnull=False).exists():
        raise Denied(
            "removed", "A host removed you from this room. You can come back when they invite you again."
        )


def current_abilities(room: Room, who: Someone, role: Role) -> frozenset[str]:
    grants = Grant.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), room=room, **who.columns)
    return abilities_of(role, room.permissions, dict(grants.values_list("ability", "allowed")))


def abilities_good_until(room: Room, who: Someone) -> datetime | None:
    """When the first of this person's exceptions ends by itself; None while none does."""
    grants = Grant.objects.filter(room=room, **who.columns, until__gt=timezone.now())
    return grants.order_by("until").values_list("until", flat=True).first()


def rooms_of(user: User) -> QuerySet[Room]:
    """The rooms this user may enter, whatever their state, those used last first."""
    return (
        Room.objects.filter(access__user=user).select_related("interviewer").order_by("-last_activity", "-id")
    )


def open_rooms_of(user: User) -> QuerySet[Room]:
    now = timezone.now()
    alive = Q(last_activity__gt=now - settings.ROOM_IDLE_LIFETIME) | Q(scheduled_end_time__gt=now)
    for read in _sessions_ahead:  # as `sessions_after`
        alive |= Q(Exists(read(now).filter(room=OuterRef("pk"))), scheduled_end_time__lte=now)
    return rooms_of(user).filter(alive, is_active=True)
