"""What the tests of questions share: an interview with its owner, a second host, a candidate and a guest's way in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from questions.models import Question
from questions.services import create_question
from questions.texts import Words
from rooms.access import room_for
from rooms.models import Access, Room
from rooms.policy import Role


@dataclass
class Interview:
    """Ada owns the room, Ida is its other interviewer, Cai its candidate; Sam has no business there."""

    room: Room
    ada: Any
    ida: Any
    cai: Any
    sam: Any

    @property
    def id(self) -> str:
        return self.room.room_id

    @property
    def path(self) -> str:
        return f"/api/rooms/{self.id}/questions"

    def member(self, user: Any) -> Any:
        return room_for(user, self.id)

    def ask(self, text: str, *, visible: bool = False, **fields: str) -> Question:
        changed = create_question(
            room=self.room.pk, person=str(self.ada.pk), words=Words(text, **fields), is_visible=visible
        )
        assert changed.question is not None
        return changed.question

    def texts(self) -> list[str]:
        return list(Question.objects.filter(room=self.room).values_list("question", flat=True))


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    caches["strict"].clear()


@pytest.fixture
def interview(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Interview:
    ada, ida = make_user("ada"), make_user("ida")
    cai, sam = (make_user(name, account_type="CANDIDATE") for name in ("cai", "sam"))
    room = make_room(ada)
    for user, role in ((ida, Role.INTERVIEWER), (cai, Role.CANDIDATE)):
        Access.objects.create(room=room, user=user, access_type=role, granted_at=timezone.now())
    return Interview(room, ada, ida, cai, sam)
