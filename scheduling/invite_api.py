"""REST doors of the invited: my invitations, one by its token, and the answer to it."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import user_of
from accounts.throttle import client_network
from fusemeet.drf import ok
from rooms.api import body
from scheduling import serializers as shapes
from scheduling.answers import answer_invite, find_invite_or_count
from scheduling.api import SPAN, TAGS, how_many, span_of
from scheduling.presentation import my_invite_info
from scheduling.selectors import invites_to


@extend_schema(parameters=SPAN, responses=shapes.InvitesSerializer, tags=TAGS)
@api_view(["GET"])
def mine(request: Request) -> Response:
    """The sessions that I am invited to, in order of time; 30 days back to a year ahead unless asked otherwise."""
    shown = [my_invite_info(one) for one in invites_to(user_of(request), *span_of(request))]
    return Response(ok(how_many(len(shown), "invitation"), shown))


@extend_schema(responses=shapes.InviteAnswerSerializer, tags=TAGS)
@api_view(["GET"])
@permission_classes([AllowAny])
def look(request: Request, token: str) -> Response:
    """What its invitee may know of the session: not who else is invited."""
    invite = find_invite_or_count(token, network=client_network(request._request))
    return Response(ok("You are invited.", my_invite_info(invite)))


@extend_schema(request=shapes.RespondSerializer, responses=shapes.InviteAnswerSerializer, tags=TAGS)
@api_view(["POST"])
@permission_classes([AllowAny])
def respond(request: Request, token: str) -> Response:
    """Accept, decline or perhaps, for the invited address, with or without an account; its host hears of it at once."""
    asked = body(request, shapes.RespondSerializer)
    invite = find_invite_or_count(token, network=client_network(request._request))
    answered = answer_invite(invite=invite, status=asked["status"], series=asked["series"])
    return Response(ok(f"Answered for {answered.invitee_email}.", my_invite_info(answered)))
