"""Notes and scorecards of a room's interviewers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import Room, Stamped


class Recommendation(models.TextChoices):
    STRONG_YES = "STRONG_YES", "Strong yes"
    YES = "YES"
    NO = "NO"
    STRONG_NO = "STRONG_NO", "Strong no"


class Note(Stamped):
    """Something an interviewer wrote down; every interviewer of the room reads it, its author changes it."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="notes", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()

    class Meta:
        db_table = "interview_notes"
        ordering = ["id"]
        indexes = [models.Index(fields=["room", "created_at"], name="note_room_created")]

    def __str__(self) -> str:
        return self.text[:60]


class Scorecard(Stamped):
    """One interviewer's judgement; the others see it once it is handed in."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="scorecards", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scorecards")
    recommendation = models.CharField(max_length=20, choices=Recommendation.choices, blank=True)
    summary = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "scorecards"
        constraints = [models.UniqueConstraint(fields=["room", "author"], name="scorecard_once_an_author")]

    def __str__(self) -> str:
        return f"{self.author}: {self.recommendation or 'open'}"


class Score(models.Model):
    """1 to 5 for one criterion of a scorecard; none yet: NULL."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="scores", db_index=False)
    criterion = ExactCharField(max_length=80)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(blank=True)
    display_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "scorecard_scores"
        ordering = ["display_order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__range=(1, 5)), name="score_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
