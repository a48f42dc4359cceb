"""What the tests of recordings share: a room of an interview with its people, and nothing counted yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

from fusemeet.templatetags import vite
from rooms.access import room_for
from rooms.guests import admit_guest
from rooms.models import Access, Room
from rooms.policy import Role
from tests.playback.session import Session
from tests.ws import access_token


@dataclass
class Cast:
    """Ada owns the room, Ida is its other interviewer, Cai the candidate, Gil a guest; Sam has no business there."""

    room: Any
    ada: Any
    ida: Any
    cai: Any
    gil: Any
    sam: Any
    gils_token: str

    @property
    def base(self) -> str:
        return f"/api/rooms/{self.room.room_id}/playback"

    def client(self, who: Any = None) -> APIClient:
        client = APIClient()
        if who is not None:
            token = self.gils_token if who is self.gil else access_token(who)
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    def allow(self, **switches: bool) -> None:
        Room.objects.filter(pk=self.room.pk).update(switches=switches)
        self.room.refresh_from_db()

    def owner(self) -> Any:
        return room_for(self.ada, self.room.room_id)


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture(autouse=True)
def _without_the_built_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shells are tried as they are before any script; that the player starts in them is tried in a browser."""
    monkeypatch.setattr(vite, "read_manifest", dict)


@pytest.fixture
def cast(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Cast:
    ada, ida = make_user("ada", full_name="Ada Park"), make_user("ida", full_name="Ida Roth")
    cai, sam = (make_user(name, account_type="CANDIDATE") for name in ("cai", "sam"))
    room = make_room(ada, name="Backend interview")
    for user, role in ((ida, Role.INTERVIEWER), (cai, Role.CANDIDATE)):
        Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    guest = admit_guest(room_id=room.room_id, name="Gil", invite_token=room.invite_link_token, network="test")
    return Cast(room, ada, ida, cai, guest.member.who, sam, guest.token)


@pytest.fixture
def session(cast: Cast) -> Session:
    return Session(cast.room)
