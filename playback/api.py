"""REST doors to a room's recording for its people: what a player reads, and the links that show it to others."""

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from fusemeet.drf import NewestFirst
from playback import links
from playback import serializers as shapes
from playback.answers import AsItIs, find_image, log_answer, manifest_answer
from playback.export import export_name, export_parts
from playback.viewers import count_reading, viewer_for
from rooms.access import room_for
from rooms.api import body, who
from rooms.identity import RoomDoor
from whiteboard.image_api import image_response

TAGS = ["playback"]
AFTER = OpenApiParameter(
    "after", int, description="the number of the step to go on after; X-Next-After says which"
)
DOCUMENT = OpenApiParameter("document", str, OpenApiParameter.PATH, enum=["code", "board"])
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
IMAGE = {(200, f"image/{kind}"): OpenApiTypes.BINARY for kind in ("png", "jpeg", "webp")} | {304: None}


class PlaybackView(RoomDoor):
    """What happened."""

    @extend_schema(responses=shapes.PlaybackSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> HttpResponse:
        """The recording but for its documents' logs. 403 `not_recorded` where the recording was off throughout."""
        return manifest_answer(request._request, count_reading(viewer_for(who(request), room_id)))


class LogView(RoomDoor):
    """How a document came about."""

    content_negotiation_class = AsItIs

    @extend_schema(parameters=[AFTER, DOCUMENT], responses=BINARY, tags=TAGS)
    def get(self, request: Request, room_id: str, document: str) -> HttpResponse:
        """About 4 MB of steps; the header `X-Next-After` is there while there are more.

        A step as lib0 writes it: varUint number, varUint time (ms since the start), varString user, varString kind,
        varUint8Array Yjs update.
        """
        return log_answer(request._request, count_reading(viewer_for(who(request), room_id)), document)


class ImageView(RoomDoor):
    """One image of the board."""

    content_negotiation_class = AsItIs

    @extend_schema(responses=IMAGE, tags=TAGS)
    def get(self, request: Request, room_id: str, file_id: str) -> HttpResponse:
        image = find_image(viewer_for(who(request), room_id), file_id)
        return image_response(request, image.file_id, image.mime_type, lambda: bytes(image.data))


class LinksView(RoomDoor):
    """Links that show the recording to whoever has them."""

    @extend_schema(
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=shapes.PlaybackLinksSerializer,
        tags=TAGS,
    )
    def get(self, request: Request, room_id: str) -> Response:
        """All that were made, the newest first, those that are over too."""
        pages = NewestFirst()
        found = links.links_of(member=room_for(who(request), room_id))
        page = pages.paginate_queryset(found, request, view=self) or []
        shown = [links.link_info(link) for link in page]
        return Response(
            {"links": shown, "next": pages.get_next_link(), "previous": pages.get_previous_link()}
        )

    @extend_schema(
        request=shapes.PlaybackLinkRequestSerializer,
        responses={201: shapes.PlaybackLinkSerializer},
        tags=TAGS,
    )
    def post(self, request: Request, room_id: str) -> Response:
        """A new link. Who has it sees the recording without private chat, hidden questions and notes."""
        asked = body(request, shapes.PlaybackLinkRequestSerializer)
        link = links.create_link(
            member=room_for(who(request), room_id),
            label=asked.get("label", ""),
            expires_in=asked.get("expiresIn"),
        )
        return Response(links.link_info(link), status=status.HTTP_201_CREATED)


class LinkView(RoomDoor):
    """One of them."""

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, room_id: str, link_id: int) -> Response:
        """It shows nothing any more, from this moment."""
        links.revoke_link(member=room_for(who(request), room_id), link_id=link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportView(RoomDoor):
    """The whole session as a file."""

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT}, tags=TAGS)
    def get(self, request: Request, room_id: str) -> StreamingHttpResponse:
        """One JSON file with everything that its reader may see; docs/export.md describes it."""
        viewer = count_reading(viewer_for(who(request), room_id))
        response = StreamingHttpResponse(export_parts(viewer), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{export_name(viewer)}"'
        return response
