"""What the tests of notes and scorecards share: an interview's room with its people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

from rooms.access import room_for
from rooms.guests import admit_guest
from rooms.models import Access
from rooms.policy import Role
from tests.ws import access_token


@dataclass
class Cast:
    """Ada owns the room, Ida is its other interviewer, Cai the candidate, Tess a teacher in it, Gil a guest; Sam is
    nobody there."""

    room: Any
    ada: Any
    ida: Any
    cai: Any
    tess: Any
    sam: Any
    gils_token: str

    def path(self, rest: str) -> str:
        return f"/api/rooms/{self.room.room_id}/{rest}"

    def member(self, who: Any) -> Any:
        return room_for(who, self.room.room_id)

    def client(self, who: Any) -> APIClient:
        client = APIClient()
        token = self.gils_token if who == "gil" else access_token(who)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client


@pytest.fixture
def cast(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Cast:
    caches["strict"].clear()
    ada, ida = make_user("ada"), make_user("ida")
    cai, sam = (make_user(name, account_type="CANDIDATE") for name in ("cai", "sam"))
    tess = make_user("tess", account_type="TEACHER")
    room = make_room(owner=ada, name="Interview with Cai")
    for user, role in ((ida, Role.INTERVIEWER), (cai, Role.CANDIDATE), (tess, Role.TEACHER)):
        Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    admitted = admit_guest(
        room_id=room.room_id, name="Gil", invite_token=room.invite_link_token, network="192.0.2.1"
    )
    return Cast(room, ada, ida, cai, tess, sam, admitted.token)
