"""The lobby: asking to be let in, being admitted or refused by a host, and no longer waiting."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fusemeet.errors import Conflict, Gone, Locked, NotFound
from rooms.access import ROOM_ENDED, is_over, lock_room, require_not_removed
from rooms.held_back import State, held_back, why_held_back
from rooms.models import LobbyEntry, Participant, Room
from rooms.people import Someone, find_person, role_in, roles_of, someone
from rooms.person_ids import columns_of
from rooms.policy import HOSTS, Ability
from rooms.presentation import stamp
from rooms.seats import LOCKED, take_seat
from signaling import journal, presence
from signaling.hooks import Entry
from signaling.publish import announce
from signaling.revocation import revoke
from signaling.waiting import tell_who_waits

ASK_AGAIN = timedelta(seconds=60)
VANISHED = timedelta(seconds=60)
LEFT = "LEFT"
MOST_LISTED = 500
WORDS = "The host will let you in soon. This page goes on by itself."


@transaction.atomic
def ask_to_enter(*, room: Room, who: Someone, again: bool = True) -> LobbyEntry | None:
    """Wait for a host, who hears of it; asking twice is asking once. None for whom nothing holds back.

    Raises Denied `refused` for a minute after a refusal (without `again`: until they ask by joining), Locked for a
    room that takes nobody new, Gone, NotFound.
    """
    room = lock_room(room.pk)
    role = role_in(room.pk, who.id)
    if role is None:
        require_not_removed(room, who)
        raise NotFound
    if is_over(room):
        raise Gone("room_ended", ROOM_ENDED)
    if not (state := held_back(room, who, role)):
        return None
    now = timezone.now()
    entry = _entry_of(room, who.id) or LobbyEntry(room=room, **who.columns, asked_at=now)
    if entry.pk is not None and state == State.WAITING:
        LobbyEntry.objects.filter(pk=entry.pk).update(updated_at=now)
        return entry
    if state == State.REFUSED and (not again or (entry.decided_at or now) > now - ASK_AGAIN):
        raise why_held_back(state)
    if room.is_locked:
        raise Locked("room_locked", LOCKED)
    entry.state, entry.asked_at, entry.decided_at, entry.decided_by = State.WAITING, now, None, ""
    entry.save()
    _tell(entry, State.WAITING, actor=who.id)
    return entry


@transaction.atomic
def admit(*, room: int, by: str, user_id: str, client_id: str | None = None) -> int | None:
    """Let somebody in; a locked room opens for them. Returns the event's seq; twice is once.

    Raises NotFound `not_waiting` for who has gone away, and Conflict `room_full`, which leaves them waiting.
    """
    locked = lock_room(room)
    if repeat := journal.find_repeat(room=room, actor=by, client_id=client_id):
        return repeat.seq
    entry = _waiting(locked, user_id)
    if entry.state == State.ADMITTED:
        return None
    return _let_in(entry, by, client_id)


def admit_all(*, room: int, by: str) -> int:
    """Let in whoever waits, the first first, as far as there is room; returns how many go on waiting."""
    with transaction.atomic():
        locked = lock_room(room)
        waiting = list(_waiting_in(locked))
        for at, entry in enumerate(waiting):
            try:
                with transaction.atomic():
                    _let_in(entry, by, None)
            except Conflict:  # full
                return len(waiting) - at
    return 0


def some_left(left: int) -> str:
    who = "One person goes" if left == 1 else f"{left} people go"
    return f"{who} on waiting: the room is full."


@transaction.atomic
def refuse(*, room: int, by: str, user_id: str, client_id: str | None = None) -> int | None:
    """Send somebody away who waits; twice is once. Raises NotFound `not_waiting`, Conflict `admitted_already`."""
    locked = lock_room(room)
    if repeat := journal.find_repeat(room=room, actor=by, client_id=client_id):
        return repeat.seq
    entry = _waiting(locked, user_id)
    if entry.state == State.ADMITTED:
        raise Conflict("admitted_already", "Another host has let them in. You can remove them from the room.")
    if entry.state == State.REFUSED:
        return None
    return _decide(entry, State.REFUSED, by, client_id)


def stop_waiting(*, room: int, person: str) -> None:
    """They go away, or are sent away: no host is asked about them any more."""
    with transaction.atomic():
        entry = _entry_of(lock_room(room), person)
        if entry is not None and entry.state == State.WAITING:
            _leave(entry)


def forget_waiting(*, room: Room, person: str) -> None:
    """Inside a transaction: whatever a host has said about them holds no longer."""
    entry = _entry_of(room, person)
    if entry is not None:
        if entry.state == State.WAITING:
            _leave(entry)
        else:
            entry.delete()


def came_in(*, room: int, person: str) -> None:
    """Inside a transaction: they are there without having been let in (the lobby is off, they are a host now)."""
    entry = LobbyEntry.objects.filter(room_id=room, state=State.WAITING, **columns_of(person)).first()
    if entry is not None:
        _decide(entry, State.ADMITTED, "", None)


def switch_lobby(*, room: Room, on: bool, by: str) -> None:
    """Inside the switch's transaction: who is in the room stays in it, and who waits comes in when it is off."""
    if not on:
        for entry in _waiting_in(room):
            _decide(entry, State.ADMITTED, by, None)
        return
    there = list(Participant.objects.filter(room=room, is_active=True).select_related("guest"))
    roles = roles_of(there)
    now = timezone.now()
    for row in there:
        if roles.get((room.pk, row.person)) not in HOSTS:
            decided = {"state": State.ADMITTED, "decided_at": now, "decided_by": by}
            LobbyEntry.objects.update_or_create(
                room=room,
                **columns_of(row.person),
                defaults=decided,
                create_defaults={**decided, "asked_at": now},
            )


def close_lobby(*, room: Room, opened_again: bool = False) -> None:
    """When a room ends nobody waits any more; who was let in has to ask again when it is opened once more."""
    kept = Q() if opened_again else ~Q(state=State.ADMITTED)
    LobbyEntry.objects.filter(kept, room=room).delete()


def tidy_lobby() -> None:
    """Who waits and has had no socket here for a minute has gone away."""
    now = timezone.now()
    waiting = LobbyEntry.objects.filter(state=State.WAITING).select_related("room")
    rooms = {entry.room_id for entry in waiting}
    outside = {(room, person) for room in rooms for person in presence.persons_outside(room=room)}
    there = [entry.pk for entry in waiting if (entry.room_id, entry.person) in outside]
    LobbyEntry.objects.filter(pk__in=there, state=State.WAITING).update(updated_at=now)
    for entry in waiting:
        if entry.pk not in there and entry.updated_at <= now - VANISHED:
            with suppress(NotFound):  # the room was deleted at this moment; others wait in theirs
                _leave_if_gone(entry, now)


def _leave_if_gone(entry: LobbyEntry, now: Any) -> None:
    with transaction.atomic():
        lock_room(entry.room_id)
        still = LobbyEntry.objects.filter(
            pk=entry.pk, state=State.WAITING, updated_at__lte=now - VANISHED
        ).first()
        if still is not None and not presence.has_sockets_outside(room=entry.room_id, person=entry.person):
            _leave(still)


def lobby_of(entry: Entry) -> list[dict[str, Any]]:
    """For the welcome of who decides: everybody who waits, the first first."""
    if Ability.MANAGE_PERMISSIONS not in entry.abilities:
        return []
    rows = LobbyEntry.objects.filter(room_id=entry.room, state=State.WAITING).select_related("user", "guest")
    return [_person_info(row) for row in rows.order_by("asked_at", "id")[:MOST_LISTED]]


def waiting_frame(room: Room, entry: LobbyEntry) -> dict[str, Any]:
    """All that somebody who waits learns of the room."""
    return {
        "roomId": room.room_id,
        "roomName": room.room_name,
        "since": stamp(entry.asked_at),
        "message": WORDS,
    }


def _entry_of(room: Room, person: str) -> LobbyEntry | None:
    return LobbyEntry.objects.filter(room=room, **columns_of(person)).first()


def _waiting_in(room: Room) -> list[LobbyEntry]:
    return list(LobbyEntry.objects.filter(room=room, state=State.WAITING).order_by("asked_at", "id"))


def _waiting(room: Room, person: str) -> LobbyEntry:
    entry = _entry_of(room, person)
    if entry is None:
        raise NotFound("not_waiting", "They are not waiting any more.")
    return entry


def _let_in(entry: LobbyEntry, by: str, client_id: str | None) -> int:
    take_seat(entry.room_id, find_person(entry.person), admitted=True)
    return _decide(entry, State.ADMITTED, by, client_id)


def _decide(entry: LobbyEntry, state: str, by: str, client_id: str | None) -> int:
    entry.state, entry.decided_at, entry.decided_by = state, timezone.now(), by
    entry.save()
    revoke("access", f"{entry.room_id}:{entry.person}")
    tell_who_waits(room=entry.room_id, person=entry.person)
    return _tell(entry, state, actor=by, client_id=client_id)


def _leave(entry: LobbyEntry) -> None:
    person = entry.person
    presence.forget_person(room=entry.room_id, person=person)
    revoke("access", f"{entry.room_id}:{person}")
    tell_who_waits(room=entry.room_id, person=person)
    _tell(entry, LEFT, actor=person)
    entry.delete()


def _tell(entry: LobbyEntry, state: str, *, actor: str, client_id: str | None = None) -> int:
    by = entry.decided_by if state in {State.ADMITTED, State.REFUSED} else ""
    payload = {**_person_info(entry), "state": str(state), "by": by}
    return announce(
        room=entry.room_id,
        type="lobby",
        payload=payload,
        audience=journal.HOSTS,
        actor=actor,
        client_id=client_id,
    ).seq


def _person_info(entry: LobbyEntry) -> dict[str, Any]:
    who = someone(entry.user or entry.guest or find_person(entry.person))
    return {
        "userId": who.id,
        "username": who.username,
        "fullName": who.full_name,
        "isGuest": who.is_guest,
        "since": stamp(entry.asked_at),
    }
