"""REST door of calls: it stands here and not with the wire because guests come through it too."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.identity import RoomDoor, caller_of
from signaling.rtc import ice_servers


class IceServerSerializer(serializers.Serializer[Any]):
    urls = serializers.ListField(child=serializers.CharField())
    username = serializers.CharField(required=False)
    credential = serializers.CharField(required=False)


class IceServersView(RoomDoor):
    """For everybody with an account, and for guests."""

    @extend_schema(
        responses=inline_serializer("IceServersResponse", {"iceServers": IceServerSerializer(many=True)}),
        tags=["webrtc"],
    )
    def get(self, request: Request) -> Response:
        """STUN and TURN servers with credentials that end after an hour."""
        return Response({"iceServers": ice_servers(person=caller_of(request).person.id)})
