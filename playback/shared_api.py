"""REST doors to a recording for whoever has a link to it: no account, no cookies, and only what anybody may see."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.throttle import client_network, count_or_refuse
from playback import serializers as shapes
from playback.answers import AsItIs, find_image, log_answer, manifest_answer, secret_address
from playback.api import AFTER, BINARY, DOCUMENT, IMAGE, TAGS
from playback.links import follow_link
from playback.viewers import Viewer, anonymous_viewer
from whiteboard.image_api import image_response


class SharedDoor(APIView):
    """Whoever comes is nobody in particular, signed in or not. 404 for an unknown link, 410 for one that is over."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    counted = "playback-link"

    def viewer(self, request: Request, token: str) -> Viewer:
        """Raises NotFound, Gone, TooMany and Unavailable."""
        network = client_network(request._request)
        link = follow_link(token, network=network)
        count_or_refuse(self.counted, network)
        return anonymous_viewer(link.room)


class SharedPlaybackView(SharedDoor):
    """What happened."""

    @extend_schema(responses=shapes.PlaybackSerializer, tags=TAGS)
    def get(self, request: Request, token: str) -> HttpResponse:
        return secret_address(manifest_answer(request._request, self.viewer(request, token)))


class SharedLogView(SharedDoor):
    """How a document came about."""

    content_negotiation_class = AsItIs

    @extend_schema(parameters=[AFTER, DOCUMENT], responses=BINARY, tags=TAGS)
    def get(self, request: Request, token: str, document: str) -> HttpResponse:
        return secret_address(log_answer(request._request, self.viewer(request, token), document))


class SharedImageView(SharedDoor):
    """One image of the board."""

    counted = "playback-image"
    content_negotiation_class = AsItIs

    @extend_schema(responses=IMAGE, tags=TAGS)
    def get(self, request: Request, token: str, file_id: str) -> HttpResponse:
        image = find_image(self.viewer(request, token), file_id)
        shown = image_response(request, image.file_id, image.mime_type, lambda: bytes(image.data))
        return secret_address(shown)
