"""REST doors to a room's board: its pages with what is drawn on them, and whether it is shown."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.throttle import count_or_refuse
from rooms.access import room_for
from rooms.api import who
from rooms.identity import RoomDoor
from rooms.policy import BOARD_VISIBLE
from whiteboard.image_api import TAGS
from whiteboard.selectors import board_response
from whiteboard.serializers import VisibilitySerializer, WhiteboardSerializer


class WhiteboardView(RoomDoor):
    """The board."""

    @extend_schema(responses=WhiteboardSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """As of the newest commit; empty for somebody it is hidden from."""
        member = room_for(who(request), room_id)
        count_or_refuse("board", member.person)
        return Response(board_response(member))


class VisibilityView(RoomDoor):
    """Whether the board is shown to those who are no hosts."""

    @extend_schema(responses=VisibilitySerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        member = room_for(who(request), room_id)
        return Response({"visible": member.room.permissions[BOARD_VISIBLE]})
