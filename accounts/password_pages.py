"""The pages for a forgotten password, for the new one that a mailed link asks for, and for changing it signed in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authentication import signed_in, user_of
from accounts.decorators import sign_in_required
from accounts.form_pages import show_form, show_refusal
from accounts.known_browsers import browser_cookie, set_browser_cookie
from accounts.links import State
from accounts.password_forms import ChangePasswordForm, ForgotPasswordForm, ResetPasswordForm
from accounts.passwords import ask_for_reset, change_password, read_reset, reset_password
from accounts.throttle import client_network
from fusemeet.errors import NotSignedIn, Problem

page = require_http_methods(["GET", "HEAD", "POST"])
STATUS = {State.EXPIRED: 410, State.USED: 410, State.UNKNOWN: 404}


@page
def forgot(request: HttpRequest) -> HttpResponse:
    known = request.user.email if request.user.is_authenticated else ""
    form = ForgotPasswordForm(request.POST or None, initial={"email": known})
    if form.is_valid():
        try:
            ask_for_reset(email=form.cleaned_data["email"], network=client_network(request))
        except Problem as problem:
            return show_refusal(request, "accounts/forgot_password.html", form, problem)
        return redirect("forgot-password-sent")
    return show_form(request, "accounts/forgot_password.html", form)


@require_safe
def forgot_sent(request: HttpRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, "accounts/forgot_password_sent.html", {"minutes": _minutes()})


@sensitive_post_parameters("token", "new_password")
@page
def reset(request: HttpRequest) -> HttpResponse:
    """What the mailed link opens: a form while it is good, and the way to another one when it is not."""
    network = client_network(request)
    token = (request.POST or request.GET).get("token", "")
    form = ResetPasswordForm(request.POST or None, initial={"token": token})
    if not form.is_valid():
        link = read_reset(token=token, network=network)
        if link.state is not State.GOOD:
            return _outcome(request, link.state)
        return show_form(request, "accounts/reset_password.html", form)
    try:
        user = reset_password(network=network, **form.cleaned_data)
    except NotSignedIn as problem:
        return _outcome(request, State.EXPIRED if problem.code == "token_expired" else State.USED)
    except Problem as problem:
        return show_refusal(request, "accounts/reset_password.html", form, problem)
    messages.success(request, "Your new password is set. Sign in with it.")
    response = redirect("sign-in")
    # Whoever reads the account's mail is no stranger: guesses of others do not lock this browser out.
    set_browser_cookie(response, browser_cookie(request, user))
    return response


@sensitive_post_parameters("password", "new_password")
@sign_in_required
@page
def password_settings(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    session = signed_in(request)
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid() and session:
        try:
            change_password(user=user, keep=session.session_id, **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, "accounts/password.html", form, problem, section="password")
        messages.success(request, "Your password is changed, and your other devices are signed out.")
        return redirect("password-settings")
    return show_form(request, "accounts/password.html", form, section="password")


def _outcome(request: HttpRequest, state: State) -> HttpResponse:
    context = {"outcome": state.value, "form": ForgotPasswordForm(), "minutes": _minutes()}
    return render(request, "accounts/reset_password_outcome.html", context, status=STATUS[state])


def _minutes() -> int:
    """How long a link is good."""
    return int(settings.PASSWORD_RESET_LIFETIME.total_seconds() // 60)
