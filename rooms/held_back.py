"""Whom the lobby holds back: the one rule that every door of a room asks."""

from collections.abc import Iterable, Mapping

from accounts.models import User
from fusemeet.errors import Denied
from rooms.models import LobbyEntry, Room
from rooms.people import Someone
from rooms.policy import HOSTS, Role

State = LobbyEntry.State


def held_back(room: Room, who: Someone, role: Role) -> str:
    """WAITING or REFUSED for somebody whom a host has not let in; "" for everybody else, and where no lobby is."""
    if role in HOSTS or not room.permissions["lobby"]:
        return ""
    state = LobbyEntry.objects.filter(room=room, **who.columns).values_list("state", flat=True).first()
    if state == State.ADMITTED:
        return ""
    return State.REFUSED if state == State.REFUSED else State.WAITING


def held_back_from(rooms: Iterable[Room], roles: Mapping[int, str], user: User) -> set[int]:
    """Of these rooms those into which the lobby does not let this account, in one query."""
    outside = {room.pk for room in rooms if room.permissions["lobby"] and roles[room.pk] not in HOSTS}
    if not outside:
        return outside
    admitted = LobbyEntry.objects.filter(room__in=outside, user=user, state=State.ADMITTED)
    return outside - set(admitted.values_list("room_id", flat=True))


def why_held_back(state: str) -> Denied:
    if state == State.REFUSED:
        return Denied("refused", "The host did not let you in. You can ask again in a minute.")
    return Denied("waiting", "The host has to let you in first.")
