"""REST door of what those who are no hosts may send in a room."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from rooms import permissions
from rooms import serializers as shapes
from rooms.access import room_for
from rooms.api import TAGS, body, who
from rooms.identity import RoomDoor


class MediaPermissionsView(RoomDoor):
    """Microphone, camera and screen of those who are no hosts."""

    @extend_schema(responses=shapes.MediaPermissionsSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """What they may send."""
        return Response(permissions.media_permissions(room_for(who(request), room_id).room))

    @extend_schema(
        request=shapes.MediaPermissionsRequestSerializer,
        responses=shapes.MediaPermissionsSerializer,
        tags=TAGS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Allow or forbid; whose right ends is switched off at once."""
        member = room_for(who(request), room_id)
        changes = body(request, shapes.MediaPermissionsRequestSerializer)
        return Response(permissions.change_media_permissions(member=member, changes=changes))
