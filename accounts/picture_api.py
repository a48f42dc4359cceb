"""The REST door to one's own picture, and the address at which anybody who was told it finds it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from accounts.pictures import MOST_BYTES, TOO_BIG, delete_picture, find_picture, save_picture
from accounts.serializers import UserProfileResponse
from accounts.throttle import count_or_refuse
from fusemeet.errors import Invalid, NotFound

YEAR = 365 * 24 * 3600
# Beside the file a form has its boundaries and, from a page, its token.
MOST_FORM_BYTES = MOST_BYTES + 64 * 1024


class BoundedMultiPartParser(MultiPartParser):
    """A form with one small file; what Django finds suspicious in it is the sender's mistake, not ours."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except SuspiciousOperation:
            raise Invalid("bad_form", "That form has too many or too large fields.") from None


class PictureRequest(serializers.Serializer[Any]):
    picture = serializers.FileField(
        help_text="JPEG, PNG, WebP or GIF of 5 MB and 25 megapixels at most; it is kept as a 256 px square."
    )


class PictureView(APIView):
    """Its bodies are forms, which a foreign page could post too: PUT and DELETE are no form's methods, and
    `TokenAuthentication` asks a browser for the CSRF token in the header before anything of the body is read."""

    parser_classes = (BoundedMultiPartParser,)

    @extend_schema(request={"multipart/form-data": PictureRequest}, responses=UserProfileResponse)
    def put(self, request: Request) -> Response:
        """Set or change one's picture. 400 `bad_picture`; what the file says of camera, place and time is dropped."""
        user = user_of(request)
        require_small(request._request)
        count_or_refuse("picture", str(user.pk))
        serializer = PictureRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data["picture"].read(MOST_BYTES + 1)
        return Response(UserProfileResponse(save_picture(user=user, data=data)).data)

    @extend_schema(request=None, responses=UserProfileResponse)
    def delete(self, request: Request) -> Response:
        """Take one's picture away."""
        return Response(UserProfileResponse(delete_picture(user=user_of(request))).data)


def require_small(request: HttpRequest) -> None:
    """Raises Invalid for a body that cannot be a picture, before it is taken apart."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_FORM_BYTES:
        raise Invalid("bad_picture", TOO_BIG, errors={"picture": [TOO_BIG]})


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A WebP file that never changes: another picture has another address."""
    response: HttpResponse
    tag = f'"{digest[:32]}"'
    data = find_picture(digest=digest)
    if data is None:
        raise NotFound
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type="image/webp")
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
