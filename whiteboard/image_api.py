"""REST doors to the images on a room's board; what is found is never shown as anything but an image."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.picture_api import MOST_FORM_BYTES, BoundedMultiPartParser
from accounts.throttle import count_or_refuse
from fusemeet.errors import Invalid
from rooms.access import room_for
from rooms.api import who
from rooms.identity import RoomDoor
from rooms.policy import Ability
from whiteboard.images import MOST_BYTES, TOO_BIG, find_image, save_image
from whiteboard.serializers import BoardImageRequest, BoardImageResponse

TAGS = ["whiteboard"]


class BoardImagesView(RoomDoor):
    """Its body is a form: `RoomAuthentication` asks a browser for the CSRF token before anything of it is read."""

    parser_classes = (BoundedMultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": BoardImageRequest}, responses={201: BoardImageResponse}, tags=TAGS
    )
    def post(self, request: Request, room_id: str) -> Response:
        """Upload an image for the board. 400 `bad_image`, 409 `board_full`; the same image again has the same id."""
        member = room_for(who(request), room_id, Ability.DRAW)
        length = request._request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_FORM_BYTES:
            raise Invalid("bad_image", TOO_BIG, errors={"file": [TOO_BIG]})
        count_or_refuse("board-image", member.person)
        asked = BoardImageRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        image = save_image(member=member, data=asked.validated_data["file"].read(MOST_BYTES + 1))
        shown = {
            "fileId": image.file_id,
            "mimeType": image.mime_type,
            "width": image.width,
            "height": image.height,
        }
        return Response(shown, status=status.HTTP_201_CREATED)


class BoardImageView(RoomDoor):
    """One image. Whoever asks is asked for their right each time, also where their browser has it already."""

    @extend_schema(
        responses={
            (200, "image/png"): OpenApiTypes.BINARY,
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            (200, "image/webp"): OpenApiTypes.BINARY,
            304: None,
        },
        tags=TAGS,
    )
    def get(self, request: Request, room_id: str, file_id: str) -> HttpResponse:
        """The image's bytes. 404 `image_not_found`, also while the board is hidden from who asks."""
        image = find_image(member=room_for(who(request), room_id), file_id=file_id)
        return image_response(request, image.file_id, image.mime_type, lambda: bytes(image.data))


def image_response(request: Request, file_id: str, mime_type: str, read: Any) -> HttpResponse:
    """`read()` gives the bytes, where the browser does not have them. An id never gets another content."""
    tag = f'"{file_id}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(read(), content_type=mime_type)
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
