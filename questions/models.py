"""Questions of a room and who sees them."""

from django.conf import settings
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import Room, Stamped


class Question(Stamped):
    """One question; candidates and students get it only while it is visible."""

    class Difficulty(models.TextChoices):
        EASY = "EASY"
        MEDIUM = "MEDIUM"
        HARD = "HARD"
        EXPERT = "EXPERT"

    room = models.ForeignKey(Room, models.CASCADE, related_name="questions", db_index=False)
    question = models.TextField()
    difficulty = models.CharField(max_length=20, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    category = models.CharField(max_length=50, default="GENERAL")
    is_visible = models.BooleanField(default=False)
    display_order = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "questions"
        ordering = ["display_order", "id"]
        indexes = [
            models.Index(fields=["room", "display_order"], name="question_room_order"),
            models.Index(fields=["is_visible"], name="question_visible"),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class LibraryQuestion(Stamped):
    """A question that somebody keeps, to draw from in any of their rooms."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="library_questions", db_index=False
    )
    question = models.TextField()
    difficulty = models.CharField(
        max_length=20, choices=Question.Difficulty.choices, default=Question.Difficulty.MEDIUM
    )
    category = models.CharField(max_length=50, default="GENERAL")
    # SHA-256 of the text in hex: the same question is kept once.
    digest = ExactCharField(max_length=64)

    class Meta:
        db_table = "library_questions"
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="library_question_once")]

    def __str__(self) -> str:
        return self.question[:60]
