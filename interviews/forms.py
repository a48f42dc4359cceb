"""The forms of the page of notes and scorecard, which work without script."""

from typing import Any

from django import forms

from interviews.models import Recommendation, Scorecard
from interviews.notes import MOST_CHARACTERS
from interviews.scorecards import COMMENT_CHARACTERS, CRITERIA, SUMMARY_CHARACTERS, Judgement

MEANINGS = ("Poor", "Weak", "Fair", "Good", "Excellent")
SCORES = [("", "Open"), *((str(n), f"{n} {meaning}") for n, meaning in enumerate(MEANINGS, 1))]


class NoteForm(forms.Form):
    text = forms.CharField(
        label="New note",
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )


class ScorecardForm(forms.Form):
    """A line for each criterion of the card, or of the usual ones while there is no card."""

    recommendation = forms.ChoiceField(
        label="Recommendation",
        choices=Recommendation.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    summary = forms.CharField(
        label="Summary",
        max_length=SUMMARY_CHARACTERS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What would you tell the person who decides?",
    )

    def __init__(self, card: Scorecard | None, data: Any = None):
        lines = {line.criterion: line for line in card.scores.all()} if card else {}
        self.criteria = list(lines) or list(CRITERIA)
        initial: dict[str, Any] = {}
        if card:
            initial = {"recommendation": card.recommendation, "summary": card.summary}
        super().__init__(data, initial=initial)
        for place, criterion in enumerate(self.criteria):
            line = lines.get(criterion)
            self.fields[f"score-{place}"] = forms.ChoiceField(
                label=criterion,
                choices=SCORES,
                required=False,
                initial=str(line.score) if line and line.score else "",
            )
            self.fields[f"comment-{place}"] = forms.CharField(
                label=f"Comment on {criterion}",
                max_length=COMMENT_CHARACTERS,
                required=False,
                initial=line.comment if line else "",
                widget=forms.Textarea(attrs={"rows": 1, "placeholder": "Why? (optional)"}),
            )

    @property
    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [
            (criterion, self[f"score-{place}"], self[f"comment-{place}"])
            for place, criterion in enumerate(self.criteria)
        ]

    def judgements(self) -> list[Judgement]:
        cleaned = self.cleaned_data
        return [
            Judgement(
                criterion,
                int(score) if (score := cleaned[f"score-{place}"]) else None,
                cleaned[f"comment-{place}"],
            )
            for place, criterion in enumerate(self.criteria)
        ]
