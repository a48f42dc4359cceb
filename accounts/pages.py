"""The account pages: plain forms that work before any script has loaded, and never show a token."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import signin
from accounts.authentication import signed_in
from accounts.cookies import clear_session_cookies
from accounts.decorators import safe_next
from accounts.form_pages import show_form, show_refusal
from accounts.forms import RegisterForm, SignInForm, VerificationForm
from accounts.sessions import end_session
from accounts.throttle import client_network
from accounts.two_factor.step import go_on
from accounts.verification import Outcome, hours_good, verify_email
from fusemeet.errors import Problem

page = require_http_methods(["GET", "HEAD", "POST"])
ASKED_AGAIN = (
    "If this address waits to be confirmed, a new link is on its way. Look into your mail in a minute."
)


@sensitive_post_parameters("password")
@page
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            return go_on(signin.sign_in(request, **form.cleaned_data), target=safe_next(request))
        except Problem as problem:
            return show_refusal(request, "accounts/sign_in.html", form, problem)
    return show_form(request, "accounts/sign_in.html", form)


@sensitive_post_parameters("password")
@page
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        try:
            pair = signin.register(request, **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, "accounts/register.html", form, problem)
        messages.success(
            request, f"Welcome! We sent a link to {pair.user.email}: open it to confirm your address."
        )
        return go_on(pair, target=safe_next(request))
    return show_form(request, "accounts/register.html", form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if found := signed_in(request):
        end_session(session_id=found.session_id)
    response = redirect("landing")
    clear_session_cookies(response)
    return response


@page
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for another verification mail."""
    known = request.user.email if request.user.is_authenticated else ""
    form = VerificationForm(request.POST or None, initial={"email": known})
    if form.is_valid():
        try:
            signin.ask_for_verification(request, email=form.cleaned_data["email"])
        except Problem as problem:
            return show_refusal(request, "accounts/verification.html", form, problem, hours=hours_good())
        messages.success(request, ASKED_AGAIN)
        return redirect("verification")
    return show_form(request, "accounts/verification.html", form, hours=hours_good())


STATUS = {Outcome.VERIFIED: 200, Outcome.EXPIRED: 410, Outcome.UNKNOWN: 404}


def verification_outcome(request: HttpRequest, *, token: str) -> HttpResponse:
    """What a verification link opens. Expired: with the form to ask for another one."""
    result = verify_email(token=token, network=client_network(request))
    context = {
        "outcome": result.outcome.value,
        "email": result.email,
        "hours": hours_good(),
        "form": VerificationForm(initial={"email": result.email}),
    }
    return render(request, "accounts/verify_email.html", context, status=STATUS[result.outcome])
