"""REST door of calls: it stands here and not with the wire because guests come through it too."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rooms.access import room_for
from rooms.identity import RoomDoor, caller_of
from signaling.rtc import ice_servers


class IceServerSerializer(serializers.Serializer[Any]):
    urls = serializers.ListField(child=serializers.CharField())
    username = serializers.CharField(required=False)
    credential = serializers.CharField(required=False)


class IceServersView(RoomDoor):
    """For everybody with an account, and for guests who are let into their room."""

    @extend_schema(
        responses=inline_serializer("IceServersResponse", {"iceServers": IceServerSerializer(many=True)}),
        tags=["webrtc"],
    )
    def get(self, request: Request) -> Response:
        """STUN and TURN servers with credentials that end after an hour. 403 for a guest who waits in the lobby."""
        person = caller_of(request).person
        if person.guest is not None:
            room_for(person, person.guest.room.room_id)
        return Response({"iceServers": ice_servers(person=person.id)})
