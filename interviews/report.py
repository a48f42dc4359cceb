"""The interviewers' part of a session's report; whoever is none does not learn that there is one."""

from dataclasses import dataclass
from datetime import datetime

from interviews.models import Note, Recommendation, Scorecard
from interviews.notes import name_of
from playback.viewers import Viewer


@dataclass(frozen=True)
class Written:
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Judged:
    """`lines` are criterion, score (None while it is open) and comment."""

    author: str
    handed_in: bool
    recommendation: str
    summary: str
    lines: list[tuple[str, int | None, str]]


def notes_of(viewer: Viewer) -> list[Written] | None:
    """None, which leaves the section out, for whoever is no interviewer, and while there is nothing in it."""
    if not viewer.sees_notes:
        return None
    notes = Note.objects.filter(room=viewer.room).select_related("author")
    return [Written(name_of(note.author), note.created_at, note.text) for note in notes] or None


def cards_of(viewer: Viewer) -> list[Judged] | None:
    """As in the room: one's own, and those that others handed in once one's own is handed in too."""
    if not viewer.sees_notes:
        return None
    cards = Scorecard.objects.filter(room=viewer.room).select_related("author").prefetch_related("scores")
    mine = [card for card in cards if str(card.author_id) == viewer.person]
    others = [card for card in cards if str(card.author_id) != viewer.person and card.submitted_at]
    if not any(card.submitted_at for card in mine):
        others = []
    return [_judged(card) for card in mine + others] or None


def _judged(card: Scorecard) -> Judged:
    return Judged(
        author=name_of(card.author),
        handed_in=card.submitted_at is not None,
        recommendation=Recommendation(card.recommendation).label if card.recommendation else "",
        summary=card.summary,
        lines=[(line.criterion, line.score, line.comment) for line in card.scores.all()],
    )
