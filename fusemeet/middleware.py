"""Refusals as pages, and response headers that Django has no setting for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fusemeet.errors import Problem
from fusemeet.pages import problem_page

PERMISSIONS_POLICY = (
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), fullscreen=(self), "
    "autoplay=(self), clipboard-write=(self), clipboard-read=(self), geolocation=(), payment=(), usb=(), midi=()"
)


class ProblemMiddleware:
    """What a service refused while a page was made becomes the page that says so; REST has an envelope of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return problem_page(request, exception) if isinstance(exception, Problem) else None


class HeadersMiddleware:
    """Camera and microphone for our own pages alone, and no caching of what belongs to one person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
