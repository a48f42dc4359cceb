"""Questions as those see them who may."""

from typing import Any

from questions.models import Question
from rooms.policy import Ability
from rooms.presentation import stamp
from signaling.hooks import Entry

MAX_QUESTIONS = 500


def questions_for(entry: Entry) -> list[dict[str, Any]]:
    """In display order; whoever may not see hidden questions gets only the visible ones."""
    questions = Question.objects.filter(room_id=entry.room)
    if Ability.SEE_HIDDEN_QUESTIONS not in entry.abilities:
        questions = questions.filter(is_visible=True)
    return [question_info(question, entry.room_id) for question in questions[:MAX_QUESTIONS]]


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
