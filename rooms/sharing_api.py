"""REST doors of invitations: hand out, look at, take back."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from fusemeet.drf import NewestFirst
from rooms import selectors, sharing
from rooms import serializers as shapes
from rooms.access import room_for
from rooms.api import TAGS, body, who
from rooms.identity import RoomDoor
from rooms.invitations import invitation_info, open_invitations, revoke_invitation


class ShareView(RoomDoor):
    """A link, access by name, or a mailed invitation."""

    @extend_schema(request=shapes.ShareRequestSerializer, responses=shapes.ShareResponseSerializer, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        """A link, access by name, or a mailed invitation."""
        asked = body(request, shapes.ShareRequestSerializer)
        shared = sharing.share_room(
            member=room_for(who(request), room_id, open_only=True),
            identifier=asked["identifier"],
            invite_type=asked["inviteType"],
            max_uses=asked.get("maxUses"),
            expires_in=asked.get("expiresIn"),
        )
        return Response(selectors.share_response(shared))


class InvitationsView(RoomDoor):
    """What was handed out for this room and is still open."""

    @extend_schema(
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=shapes.InvitationsSerializer,
        tags=TAGS,
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Links and mailed invitations, the newest first; their tokens are not shown again."""
        pages = NewestFirst()
        open_ones = open_invitations(member=room_for(who(request), room_id))
        page = pages.paginate_queryset(open_ones, request, view=self) or []
        shown = [invitation_info(share) for share in page]
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response({"invitations": shown, **links})


class InvitationView(RoomDoor):
    """One of them."""

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, room_id: str, invitation_id: int) -> Response:
        """It opens nothing any more; who came in by it stays."""
        revoke_invitation(member=room_for(who(request), room_id), invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
