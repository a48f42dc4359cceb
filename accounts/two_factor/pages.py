"""The pages of two-factor: the second step of signing in, and where it is turned on, renewed and turned off."""

import base64
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import signin
from accounts.authentication import user_of
from accounts.credentials import require_password
from accounts.decorators import safe_next, sign_in_required
from accounts.form_pages import show_form, show_refusal
from accounts.forms import AccountForm
from accounts.known_browsers import client_of
from accounts.two_factor import services
from accounts.two_factor.challenges import read_challenge
from accounts.two_factor.forms import CodeForm, PasswordAndCodeForm, PasswordForm, RecoveryCodeForm
from accounts.two_factor.recovery_codes import count_recovery_codes
from accounts.two_factor.secret import Unreadable
from accounts.two_factor.step import challenge_cookie, clear_challenge, go_on
from fusemeet.errors import Invalid, NotSignedIn, Problem

page = require_http_methods(["GET", "HEAD", "POST"])
SECTION = "two-factor"


# --- signing in ---------------------------------------------------------------------------------------------------


@sensitive_post_parameters("code")
@page
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks whoever gave the right password for a code; `?with=recovery` for one of the recovery codes."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    token = challenge_cookie(request)
    recovery = (request.POST or request.GET).get("with") == "recovery"
    form = (RecoveryCodeForm if recovery else CodeForm)(request.POST or None)
    context = {"recovery": recovery}
    try:
        read_challenge(token)
        if form.is_valid():
            pair = signin.answer_challenge(request, challenge=token, code=form.cleaned_data["code"])
            response = go_on(pair, target=safe_next(request))
            clear_challenge(response)
            return response
    except NotSignedIn as problem:
        if problem.code == "challenge_ended":
            return _start_again(request, problem)
        return show_refusal(request, "accounts/two_factor_sign_in.html", form, problem, **context)
    except Problem as problem:
        return show_refusal(request, "accounts/two_factor_sign_in.html", form, problem, **context)
    return show_form(request, "accounts/two_factor_sign_in.html", form, **context)


def _start_again(request: HttpRequest, problem: Problem) -> HttpResponse:
    if challenge_cookie(request):
        messages.error(request, problem.message)
    response = HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': safe_next(request)})}")
    clear_challenge(response)
    return response


# --- the settings ---------------------------------------------------------------------------------------------------


@sign_in_required
@page
def overview(request: HttpRequest) -> HttpResponse:
    return _overview(request)


@sensitive_post_parameters("password")
@sign_in_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """The password, then a new secret."""
    form = PasswordForm(request.POST)
    if not _confirmed(request, form):
        return _overview(request, start=form)
    try:
        services.begin_enrolment(user=user_of(request))
    except Problem as problem:
        messages.error(request, problem.message)
    return redirect("two-factor-settings")


@sensitive_post_parameters("code")
@sign_in_required
@page
def confirm(request: HttpRequest) -> HttpResponse:
    """The first code turns it on; the answer to that is the one page that shows the recovery codes."""
    if request.method != "POST":
        return redirect("two-factor-settings")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _overview(request, confirm=form)
    try:
        codes = services.confirm_enrolment(user=user_of(request), code=form.cleaned_data["code"])
    except Invalid as problem:
        form.refuse(problem)
        return _overview(request, confirm=form)
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("two-factor-settings")
    return _show_codes(request, codes, "Two-factor is on")


@sign_in_required
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    services.cancel_enrolment(user=user_of(request))
    return redirect("two-factor-settings")


@sensitive_post_parameters("password", "code")
@sign_in_required
@page
def renew(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("two-factor-settings")
    form = PasswordAndCodeForm(request.POST, prefix="renew")
    if not _confirmed(request, form):
        return _overview(request, renew=form)
    try:
        codes = services.renew_recovery_codes(user=user_of(request))
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("two-factor-settings")
    return _show_codes(request, codes, "New recovery codes")


@sensitive_post_parameters("password", "code")
@sign_in_required
@page
def off(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("two-factor-settings")
    form = PasswordAndCodeForm(request.POST, prefix="off")
    if not _confirmed(request, form):
        return _overview(request, off=form)
    services.turn_off(user=user_of(request))
    messages.success(request, "Two-factor is off.")
    return redirect("two-factor-settings")


def _confirmed(request: HttpRequest, form: AccountForm) -> bool:
    """Whether the password is right, and the code, where the form has one. If not, the form says so."""
    if not form.is_valid():
        return False
    user, given = user_of(request), form.cleaned_data
    try:
        require_password(user=user, password=given["password"])
        if "code" in given and not services.check_code(
            user=user, code=given["code"], client=client_of(request)
        ):
            raise Invalid(errors={"code": [services.WRONG_CODE]})
    except Problem as problem:
        form.refuse(problem)
        return False
    return True


def _overview(request: HttpRequest, **forms: AccountForm) -> HttpResponse:
    """The settings page in the state that two-factor is in; `forms` are those that were refused, by name."""
    user = user_of(request)
    context: dict[str, object] = {"section": SECTION, "device": services.active_device(user)}
    if context["device"]:
        context["codes_left"] = count_recovery_codes(user)
        context["renew"] = forms.get("renew") or PasswordAndCodeForm(prefix="renew")
        context["off"] = forms.get("off") or PasswordAndCodeForm(prefix="off")
        return render(request, "accounts/two_factor_on.html", context)
    if device := services.pending_device(user):
        try:
            context["secret"] = services.secret_in_groups(device)
            # Quiet zone of four modules (ISO/IEC 18004), on white in the dark theme too: cameras need both.
            context["qr_code"] = segno.make(services.setup_address(device), error="m").svg_data_uri(
                scale=5, border=4, light="#fff", dark="#000"
            )
        except Unreadable:
            services.cancel_enrolment(user=user)
        else:
            context["form"] = forms.get("confirm") or CodeForm()
            return render(request, "accounts/two_factor_enrol.html", context)
    context["form"] = forms.get("start") or PasswordForm()
    return render(request, "accounts/two_factor_off.html", context)


def _show_codes(request: HttpRequest, codes: list[str], heading: str) -> HttpResponse:
    """The one time that the codes are seen; the file to keep is in the page itself, so that no address serves them."""
    text = "Recovery codes for FuseMeet, each good once:\n\n" + "\n".join(codes) + "\n"
    context = {
        "section": SECTION,
        "heading": heading,
        "codes": codes,
        "file": "data:text/plain;base64," + base64.b64encode(text.encode()).decode(),
    }
    return render(request, "accounts/two_factor_codes.html", context)
