"""REST door for those who come without an account."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import require_csrf
from accounts.throttle import client_network
from rooms import serializers as shapes
from rooms.api import TAGS, body, waiting_response
from rooms.guests import admit_guest
from rooms.passes import GUEST_COOKIE, TOKEN_MARK, set_guest_cookie
from rooms.selectors import room_response


class GuestView(APIView):
    """A name and an invitation make a guest with a pass for this room."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        request=shapes.GuestRequestSerializer,
        responses={200: shapes.GuestRoomSerializer, 202: shapes.GuestWaitingSerializer},
        tags=TAGS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Come in as a guest; the pass comes as a cookie and as `guestToken`. With it, a second time is the same guest.

        202 where a host has to let them in, as for `join`. 404 for an unknown room or link, and where the room lets no
        guests in; 410 for a link or room that is over.
        """
        asked = body(request, shapes.GuestRequestSerializer)
        admitted = admit_guest(
            room_id=room_id,
            name=asked["username"],
            invite_token=asked["inviteToken"],
            network=client_network(request._request),
            presented=_presented(request),
        )
        if admitted.member.held_back:
            response = waiting_response(admitted.member, guestToken=admitted.token)
        else:
            response = Response({**room_response(admitted.member), "guestToken": admitted.token})
        set_guest_cookie(response, admitted.token, admitted.guest)
        return response


def _presented(request: Request) -> str:
    """The pass of an earlier visit; one in a cookie counts only for a request of our own pages."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.startswith(TOKEN_MARK):
        return token
    cookie = request.COOKIES.get(GUEST_COOKIE, "")
    if cookie:
        require_csrf(request._request)
    return cookie
