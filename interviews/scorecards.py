"""Scorecards: each interviewer judges alone, and sees the others' cards once their own is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from fusemeet.errors import Invalid
from interviews.models import Recommendation, Score, Scorecard
from interviews.notes import name_of
from rooms.access import Member, lock_room
from rooms.policy import Ability
from rooms.presentation import stamp
from signaling.publish import hint

CRITERIA = ("Problem solving", "Code quality", "Technical knowledge", "Communication", "Collaboration")
MOST_CRITERIA = 20
CRITERION_CHARACTERS = 80
COMMENT_CHARACTERS = 2000
SUMMARY_CHARACTERS = 10_000
CHANGED = "scorecards-changed"


@dataclass(frozen=True)
class Judgement:
    """One line of a card: 1 to 5, or None while it is open."""

    criterion: str
    score: int | None
    comment: str = ""


@dataclass(frozen=True)
class Cards:
    """What one interviewer sees: `waiting` others have handed in cards that are not shown before one's own is."""

    mine: Scorecard | None
    others: list[Scorecard]
    waiting: int


def read_cards(*, member: Member) -> Cards:
    """Raises Denied for whoever is no interviewer here. Cards that are not handed in are their authors' alone."""
    member.require(Ability.NOTES)
    cards = list(
        Scorecard.objects.filter(room=member.room).select_related("author").prefetch_related("scores")
    )
    mine = next((card for card in cards if card.author_id == member.user.pk), None)
    others = [card for card in cards if card is not mine and card.submitted_at is not None]
    shown = mine is not None and mine.submitted_at is not None
    return Cards(mine, others if shown else [], 0 if shown else len(others))


@transaction.atomic
def save_card(
    *,
    member: Member,
    judgements: Sequence[Judgement],
    recommendation: str = "",
    summary: str = "",
    submit: bool = False,
) -> Scorecard:
    """The whole card as it is to be. One that was handed in stays so, and can still be corrected by its author.

    Raises Invalid for a criterion that stands twice or is too long, a score outside 1 to 5, too many lines, and for
    handing in a card without a recommendation.
    """
    member.require(Ability.NOTES)
    lines = _clean_lines(judgements)
    if recommendation and recommendation not in Recommendation.values:
        raise Invalid(errors={"recommendation": ["Choose one of the four recommendations."]})
    if len(summary) > SUMMARY_CHARACTERS:
        raise Invalid(errors={"summary": [f"A summary has {SUMMARY_CHARACTERS:,} characters at most."]})
    lock_room(member.room.pk)
    card, _ = Scorecard.objects.get_or_create(room=member.room, author=member.user)
    if (submit or card.submitted_at) and not recommendation:
        raise Invalid(errors={"recommendation": ["Choose a recommendation before you hand the card in."]})
    card.recommendation, card.summary = recommendation, summary.replace("\x00", "")
    if submit and card.submitted_at is None:
        card.submitted_at = timezone.now()
    card.save()
    card.scores.all().delete()
    Score.objects.bulk_create(
        Score(
            scorecard=card,
            criterion=line.criterion,
            score=line.score,
            comment=line.comment,
            display_order=place,
        )
        for place, line in enumerate(lines)
    )
    if card.submitted_at is not None:  # a draft is nobody else's business, not even that there is one
        hint(room=member.room.pk, type=CHANGED, ability=Ability.NOTES)
    return card


def _clean_lines(judgements: Sequence[Judgement]) -> list[Judgement]:
    if len(judgements) > MOST_CRITERIA:
        raise Invalid(errors={"scores": [f"A card has {MOST_CRITERIA} criteria at most."]})
    lines, seen = [], set()
    for each in judgements:
        criterion = " ".join(each.criterion.replace("\x00", "").split())
        if not 1 <= len(criterion) <= CRITERION_CHARACTERS:
            raise Invalid(errors={"scores": ["Name each criterion, in 80 characters at most."]})
        if criterion.casefold() in seen:
            raise Invalid(errors={"scores": [f"The criterion “{criterion}” stands twice."]})
        if each.score is not None and not 1 <= each.score <= 5:
            raise Invalid(errors={"scores": ["A score is a number from 1 to 5."]})
        if len(each.comment) > COMMENT_CHARACTERS:
            raise Invalid(errors={"scores": [f"A comment has {COMMENT_CHARACTERS:,} characters at most."]})
        seen.add(criterion.casefold())
        lines.append(Judgement(criterion, each.score, each.comment.replace("\x00", "")))
    return lines


def card_info(card: Scorecard) -> dict[str, Any]:
    return {
        "id": card.pk,
        "authorId": str(card.author_id),
        "authorName": name_of(card.author),
        "scores": [
            {"criterion": line.criterion, "score": line.score, "comment": line.comment}
            for line in card.scores.all()
        ],
        "recommendation": card.recommendation,
        "summary": card.summary,
        "submittedAt": stamp(card.submitted_at),
        "updatedAt": stamp(card.updated_at),
    }
