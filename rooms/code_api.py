"""REST door to the code itself: the text now, or as it was."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.throttle import count_or_refuse
from rooms import serializers as shapes
from rooms.access import room_for
from rooms.api import TAGS, who
from rooms.identity import RoomDoor
from signaling.documents.services import read_code


class CodeView(RoomDoor):
    """The room's code."""

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=shapes.CodeSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """The text as of the newest commit, or after the given version; `version_not_found` (404) beyond the newest."""
        member = room_for(who(request), room_id)
        query = shapes.CodeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        version = query.validated_data["version"]
        if version is not None:
            count_or_refuse("code-past", member.person)
        code = read_code(room=member.room.pk, version=version)
        body: dict[str, Any] = {
            "content": code.content,
            "version": code.version,
            "language": code.language,
            "textHash": code.text_hash,
        }
        return Response(body)
