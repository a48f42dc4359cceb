"""REST doors of class groups: the groups, the people in them, and lists of addresses."""

from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.authentication import user_of
from accounts.picture_api import BoundedMultiPartParser
from fusemeet.drf import BoundedJSONParser, NewestFirst
from fusemeet.errors import NotFound
from groups import importing, members, services
from groups import serializers as shapes
from groups.access import Standing, standing_in
from groups.decoding import MOST_BYTES, clean_text, read_text
from groups.members import Added, Newcomer
from groups.models import GroupInvitation, GroupMember
from groups.presentation import invitation_info, member_info, preview_info, row_info
from groups.selectors import group_response, group_rows

TAGS = ["groups"]
PAGES = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]
S = TypeVar("S", bound=Serializer)


def body(request: Request, shape: type[S]) -> dict[str, Any]:
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def standing(request: Request, group_id: int) -> Standing:
    return standing_in(user_of(request), group_id)


def added_info(added: Added) -> dict[str, Any]:
    return {
        "members": [member_info(one, manages=True) for one in added.members],
        "invitations": [invitation_info(one) for one in added.invitations],
        "already": added.already,
    }


class GroupsView(APIView):
    """The groups that I own or am in."""

    @extend_schema(operation_id="groups_list", parameters=PAGES, responses=shapes.GroupsSerializer, tags=TAGS)
    def get(self, request: Request) -> Response:
        """The newest first."""
        pages = NewestFirst()
        page = pages.paginate_queryset(group_rows(user_of(request)), request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response({"groups": [row_info(group) for group in page], **links})

    @extend_schema(request=shapes.GroupRequestSerializer, responses={201: shapes.GroupSerializer}, tags=TAGS)
    def post(self, request: Request) -> Response:
        """A new group of one's own; for accounts of teachers."""
        asked = body(request, shapes.GroupRequestSerializer)
        group = services.create_group(
            owner=user_of(request), name=asked["name"], description=asked.get("description", "")
        )
        return Response(group_response(standing(request, group.pk)), status=status.HTTP_201_CREATED)


class GroupView(APIView):
    """One group: look, change, delete."""

    @extend_schema(responses=shapes.GroupSerializer, tags=TAGS)
    def get(self, request: Request, group_id: int) -> Response:
        return Response(group_response(standing(request, group_id)))

    @extend_schema(request=shapes.GroupChangeSerializer, responses=shapes.GroupSerializer, tags=TAGS)
    def patch(self, request: Request, group_id: int) -> Response:
        """Another name or description; for those who teach in it."""
        mine = standing(request, group_id)
        mine.require_manages()
        asked = body(request, shapes.GroupChangeSerializer)
        services.update_group(standing=mine, name=asked.get("name"), description=asked.get("description"))
        return Response(group_response(standing(request, group_id)))

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, group_id: int) -> Response:
        """Its owner's right; sessions that were planned stay planned."""
        services.delete_group(standing=standing(request, group_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MembersView(APIView):
    """Who is in a group, besides its owner."""

    @extend_schema(parameters=PAGES, responses=shapes.GroupMembersSerializer, tags=TAGS)
    def get(self, request: Request, group_id: int) -> Response:
        """The newest first; students see no addresses."""
        mine = standing(request, group_id)
        pages = NewestFirst()
        found = GroupMember.objects.filter(group=mine.group).select_related("user")
        page = pages.paginate_queryset(found, request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response({"members": [member_info(one, manages=mine.manages) for one in page], **links})

    @extend_schema(request=shapes.NewMembersSerializer, responses=shapes.AddedSerializer, tags=TAGS)
    def post(self, request: Request, group_id: int) -> Response:
        """Add people by address, or one of another group of mine by user name. Addresses without an account here are
        invited by mail.
        """
        mine = standing(request, group_id)
        mine.require_manages()
        asked = body(request, shapes.NewMembersSerializer)
        if asked.get("username"):
            added = members.add_by_username(standing=mine, username=asked["username"], role=asked["role"])
        else:
            newcomers = [Newcomer(email, asked["role"]) for email in asked["emails"]]
            added = members.add_people(standing=mine, newcomers=newcomers)
        return Response(added_info(added))


class MemberView(APIView):
    """One member."""

    @extend_schema(request=shapes.GroupRoleSerializer, responses=shapes.GroupMemberSerializer, tags=TAGS)
    def patch(self, request: Request, group_id: int, user_id: str) -> Response:
        """Another role; for those who teach in the group."""
        mine = standing(request, group_id)
        mine.require_manages()
        asked = body(request, shapes.GroupRoleSerializer)
        member = members.set_role(standing=mine, user_id=user_pk(user_id), role=asked["role"])
        return Response(member_info(member, manages=True))

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, group_id: int, user_id: str) -> Response:
        """Take somebody out, or leave by oneself."""
        members.remove_member(standing=standing(request, group_id), user_id=user_pk(user_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationsView(APIView):
    """The addresses that wait for their accounts."""

    @extend_schema(parameters=PAGES, responses=shapes.GroupInvitationsSerializer, tags=TAGS)
    def get(self, request: Request, group_id: int) -> Response:
        """The newest first; for those who teach in the group."""
        mine = standing(request, group_id)
        mine.require_manages()
        pages = NewestFirst()
        found = GroupInvitation.objects.filter(group=mine.group)
        page = pages.paginate_queryset(found, request, view=self) or []
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response({"invitations": [invitation_info(one) for one in page], **links})


class InvitationView(APIView):
    """One of them."""

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, group_id: int, invitation_id: int) -> Response:
        """The address becomes no member any more."""
        members.withdraw_invitation(standing=standing(request, group_id), invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportView(APIView):
    """A list of addresses into a group."""

    parser_classes = (BoundedJSONParser, BoundedMultiPartParser)

    @extend_schema(
        request={"application/json": shapes.ImportSerializer, "multipart/form-data": shapes.ImportSerializer},
        responses=shapes.ImportPreviewSerializer,
        tags=TAGS,
    )
    def post(self, request: Request, group_id: int) -> Response:
        """Look at a list line by line with `preview`, or add everybody on it: all or, where lines are wrong, nobody."""
        mine = standing(request, group_id)
        mine.require_manages()
        asked = body(request, shapes.ImportSerializer)
        file = asked.get("file")
        text = read_text(file.read(MOST_BYTES + 1)) if file else clean_text(asked["text"])
        if asked["preview"]:
            preview = importing.preview_import(standing=mine, text=text, role=asked["role"])
            return Response(preview_info(preview) | {"added": None})
        preview, added = importing.import_people(
            standing=mine, text=text, role=asked["role"], skip_invalid=asked["skipInvalid"]
        )
        return Response(preview_info(preview) | {"added": added_info(added)})


def user_pk(user_id: str) -> int:
    """Raises NotFound for what is nobody's id, as for somebody who is not in the group."""
    if not user_id.isascii() or not user_id.isdigit() or len(user_id) > 18:
        raise NotFound("member_not_found", "They are not in this group.")
    return int(user_id)
