"""The answers that both doors to a recording give, the room's people's and that of a shared link."""

import gzip
import re
from collections.abc import Iterable

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from fusemeet.errors import Invalid, NotFound
from playback.manifest import Manifest, manifest_of, may_read
from playback.steps import page_after
from playback.timeline import timeline_of
from playback.viewers import Viewer
from whiteboard.models import BoardImage

# Of a log level 1 leaves 23 % in 7 ms a megabyte, level 6 leaves 21 % in 23 ms.
LEVEL = 1
WORTHWHILE_BYTES = 500
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class AsItIs(BaseContentNegotiation):
    """For what has one form of its own, whatever the client would rather have; a refusal is JSON as everywhere."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


def manifest_answer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    manifest: Manifest = manifest_of(viewer, timeline_of(viewer.room))
    return compressed(request, HttpResponse(msgspec.json.encode(manifest), content_type="application/json"))


def log_answer(request: HttpRequest, viewer: Viewer, document: str) -> HttpResponse:
    """A page of a document's steps; `X-Next-After` says after which the next one begins."""
    after = request.GET.get("after") or "0"
    if not re.fullmatch(r"[0-9]{1,15}", after):
        raise Invalid(errors={"after": ["This is the number of a step."]})
    timeline = timeline_of(viewer.room)
    log = timeline.logs.get(document)
    if log is None or not may_read(viewer, document):
        raise NotFound(
            "document_not_found", "This recording has no such document, or it is not shown to you."
        )
    page = page_after(log, timeline.recording, int(after), started=timeline.started)
    response = HttpResponse(page.body, content_type="application/octet-stream")
    if page.next_after is not None:
        response["X-Next-After"] = str(page.next_after)
    return compressed(request, response)


def find_image(viewer: Viewer, file_id: str) -> BoardImage:
    """An image of the board, without its bytes. Raises NotFound, also for who may not see the board."""
    found = None
    if viewer.sees_board:
        found = BoardImage.objects.defer("data").filter(room=viewer.room, file_id=file_id).first()
    if found is None:
        raise NotFound("image_not_found", "There is no such image on this board, or it is not shown to you.")
    return found


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With gzip where the client takes it. A log is letters one by one: that packs well, whatever it is made of."""
    patch_vary_headers(response, ["Accept-Encoding"])
    body = response.content
    if len(body) >= WORTHWHILE_BYTES and GZIP.search(request.headers.get("Accept-Encoding", "")):
        response.content = gzip.compress(body, LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
    return response


def secret_address(response: HttpResponse) -> HttpResponse:
    """The address is the key: nobody is told where somebody came from, and nothing keeps a copy."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
