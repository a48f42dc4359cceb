"""REST doors of rooms. Each asks one service and shows what came of it; paths and keys are a public contract."""

from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.authentication import user_of
from accounts.throttle import client_network
from fusemeet.drf import ApiResponse, ok
from rooms import admission, grants, selectors, services
from rooms import serializers as shapes
from rooms.access import Member, room_for
from rooms.identity import RoomDoor, caller_of, room_door
from rooms.lobby import WORDS
from rooms.people import Someone
from signaling.tickets import TICKET_SECONDS, issue_ticket

TAGS = ["rooms"]
S = TypeVar("S", bound=Serializer)


def body(request: Request, shape: type[S]) -> dict[str, Any]:
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def who(request: Request) -> Someone:
    """The account or guest who came to this room."""
    return caller_of(request).person


@extend_schema(request=shapes.CreateRoomSerializer, responses={201: shapes.RoomSerializer}, tags=TAGS)
@api_view(["POST"])
def create(request: Request) -> Response:
    """A new room; the caller owns it."""
    asked = body(request, shapes.CreateRoomSerializer)
    room = services.create_room(
        owner=user_of(request),
        name=asked["roomName"],
        room_type=asked["roomType"],
        max_participants=asked.get("maxParticipants"),
        password=asked.get("password", ""),
        description=asked.get("description", ""),
        class_capacity_tier=asked.get("classCapacityTier"),
        allow_link_access=asked["allowLinkAccess"],
    )
    member = room_for(user_of(request), room.room_id)
    return Response(selectors.room_response(member), status=status.HTTP_201_CREATED)


@extend_schema(responses=shapes.RoomsSerializer, tags=TAGS)
@api_view(["GET"])
def active(request: Request) -> Response:
    """The rooms this user may enter now."""
    return Response(selectors.active_rooms(user_of(request)))


@extend_schema(request=None, responses=ApiResponse, tags=TAGS)
@api_view(["POST"])
def clear_cache(request: Request) -> Response:
    """Drop this user's copy of the list of their rooms; it is never older than a second, and nothing else is kept."""
    selectors.forget_active_rooms(user_of(request))
    return Response(ok("Your rooms are read anew."))


@extend_schema(responses=shapes.HealthSerializer, tags=TAGS)
@api_view(["GET"])
@permission_classes([AllowAny])
def health(request: Request) -> Response:
    """How much is going on."""
    return Response(selectors.room_health())


class RoomView(RoomDoor):
    """One room: look, change, delete."""

    @extend_schema(responses=shapes.RoomSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """The room with those who are in it now."""
        return Response(selectors.room_response(room_for(who(request), room_id)))

    @extend_schema(request=shapes.UpdateRoomSerializer, responses=shapes.RoomSerializer, tags=TAGS)
    def patch(self, request: Request, room_id: str) -> Response:
        """Change the room's settings or switches."""
        member = room_for(who(request), room_id)
        services.update_room(member=member, changes=body(request, shapes.UpdateRoomSerializer))
        return Response(selectors.room_response(room_for(who(request), room_id)))

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, room_id: str) -> Response:
        """Everyone in it is told and disconnected; its recording goes too."""
        services.delete_room(member=room_for(who(request), room_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


def waiting_response(member: Member, **more: str) -> Response:
    """All that somebody hears of a room who waits to be let in."""
    told = {**ok(WORDS), "code": "waiting", "waiting": True, "roomId": member.room.room_id}
    return Response(told | more, status=status.HTTP_202_ACCEPTED)


@extend_schema(
    request=shapes.JoinSerializer,
    responses={200: shapes.RoomSerializer, 202: shapes.WaitingSerializer},
    tags=TAGS,
)
@room_door("POST")
def join(request: Request, room_id: str) -> Response:
    """Take a seat; twice is once. 202 where a host has to let them in: the room's socket tells when."""
    asked = body(request, shapes.JoinSerializer)
    member = admission.join_room(
        who=who(request),
        room_id=room_id,
        network=client_network(request._request),
        password=asked.get("password", ""),
        invite_token=asked.get("inviteToken", ""),
    )
    return waiting_response(member) if member.held_back else Response(selectors.room_response(member))


@extend_schema(request=shapes.LeaveSerializer, responses=ApiResponse, tags=TAGS)
@room_door("POST")
def leave(request: Request, room_id: str) -> Response:
    """One's own leaving, whatever the body says."""
    admission.leave_room(member=room_for(who(request), room_id, waiting_too=True))
    return Response(ok("You have left the room."))


@extend_schema(request=None, responses=ApiResponse, tags=TAGS)
@room_door("POST")
def end(request: Request, room_id: str) -> Response:
    """End it for everybody."""
    services.end_room(member=room_for(who(request), room_id))
    return Response(ok("The room has ended."))


@extend_schema(request=None, responses=shapes.RoomSerializer, tags=TAGS)
@room_door("POST")
def open_again(request: Request, room_id: str) -> Response:
    """Its owner opens an ended or expired room again."""
    services.open_room(member=room_for(who(request), room_id))
    return Response(selectors.room_response(room_for(who(request), room_id)))


@extend_schema(request=shapes.OwnerSerializer, responses=shapes.RoomSerializer, tags=TAGS)
@room_door("POST")
def owner(request: Request, room_id: str) -> Response:
    """Hand the room over to another member."""
    asked = body(request, shapes.OwnerSerializer)
    services.hand_over_room(member=room_for(who(request), room_id), user_id=asked["userId"])
    return Response(selectors.room_response(room_for(who(request), room_id)))


class GrantsView(RoomDoor):
    """One person's exceptions to the room's switches."""

    @extend_schema(responses=shapes.GrantSerializer(many=True), tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        return Response(grants.list_grants(member=room_for(who(request), room_id)))

    @extend_schema(request=shapes.GrantRequestSerializer, responses={201: shapes.GrantSerializer}, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        asked = body(request, shapes.GrantRequestSerializer)
        grant = grants.give_grant(
            member=room_for(who(request), room_id),
            user_id=asked["userId"],
            ability=asked["ability"],
            allowed=asked["allowed"],
            until=asked.get("until"),
        )
        return Response(grants.grant_info(grant), status=status.HTTP_201_CREATED)


class GrantView(RoomDoor):
    """One exception."""

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, room_id: str, grant_id: int) -> Response:
        grants.take_back_grant(member=room_for(who(request), room_id), grant_id=grant_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(responses=shapes.ParticipantsSerializer, tags=TAGS)
@room_door("GET")
def participants(request: Request, room_id: str) -> Response:
    """Who is in the room now."""
    return Response(selectors.participants_response(room_for(who(request), room_id)))


@extend_schema(request=None, responses=ApiResponse, tags=TAGS)
@room_door("POST")
def remove(request: Request, room_id: str, user_id: str) -> Response:
    """Send a person away until they are invited again."""
    admission.remove_participant(member=room_for(who(request), room_id), user_id=user_id)
    return Response(ok("They have been removed."))


@extend_schema(request=None, responses=shapes.TicketSerializer, tags=TAGS)
@room_door("POST")
def ws_ticket(request: Request, room_id: str) -> Response:
    """A single-use way into this room's socket for clients that can send neither cookie nor header.

    Also for who waits: their socket tells them when they are let in.
    """
    room_for(who(request), room_id, open_only=True, waiting_too=True)
    ticket = issue_ticket(room_id=room_id, identity=caller_of(request).identity)
    return Response({"ticket": ticket, "expiresIn": TICKET_SECONDS})
