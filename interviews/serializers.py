"""Shapes of the REST bodies of notes and scorecards, camelCase like everything on the wire."""

from typing import Any

from rest_framework import serializers

from interviews.models import Recommendation


class NoteRequest(serializers.Serializer[Any]):
    # Its length is held by the service, which says how much too long it is.
    text = serializers.CharField(trim_whitespace=False)


class NoteChange(NoteRequest):
    updatedAt = serializers.DateTimeField(
        required=False, help_text="Of the note as it was read; 409 `note_changed` if it is another one now."
    )


class NoteSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    authorId = serializers.CharField(allow_null=True)
    authorName = serializers.CharField()
    text = serializers.CharField()
    mine = serializers.BooleanField()
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


class ScoreSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    score = serializers.IntegerField(allow_null=True, min_value=1, max_value=5)
    comment = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)


class ScorecardRequest(serializers.Serializer[Any]):
    """The whole card; `submit` hands it in."""

    scores = ScoreSerializer(many=True)
    recommendation = serializers.ChoiceField([("", ""), *Recommendation.choices], default="")
    summary = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)
    submit = serializers.BooleanField(default=False)


class ScorecardSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    authorId = serializers.CharField()
    authorName = serializers.CharField()
    scores = ScoreSerializer(many=True)
    recommendation = serializers.CharField()
    summary = serializers.CharField()
    submittedAt = serializers.DateTimeField(allow_null=True)
    updatedAt = serializers.DateTimeField()


class ScorecardsSerializer(serializers.Serializer[Any]):
    """`othersWaiting`: cards of others that are shown once one's own is handed in."""

    criteria = serializers.ListField(child=serializers.CharField())
    mine = ScorecardSerializer(allow_null=True)
    others = ScorecardSerializer(many=True)
    othersWaiting = serializers.IntegerField()
