"""The page on which an address is changed, and the one that its confirmation link opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.email_change import (
    EmailChange,
    Outcome,
    cancel_email_change,
    confirm_email_change,
    read_confirmation,
    request_email_change,
)
from accounts.form_pages import show_form, show_refusal
from accounts.password_forms import ChangeEmailForm
from accounts.throttle import client_network
from fusemeet.errors import Problem

STATUS = {Outcome.EXPIRED: 410, Outcome.UNKNOWN: 404, Outcome.TAKEN: 409}


@sensitive_post_parameters("password")
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_settings(request: HttpRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST or None)
    if form.is_valid():
        try:
            request_email_change(user=user_of(request), **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, "accounts/email.html", form, problem, section="email")
        messages.success(request, "Look into the mail of the new address: we sent a link there.")
        return redirect("email-settings")
    return show_form(request, "accounts/email.html", form, section="email")


@sign_in_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    cancel_email_change(user=user_of(request))
    messages.success(request, "Your address stays as it is.")
    return redirect("email-settings")


def confirmation(request: HttpRequest, *, token: str) -> HttpResponse:
    """What the mailed link opens: a page with one button, because mail scanners open links too."""
    return _outcome(request, read_confirmation(token=token, network=client_network(request)), token)


@sensitive_post_parameters("token")
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The button of that page."""
    token = request.POST.get("token", "")
    return _outcome(request, confirm_email_change(token=token, network=client_network(request)))


def _outcome(request: HttpRequest, change: EmailChange, token: str = "") -> HttpResponse:
    context = {
        "outcome": change.outcome.value,
        "email": change.email,
        "token": token if change.outcome is Outcome.WAITING else "",
    }
    return render(
        request, "accounts/confirm_email_change.html", context, status=STATUS.get(change.outcome, 200)
    )
