"""What the link of the mail about a lock opens: a page with one button, because mail scanners open links too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.known_browsers import browser_cookie, set_browser_cookie
from accounts.throttle import client_network
from accounts.unlocking import Outcome, read_unlock, unlock_by_link


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    network = client_network(request)
    token = (request.POST or request.GET).get("token", "")
    if request.method == "POST" and (user := unlock_by_link(token=token, network=network)):
        messages.success(request, "Your account is open. You can sign in.")
        response = redirect("sign-in")
        # From now on guesses of others do not lock this browser out.
        set_browser_cookie(response, browser_cookie(request, user))
        return response
    outcome = read_unlock(token=token, network=network).outcome
    context = {"outcome": outcome.value, "token": token if outcome is Outcome.LOCKED else ""}
    return render(request, "accounts/unlock.html", context, status=404 if outcome is Outcome.UNKNOWN else 200)
