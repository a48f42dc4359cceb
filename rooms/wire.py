"""The rooms' answers to what the wire asks (`signaling.hooks.RoomHooks`)."""

from typing import Any

from accounts.models import User, UserSession
from accounts.sessions import read_access
from fusemeet.errors import Gone, NotFound, NotSignedIn
from rooms import admission
from rooms.access import ROOM_ENDED, abilities_good_until, find_room, is_over, member_of
from rooms.models import Participant, Room
from rooms.policy import HOSTS, Role
from rooms.services import user_pk
from rooms.snapshot import personal_snapshot, room_snapshot
from signaling.hooks import Entry, Identity, Person, Present, Snapshot


class Rooms:
    """See `RoomHooks` for what each method promises."""

    def identify(self, *, token: str) -> Identity:
        signed_in = read_access(token)
        return Identity(str(signed_in.user.pk), signed_in.session_id, signed_in.expires_at)

    def still_signed_in(self, *, person: str, session: str) -> bool:
        return UserSession.objects.filter(
            pk=session, user_id=user_pk(person), revoked_at=None, user__is_active=True
        ).exists()

    def entry(self, *, room_id: str, person: str) -> Entry:
        user = _user(person)
        room = find_room(room_id)
        member = member_of(room, user)
        if member is None:
            raise NotFound("room_not_found", "There is no such room, or it is not open to you.")
        if is_over(room):
            raise Gone("room_ended", ROOM_ENDED)
        if not Participant.objects.filter(room=room, user=user).exists():
            raise NotFound("not_joined", "Join the room first.")
        return Entry(
            room=room.pk,
            room_id=room.room_id,
            person=Person(person, user.username, user.full_name, member.role.value),
            abilities=member.abilities,
            is_host=member.role in HOSTS,
            good_until=abilities_good_until(room, user),
        )

    def lock(self, *, room: int) -> None:
        Room.objects.select_for_update().filter(pk=room).first()

    def arrive(self, *, entry: Entry) -> None:
        admission.arrive(room=entry.room, user=_user(entry.person.id), role=Role(entry.person.role))

    def depart(self, *, room: int, person: str, reason: str) -> None:
        admission.depart(room=room, person=person, reason=reason)

    def snapshot(self, *, entry: Entry, present: list[Present]) -> Snapshot:
        return room_snapshot(entry=entry, present=present)

    def personal_snapshot(self, *, person: str) -> dict[str, Any]:
        return personal_snapshot(person=person)

    def text_saved(self, *, room: int, text: str, version: int) -> None:
        Room.objects.filter(pk=room, code_version__lte=version).update(
            current_code=text, code_version=version
        )

    def tidy(self) -> None:
        admission.tidy_seats()
        admission.keep_used_rooms_open()


def _user(person: str) -> User:
    user = User.objects.filter(pk=user_pk(person), is_active=True).first()
    if user is None:
        raise NotSignedIn
    return user
