"""Shapes of playback's REST bodies."""

from typing import Any

from rest_framework import serializers

from playback.links import LONGEST_SECONDS, SHORTEST_SECONDS
from rooms.policy import RoomType


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody who was there; a deleted account is called "Former participant"."""

    userId = serializers.CharField()
    username = serializers.CharField()
    fullName = serializers.CharField()
    role = serializers.CharField(allow_blank=True)


class PlaybackPageSerializer(serializers.Serializer[Any]):
    """A page of the board as the list stands at the end."""

    id = serializers.CharField()
    title = serializers.CharField()
    order = serializers.IntegerField()


class PlaybackDocumentSerializer(serializers.Serializer[Any]):
    epoch = serializers.IntegerField()
    head = serializers.IntegerField(help_text="the last step of its log; 0: none")


class PlaybackDocumentsSerializer(serializers.Serializer[Any]):
    code = PlaybackDocumentSerializer(required=False)
    board = PlaybackDocumentSerializer(required=False, help_text="absent for who may not see the board")


class GapSerializer(serializers.Serializer[Any]):
    """The recording was off; `from` and `to` in ms since the epoch."""

    to = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.IntegerField(), **super().get_fields()}


class HappeningSerializer(serializers.Serializer[Any]):
    """One event: these keys, and those that the socket's event of this type has."""

    seq = serializers.IntegerField(allow_null=True)
    time = serializers.IntegerField(help_text="ms since the epoch")
    type = serializers.CharField()


class PlaybackSerializer(serializers.Serializer[Any]):
    """All of a recording but its documents' logs; times in ms since the epoch."""

    roomId = serializers.CharField()
    roomName = serializers.CharField()
    roomType = serializers.ChoiceField([kind.value for kind in RoomType])
    shared = serializers.BooleanField()
    startedAt = serializers.IntegerField()
    endedAt = serializers.IntegerField()
    language = serializers.CharField(help_text="of the code, at the start")
    people = PersonSerializer(many=True)
    pages = PlaybackPageSerializer(many=True)
    documents = PlaybackDocumentsSerializer()
    gaps = GapSerializer(many=True)
    events = HappeningSerializer(many=True)


class PlaybackLinkRequestSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(  # type: ignore[assignment]  # a key of the contract
        required=False, allow_blank=True, max_length=400, help_text="for the hosts' list"
    )
    expiresIn = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=SHORTEST_SECONDS,
        max_value=LONGEST_SECONDS,
        help_text="seconds; left out: until it is revoked",
    )


class PlaybackLinkSerializer(serializers.Serializer[Any]):
    """A link as the room's hosts see it."""

    id = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    url = serializers.CharField(allow_null=True, help_text="null: the key that it was made with is gone")
    createdAt = serializers.DateTimeField()
    createdBy = serializers.CharField(allow_null=True)
    expiresAt = serializers.DateTimeField(allow_null=True)
    revokedAt = serializers.DateTimeField(allow_null=True)
    lastUsedAt = serializers.DateTimeField(allow_null=True)


class PlaybackLinksSerializer(serializers.Serializer[Any]):
    """A page of them, the newest first."""

    links = PlaybackLinkSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
