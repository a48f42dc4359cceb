"""The drawing of a development instance is one that the board itself would take, and is made once."""

from collections.abc import Callable
from typing import Any

import pytest

from signaling.documents.log import load
from whiteboard.elements import elements_of
from whiteboard.sample import draw_sample

pytestmark = pytest.mark.django_db


def test_it_is_drawn_on_an_empty_board_and_never_again(make_room: Callable[..., Any]) -> None:
    room = make_room()
    user = str(room.interviewer.pk)
    assert draw_sample(room=room.pk, user=user)
    assert not draw_sample(room=room.pk, user=user)
    loaded = load(room.pk, "board")
    elements = elements_of(loaded.replica.board()["first"])
    assert loaded.replica.seq == 1
    assert {element["type"] for element in elements} == {"rectangle", "arrow", "text"}
    indexes = [element["index"] for element in elements]
    assert indexes == sorted(set(indexes)), "in the order in which they were made"
