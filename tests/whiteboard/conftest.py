"""A class with a board: its teacher, a second host, and students who are in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from rooms.access import room_for
from rooms.models import Access, Room
from rooms.policy import Role


@dataclass
class School:
    """`ann` and `ben` are students; everybody may come in, nobody is in yet."""

    room: Room
    teacher: Any
    second: Any
    ann: Any
    ben: Any

    @property
    def id(self) -> str:
        return self.room.room_id

    @property
    def path(self) -> str:
        return f"/api/rooms/{self.room.room_id}/whiteboard"

    def member(self, user: Any) -> Any:
        return room_for(user, self.room.room_id)


@pytest.fixture
def school(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> School:
    caches["strict"].clear()
    teacher, second = make_user(account_type="TEACHER"), make_user(account_type="TEACHER")
    ann, ben = (make_user(name, account_type="STUDENT") for name in ("ann", "ben"))
    room = make_room(owner=teacher, room_type="CLASSROOM")
    for user, role in ((second, Role.TEACHER), (ann, Role.STUDENT), (ben, Role.STUDENT)):
        Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    return School(room, teacher, second, ann, ben)
