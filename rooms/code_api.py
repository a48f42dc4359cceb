"""REST door to the code itself: the text now, or as it was."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.access import room_for
from rooms.api import TAGS, who
from rooms.identity import RoomDoor
from signaling.documents.services import read_code


class CodeSerializer(serializers.Serializer):
    """`version` is what `code-patch` names; `textHash` 16 hex digits of the SHA-256 of `content` in UTF-8."""

    content = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    language = serializers.CharField()
    textHash = serializers.CharField()


class CodeQuery(serializers.Serializer):
    version = serializers.IntegerField(required=False, default=None, min_value=0, max_value=2**53)


class CodeView(RoomDoor):
    """The room's code."""

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=CodeSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """The text as of the newest commit, or after the given version; `version_not_found` (404) beyond the newest."""
        member = room_for(who(request), room_id)
        query = CodeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        code = read_code(room=member.room.pk, version=query.validated_data["version"])
        body: dict[str, Any] = {
            "content": code.content,
            "version": code.version,
            "language": code.language,
            "textHash": code.text_hash,
        }
        return Response(body)
