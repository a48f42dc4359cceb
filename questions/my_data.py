"""What questions put into a person's archive: those of the rooms that they own, and their library."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from questions.models import LibraryQuestion, Question


@my_data("questions.json", "The questions of the rooms that you own.")
def questions(user: User) -> Iterator[dict[str, Any]]:
    mine = Question.objects.filter(room__interviewer=user).select_related("room")
    for row in mine.order_by("room_id", "display_order", "id").iterator(chunk_size=500):
        yield {
            "roomId": row.room.room_id,
            "question": row.question,
            "difficulty": row.difficulty,
            "category": row.category,
            "isVisible": row.is_visible,
            "createdAt": row.created_at,
        }


@my_data("question-library.json", "The questions that you keep in your library.")
def library(user: User) -> Iterator[dict[str, Any]]:
    mine = LibraryQuestion.objects.filter(owner=user)
    for row in mine.order_by("id").iterator(chunk_size=500):
        yield {
            "question": row.question,
            "difficulty": row.difficulty,
            "category": row.category,
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
        }
