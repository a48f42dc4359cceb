"""Sparse numbers keep any order, and moving a question seldom touches another."""

import random

import pytest

from questions.models import Question
from questions.order import HIGHEST, LOWEST, MOST_QUESTIONS, STEP, place_of, put


def rows_with(*orders: int) -> list[Question]:
    return [Question(pk=number, display_order=order) for number, order in enumerate(orders, start=1)]


def ids(rows: list[Question]) -> list[int]:
    return [row.pk for row in sorted(rows, key=lambda row: (row.display_order, row.pk))]


def test_any_order_can_be_made_and_the_numbers_say_it() -> None:
    chance = random.Random(7)
    rows: list[Question] = []
    wanted: list[int] = []
    renumbered = 0
    for number in range(1, MOST_QUESTIONS + 1):
        place = chance.randint(0, len(rows))
        renumbered += len(put(rows, Question(pk=number), place)) - 1
        wanted.insert(place, number)
    for _ in range(1_000):
        row, place = chance.choice(rows), chance.randint(0, len(rows) - 1)
        moved = put(rows, row, place)
        wanted.remove(row.pk)
        wanted.insert(place, row.pk)
        renumbered += len([other for other in moved if other is not row])
        assert ids(rows) == wanted
    assert all(LOWEST <= row.display_order <= HIGHEST for row in rows)
    assert renumbered < 750, f"{renumbered} neighbours moved in 1500 steps: one in two would be too many"


def test_the_same_gap_halved_again_and_again_moves_few_neighbours() -> None:
    rows = rows_with(*(LOWEST + STEP * number for number in range(MOST_QUESTIONS)))
    most = 0
    for _ in range(200):
        most = max(most, len(put(rows, rows[-1], 1)))
        assert len({row.display_order for row in rows}) == MOST_QUESTIONS
        assert rows == sorted(rows, key=lambda row: row.display_order)
    assert most <= 128, f"{most} at once: each is a frame for everybody, and 256 close a slow socket"


@pytest.mark.parametrize(
    "orders", [(0, 0, 0, 0), (0, 1, 2, 3), (HIGHEST - 3, HIGHEST - 2, HIGHEST - 1, HIGHEST)]
)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_numbers_as_older_rooms_have_them_are_put_in_order(orders: tuple[int, ...], place: int) -> None:
    rows = rows_with(*orders)
    wanted = [2, 3, 4]
    wanted.insert(place, 1)
    put(rows, rows[0], place)
    if place:
        assert ids(rows) == wanted
    put(rows, Question(pk=9), 4)
    assert ids(rows) == [*wanted, 9]


def test_a_place_is_counted_among_the_others_and_a_number_is_behind_its_equals() -> None:
    rows = rows_with(LOWEST, LOWEST + 10, LOWEST + 20)
    first, second, last = rows
    assert [place_of(rows, last, order) for order in (0, 1, 2, 400)] == [0, 1, 2, 2]
    assert [place_of(rows, row, row.display_order) for row in rows] == [0, 1, 2]
    assert place_of(rows, first, second.display_order) == 1
    assert place_of(rows, last, first.display_order) == 1
