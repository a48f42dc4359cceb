"""Everybody who may stand before a room's doors: one of each role in it, a guest, and those with no business there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from rooms.access import room_for
from rooms.admission import join_room, remove_participant
from rooms.guests import Admitted, admit_guest
from rooms.models import Access, Participant, Room
from rooms.policy import Ability, Role, abilities_of, default_switches, newcomer_role
from tests.ws import access_token

GUEST, NON_MEMBER, REMOVED, VISITOR = "guest", "non-member", "removed", "visitor"
ELSEWHERE = "guest of another room"
OUTSIDERS = (NON_MEMBER, REMOVED, VISITOR, ELSEWHERE)
WHO = (*(role.value for role in Role), GUEST, *OUTSIDERS)
KINDS = ("INTERVIEW", "CLASSROOM")


@dataclass
class Cast:
    """A room that nobody comes into by its code alone, with `people` by role; `other_host` and `other` are targets."""

    room: Room
    people: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> dict[str, Any]:
        return {"room_id": self.room.room_id}

    def id(self, who: str) -> str:
        return str(self.people[who].pk)

    def client(self, who: str) -> APIClient:
        client = APIClient()
        if who != VISITOR:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {self.token(who)}")
        return client

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = access_token(self.people[who])
        return self.tokens[who]


def role_of(who: str, kind: str) -> Role | None:
    """The role that the table knows this one by; None for who has none."""
    if who == GUEST:
        return newcomer_role(kind)
    return Role(who) if who in set(Role) else None


def abilities(who: str, kind: str, switches: dict[str, bool] | None = None) -> frozenset[str]:
    role = role_of(who, kind)
    return frozenset() if role is None else abilities_of(role, switches or default_switches(kind))


def has(who: str, kind: str, ability: Ability) -> bool:
    return ability.value in abilities(who, kind)


def gather(
    make_user: Callable[..., Any],
    make_room: Callable[..., Any],
    kind: str,
    switches: dict[str, bool] | None = None,
) -> Cast:
    """The whole cast in one new room of this kind; everybody with access has joined."""
    room, other_room = make_room(room_type=kind), make_room()
    guest, elsewhere = (as_guest(one, str(one.invite_link_token)) for one in (room, other_room))
    Room.objects.filter(pk=room.pk).update(
        allow_link_access=False, switches=switches or {}, max_participants=12
    )
    room.refresh_from_db()
    people = {Role.OWNER.value: room.interviewer, GUEST: guest.guest, ELSEWHERE: elsewhere.guest}
    for who in (Role.INTERVIEWER, Role.TEACHER, Role.CANDIDATE, Role.STUDENT):
        account = "INTERVIEWER" if who in {Role.INTERVIEWER, Role.TEACHER} else "CANDIDATE"
        people[who.value] = _member(make_user, room, who, account)
    people["other_host"] = _member(make_user, room, Role.TEACHER, "TEACHER")
    people["other"] = _member(make_user, room, newcomer_role(kind), "STUDENT")
    people[NON_MEMBER] = make_user(account_type="CANDIDATE")
    people[REMOVED] = _member(make_user, room, newcomer_role(kind), "CANDIDATE")
    join_room(who=room.interviewer, room_id=room.room_id, network="test")
    owner = room_for(room.interviewer, room.room_id)
    remove_participant(member=owner, user_id=str(people[REMOVED].pk))
    return Cast(room, people, {GUEST: guest.token, ELSEWHERE: elsewhere.token})


def as_guest(room: Room, invite: str, name: str = "Gil") -> Admitted:
    return admit_guest(room_id=room.room_id, name=name, invite_token=invite, network="test")


def _member(make_user: Callable[..., Any], room: Room, role: Role, account_type: str) -> Any:
    user = make_user(account_type=account_type)
    Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    join_room(who=user, room_id=room.room_id, network="test")
    assert Participant.objects.filter(room=room, user=user, is_active=True).exists()
    return user
