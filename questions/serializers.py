"""Shapes of the questions' REST bodies, camelCase as the contract has them."""

from typing import Any

from rest_framework import serializers

from questions.models import Question

Id = serializers.IntegerField
LARGEST = 2**53


class QuestionRequest(serializers.Serializer[Any]):
    """The text has at most 10,000 characters, the category 50."""

    question = serializers.CharField(max_length=40_000, trim_whitespace=False)
    difficulty = serializers.CharField(max_length=100, help_text="EASY, MEDIUM, HARD or EXPERT")
    category = serializers.CharField(max_length=200, allow_blank=True)
    isVisible = serializers.BooleanField(required=False, default=None, allow_null=True)
    displayOrder = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=2**31 - 1,
        help_text="The place among the room's questions, counted from 0; or a number as the answers have it.",
    )


class QuestionResponse(serializers.Serializer[Any]):
    """Lists are in the order of `(displayOrder, id)`."""

    id = Id()
    roomId = serializers.CharField()
    question = serializers.CharField()
    difficulty = serializers.ChoiceField(Question.Difficulty.values)
    category = serializers.CharField()
    isVisible = serializers.BooleanField()
    displayOrder = serializers.IntegerField()
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


class QuestionAnswer(serializers.Serializer[Any]):
    """`ApiResponse<QuestionResponse>`."""

    success = serializers.BooleanField()
    message = serializers.CharField()
    data = QuestionResponse()  # type: ignore[assignment]


class QuestionsAnswer(serializers.Serializer[Any]):
    """`ApiResponse<QuestionResponse[]>`."""

    success = serializers.BooleanField()
    message = serializers.CharField()
    data = QuestionResponse(many=True)  # type: ignore[assignment]


class QuestionMoveRequest(serializers.Serializer[Any]):
    after = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        max_value=LARGEST,
        help_text="The question before it; null: it is the first.",
    )


def _ids() -> serializers.ListField:
    one = serializers.IntegerField(min_value=1, max_value=LARGEST)
    return serializers.ListField(child=one, required=False, default=list, max_length=500)


class QuestionDrawRequest(serializers.Serializer[Any]):
    """`ids` of one's library, `questionIds` of rooms that one is a host of."""

    ids = _ids()
    questionIds = _ids()
    isVisible = serializers.BooleanField(required=False, default=False)


class KeptRequest(serializers.Serializer[Any]):
    question = serializers.CharField(max_length=40_000, trim_whitespace=False)
    difficulty = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    category = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class KeptResponse(serializers.Serializer[Any]):
    """A question of one's library."""

    id = Id()
    question = serializers.CharField()
    difficulty = serializers.ChoiceField(Question.Difficulty.values)
    category = serializers.CharField()
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


class KeptAnswer(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    message = serializers.CharField()
    data = KeptResponse()  # type: ignore[assignment]


class LibraryQuery(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    difficulty = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)
    category = serializers.CharField(required=False, allow_blank=True, default="", max_length=50)


class LibraryPage(serializers.Serializer[Any]):
    """The newest first, and where the next page is."""

    questions = KeptResponse(many=True)
    categories = serializers.ListField(child=serializers.CharField())
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class EarlierQuestion(QuestionResponse):
    roomName = serializers.CharField()


class EarlierPage(serializers.Serializer[Any]):
    questions = EarlierQuestion(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ExportQuery(serializers.Serializer[Any]):
    format = serializers.ChoiceField(["markdown", "csv"], required=False, default="markdown")


class QuestionImportRequest(serializers.Serializer[Any]):
    """A `file`, or `text` with its format."""

    file = serializers.FileField(required=False, help_text="Markdown or CSV, 512 KB at most")
    text = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False, max_length=524_288)
    format = serializers.ChoiceField(
        ["markdown", "csv"], required=False, help_text="by the file's name, if left out"
    )
    skipInvalid = serializers.BooleanField(required=False, default=False)


class QuestionImportLine(serializers.Serializer[Any]):
    """One question as it was read; `line` is where it begins, counted from 1."""

    line = serializers.IntegerField()
    question = serializers.CharField()
    difficulty = serializers.CharField()
    category = serializers.CharField()
    state = serializers.ChoiceField(["ok", "kept", "duplicate", "invalid"])
    message = serializers.CharField(allow_blank=True)


class QuestionImportCounts(serializers.Serializer[Any]):
    ok = serializers.IntegerField()
    kept = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    invalid = serializers.IntegerField()


class QuestionImportAnswer(serializers.Serializer[Any]):
    """`added` is 0 in a preview."""

    success = serializers.BooleanField()
    message = serializers.CharField()
    format = serializers.ChoiceField(["markdown", "csv"])
    added = serializers.IntegerField()
    counts = QuestionImportCounts()
    lines = QuestionImportLine(many=True)
