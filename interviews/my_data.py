"""What interviews put into a person's archive: the notes and scorecards that they wrote."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.my_data import my_data
from interviews.models import Note, Scorecard


@my_data("interview-notes.json", "The notes that you wrote as an interviewer.")
def notes(user: User) -> Iterator[dict[str, Any]]:
    mine = Note.objects.filter(author=user).select_related("room").order_by("room_id", "id")
    for row in mine.iterator(chunk_size=500):
        yield {
            "roomId": row.room.room_id,
            "text": row.text,
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
        }


@my_data("scorecards.json", "The scorecards that you filled in.")
def scorecards(user: User) -> Iterator[dict[str, Any]]:
    mine = Scorecard.objects.filter(author=user).select_related("room").prefetch_related("scores")
    for card in mine.order_by("room_id").iterator(chunk_size=200):
        yield {
            "roomId": card.room.room_id,
            "recommendation": card.recommendation,
            "summary": card.summary,
            "scores": [
                {"criterion": line.criterion, "score": line.score, "comment": line.comment}
                for line in card.scores.all()
            ],
            "submittedAt": card.submitted_at,
        }
