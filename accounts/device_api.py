"""The REST door to one's own sessions, /api/auth/sessions."""
# ruff: noqa: N815  (the keys are the contract's)

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import session_of, user_of
from accounts.cookies import clear_session_cookies
from accounts.devices import MOST_LISTED, devices_of, sign_out_device, sign_out_other_devices
from fusemeet.drf import ApiResponse, ok


class DeviceResponse(serializers.Serializer[Any]):
    id = serializers.CharField(source="session_id")
    device = serializers.CharField(source="name", help_text="In words, such as `Firefox on Windows`.")
    kind = serializers.ChoiceField(choices=["phone", "tablet", "computer"])
    address = serializers.CharField(help_text="The IP address that it signed in from.")
    signedInAt = serializers.DateTimeField(source="signed_in_at")
    lastUsedAt = serializers.DateTimeField(source="last_used_at", help_text="To the minute.")
    current = serializers.BooleanField(source="is_this", help_text="Whether this request belongs to it.")


class DevicesResponse(serializers.Serializer[Any]):
    sessions = DeviceResponse(many=True)
    count = serializers.IntegerField(help_text=f"How many are listed, at most {MOST_LISTED}.")


class SessionsView(APIView):
    @extend_schema(responses=DevicesResponse)
    def get(self, request: Request) -> Response:
        """Where one is signed in, this device first, then those used last: at most 200, without those used least."""
        found = devices_of(user=user_of(request), current=session_of(request))
        return Response(DevicesResponse({"sessions": found, "count": len(found)}).data)


class SessionView(APIView):
    @extend_schema(request=None, responses=ApiResponse)
    def delete(self, request: Request, session_id: str) -> Response:
        """Sign one device out: its tokens are good for nothing, its sockets close. 404 for what is not one's own."""
        sign_out_device(user=user_of(request), session_id=session_id)
        response = Response(ok("That device is signed out."))
        if session_id == session_of(request):
            clear_session_cookies(response)
        return response


class EndOthersView(APIView):
    @extend_schema(request=None, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Sign every other device out."""
        sign_out_other_devices(user=user_of(request), current=session_of(request))
        return Response(ok("All other devices are signed out."))
