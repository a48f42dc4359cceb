"""How questions look on the wire: the one place that knows their keys."""

from typing import Any

from questions.models import LibraryQuestion, Question
from rooms.presentation import stamp


def question_info(question: Question, room_id: str) -> dict[str, Any]:
    return {
        "id": question.pk,
        "roomId": room_id,
        "question": question.question,
        "difficulty": question.difficulty,
        "category": question.category,
        "isVisible": question.is_visible,
        "displayOrder": question.display_order,
        "createdAt": stamp(question.created_at),
        "updatedAt": stamp(question.updated_at),
    }


def kept_info(question: LibraryQuestion) -> dict[str, Any]:
    return {
        "id": question.pk,
        "question": question.question,
        "difficulty": question.difficulty,
        "category": question.category,
        "createdAt": stamp(question.created_at),
        "updatedAt": stamp(question.updated_at),
    }


def earlier_info(question: Question) -> dict[str, Any]:
    """One of another room, with that room's name."""
    return question_info(question, question.room.room_id) | {"roomName": question.room.room_name}
