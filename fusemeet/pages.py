"""The landing page, and the pages for what is not there, not allowed, too old to be sent, or broken."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fusemeet.errors import Problem


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "landing.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; but a page's address that only lost its last slash, as links in chats do, leads to the page."""
    whole = f"{request.path_info}/"
    if request.method in {"GET", "HEAD"} and not request.path_info.endswith("/") and is_valid_path(whole):
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{whole}?{query}" if query else whole)
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. Only a Problem's words are meant for a reader; any other exception's text stays with us."""
    reason = exception.message if isinstance(exception, Problem) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers when the network does not; it has to lie at the root to answer for every page."""
    script = (Path(settings.BASE_DIR) / "static" / "js" / "service-worker.js").read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript")


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """What a service refused, as a page: one for what is not there, one for what is not allowed, one for the rest."""
    if problem.status == 404:
        return not_found(request, problem)
    if problem.status == 403:
        return forbidden(request, problem)
    response = render(request, "problem.html", {"problem": problem}, status=problem.status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old, with the way back to the page that it was on."""
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=settings.SECURE)
    return render(request, "403_csrf.html", {"back": came_from if own else ""}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that stands alone, for the database or the session may be what is broken."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)
