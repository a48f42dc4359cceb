"""Refusals as pages, and the headers that every response carries."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from fusemeet.database_errors import passing_problem
from fusemeet.errors import Problem
from fusemeet.pages import problem_page

log = logging.getLogger(__name__)

PERMISSIONS_POLICY = (
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), fullscreen=(self), "
    "autoplay=(self), clipboard-write=(self), clipboard-read=(self), geolocation=(), payment=(), usb=(), midi=()"
)

# Where Django has a setting for one, this says the same: what is refused early never reaches Django's middleware.
HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # Whoever embeds our files or answers by a plain tag is another site; CORS for listed origins is not touched by it.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
}


class ProblemMiddleware:
    """What a service refused while a page was made becomes the page that says so; REST has an envelope of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return problem_page(request, exception)
        problem = passing_problem(exception)
        # A page needs the database itself: without it there is only the one that stands alone.
        if problem is None or problem.code != "busy":
            return None
        log.warning("the database refused %s: %r", request.path, exception)
        return problem_page(request, problem)


class HeadersMiddleware:
    """The headers that every response carries whatever made it: a page, REST, a file, an error, a refused host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class AdminSessionMiddleware(SessionMiddleware):
    """The administration's session ends half an hour after its last page there, and half a day after its first.

    Its own pages alone keep it alive: an open room in another tab of the same browser does not.
    """

    BEGAN = "_began"

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if not is_administrators(request):
            return
        age = time.time() - request.session.setdefault(self.BEGAN, time.time())
        if age > settings.ADMIN_SESSION_LIFETIME.total_seconds():
            request.session.flush()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if is_administrators(request):
            request.session.modified = True
        return super().process_response(request, response)


def is_administrators(request: HttpRequest) -> bool:
    """Whether this asks for a page of the administration with a session that somebody is signed in to."""
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}") and SESSION_KEY in request.session
