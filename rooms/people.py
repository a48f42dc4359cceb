"""Who somebody is to a room, an account or a guest, so that no door has to ask which."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from fusemeet.errors import NotSignedIn
from rooms.models import Access, Guest, Participant
from rooms.person_ids import Columns, columns_of, person_id
from rooms.policy import Role


@dataclass(frozen=True)
class Someone:
    """A person as rooms know them; either `user` or `guest` is set. Their role is each room's own affair."""

    id: str
    username: str
    full_name: str
    user: User | None = None
    guest: Guest | None = None
    is_authenticated = True  # who REST has recognised (rest_framework's `IsAuthenticated`)

    @property
    def is_guest(self) -> bool:
        return self.guest is not None

    @property
    def columns(self) -> Columns:
        """What finds or makes this person's row in a table of people."""
        return columns_of(self.id)

    @property
    def account(self) -> User:
        """For what only accounts do; raises NotSignedIn for a guest."""
        if self.user is None:
            raise NotSignedIn
        return self.user

    def require_standing(self) -> None:
        """Raises NotSignedIn for a blocked account, and for a guest whose pass has run out or was revoked."""
        if self.user is not None and not self.user.is_active:
            raise NotSignedIn
        pass_ = self.guest
        if pass_ is not None and (pass_.revoked_at is not None or pass_.expires_at <= timezone.now()):
            raise NotSignedIn("pass_ended", "Your pass for this room has ended. Ask the host for a link.")


def someone(who: User | Guest | Someone) -> Someone:
    if isinstance(who, Someone):
        return who
    if isinstance(who, Guest):
        return Someone(person_id(guest=who.pk), who.name, who.name, guest=who)
    return Someone(person_id(user=who.pk), who.username, who.full_name, user=who)


def find_person(person: str) -> Someone:
    """Who has this id; raises NotSignedIn when they are gone."""
    columns = columns_of(person)
    found = (
        Guest.objects.filter(pk=columns["guest_id"]).first()
        if "guest_id" in columns
        else User.objects.filter(pk=columns["user_id"]).first()
    )
    if found is None:
        raise NotSignedIn
    return someone(found)


def role_in(room: int, person: str) -> Role | None:
    """As what this person may be in the room: by their access, or by a pass that was not revoked. None: not at all."""
    columns = columns_of(person)
    if "guest_id" in columns:
        passes = Guest.objects.filter(pk=columns["guest_id"], room_id=room, revoked_at=None)
        role = passes.values_list("role", flat=True).first()
    else:
        access = Access.objects.filter(room_id=room, **columns)
        role = access.values_list("access_type", flat=True).first()
    return Role(role) if role else None


def take_role(room: int, person: str) -> None:
    """What `role_in` reads, ended: the access of an account, the pass of a guest."""
    columns = columns_of(person)
    if "guest_id" in columns:
        Guest.objects.filter(pk=columns["guest_id"], room_id=room).update(revoked_at=timezone.now())
    else:
        Access.objects.filter(room_id=room, **columns).delete()


def roles_of(participants: list[Participant]) -> dict[tuple[int, str], str]:
    """`{(room, person): role}` of these rows (read with their guests) in one query; who was sent away has none."""
    accounts = Access.objects.filter(
        room__in={row.room_id for row in participants}, user__in={row.user_id for row in participants}
    )
    roles = {
        (room, person_id(user=user)): role
        for room, user, role in accounts.values_list("room_id", "user_id", "access_type")
    }
    guests = {(row.room_id, row.person): row.guest.role for row in participants if row.guest is not None}
    return roles | guests
