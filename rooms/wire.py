"""The rooms' answers to what the wire asks (`signaling.hooks.RoomHooks`)."""

from typing import Any

from django.utils import timezone

from accounts.authentication import read_signed_in
from accounts.models import UserSession
from fusemeet.errors import Gone, NotFound, NotSignedIn
from rooms import lobby, seats
from rooms.access import ROOM_ENDED, abilities_good_until, find_room, is_over, member_of
from rooms.held_back import why_held_back
from rooms.identity import caller_by_bearer, caller_by_cookies
from rooms.models import Guest, Room
from rooms.people import find_person, role_in
from rooms.person_ids import columns_of
from rooms.policy import HOSTS, Role
from rooms.snapshot import personal_snapshot, room_snapshot
from signaling.hooks import Entry, Identity, Person, Present, Snapshot, Waiting


class Rooms:
    """See `RoomHooks` for what each method promises."""

    def identify(
        self, *, room_id: str | None, bearer: str = "", access: str = "", guest: str = ""
    ) -> Identity:
        if bearer:
            caller = caller_by_bearer(bearer)
        elif (by_cookies := caller_by_cookies(read_signed_in(access), guest, room_id)) is not None:
            caller = by_cookies
        else:
            raise NotSignedIn
        if room_id is None and caller.person.is_guest:
            raise NotSignedIn  # their news is the room's
        return caller.identity

    def still_signed_in(self, *, person: str, session: str) -> bool:
        columns = columns_of(person)
        if "guest_id" in columns:
            return Guest.objects.filter(pk=columns["guest_id"], expires_at__gt=timezone.now()).exists()
        return UserSession.objects.filter(
            pk=session, **columns, revoked_at=None, user__is_active=True
        ).exists()

    def entry(self, *, room_id: str, person: str) -> Entry:
        room = find_room(room_id)
        who = find_person(person)
        member = member_of(room, who)
        if member is None:
            # Word for word what an unknown room is answered with.
            raise NotFound(
                "room_not_found", "There is no such room, or it is not open to you. Check the code or link."
            )
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        who.require_standing()
        if member.held_back:
            raise why_held_back(member.held_back)
        seats.require_has_come(room.pk, who)
        return Entry(
            room=room.pk,
            room_id=room.room_id,
            person=Person(who.id, who.username, who.full_name, member.role.value, who.is_guest),
            abilities=member.abilities,
            is_host=member.role in HOSTS,
            good_until=abilities_good_until(room, who),
        )

    def ask_to_enter(self, *, room_id: str, person: str) -> Waiting | None:
        room = find_room(room_id)
        who = find_person(person)
        asked = lobby.ask_to_enter(room=room, who=who, again=False)
        if asked is None:
            return None
        role = role_in(room.pk, person)
        me = Person(who.id, who.username, who.full_name, str(role or ""), who.is_guest)
        outside = Entry(room=room.pk, room_id=room_id, person=me, abilities=frozenset(), is_host=False)
        return Waiting(outside, lobby.waiting_frame(room, asked))

    def stop_waiting(self, *, room: int, person: str) -> None:
        lobby.stop_waiting(room=room, person=person)

    def lock(self, *, room: int) -> None:
        Room.objects.select_for_update().filter(pk=room).first()

    def arrive(self, *, entry: Entry) -> None:
        seats.arrive(room=entry.room, who=find_person(entry.person.id), role=Role(entry.person.role))
        lobby.came_in(room=entry.room, person=entry.person.id)

    def depart(self, *, room: int, person: str, reason: str) -> None:
        seats.depart(room=room, person=person, reason=reason)

    def snapshot(self, *, entry: Entry, present: list[Present]) -> Snapshot:
        return room_snapshot(entry=entry, present=present)

    def personal_snapshot(self, *, person: str) -> dict[str, Any]:
        return personal_snapshot(person=person)

    def text_saved(self, *, room: int, text: str, version: int) -> None:
        Room.objects.filter(pk=room, code_version__lte=version).update(
            current_code=text, code_version=version
        )

    def tidy(self) -> None:
        seats.tidy_seats()
        seats.keep_used_rooms_open()
        lobby.tidy_lobby()
