"""REST door of calls."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from signaling.rtc import ice_servers


class IceServerSerializer(serializers.Serializer[Any]):
    urls = serializers.ListField(child=serializers.CharField())
    username = serializers.CharField(required=False)
    credential = serializers.CharField(required=False)


@extend_schema(
    responses=inline_serializer("IceServersResponse", {"iceServers": IceServerSerializer(many=True)}),
    tags=["webrtc"],
)
@api_view(["GET"])
def list_ice_servers(request: Request) -> Response:
    """STUN and TURN servers with credentials that end after an hour."""
    return Response({"iceServers": ice_servers(person=str(request.user.pk))})
