"""Pages that only somebody signed in may see."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def sign_in_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Sends a visitor to `/sign-in/?next=…`, and from there back to the page."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_sign_in(request)

    return guarded


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    # What was posted cannot be repeated after the sign-in, so only a page that was being read is come back to.
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    target = reverse("sign-in") + (f"?{urlencode({'next': wanted})}" if wanted else "")
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page into a corner of this one; this header makes it go there whole.
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def safe_next(request: HttpRequest, fallback: str = "dashboard") -> str:
    """Where to go after signing in: `next` if it is a path of this site, else the page named `fallback`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own_path else reverse(fallback)
