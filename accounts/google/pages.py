"""The pages of sign-in with Google: the account type of somebody new, and an account's connection with Google."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import signin
from accounts.authentication import signed_in, user_of
from accounts.credentials import require_password
from accounts.decorators import safe_next, sign_in_required
from accounts.forms import AccountForm
from accounts.google import provider
from accounts.google.accounts import GOOGLE, make_account, proposed_name, unlink_identity
from accounts.google.api import refusal_page, require_configured
from accounts.google.flow import forget_person, link_permit, remembered_person
from accounts.google.forms import AccountTypeForm
from accounts.models import Identity
from accounts.throttle import client_network, count_or_refuse
from accounts.two_factor.forms import PasswordForm
from accounts.two_factor.services import require_own_address
from accounts.two_factor.step import go_on
from fusemeet.errors import Conflict, Invalid, Problem, TooMany, Unavailable

page = require_http_methods(["GET", "HEAD", "POST"])
SECTION = "connections"


@page
def account_type(request: HttpRequest) -> HttpResponse:
    """Somebody whom Google vouches for has no account here yet: what are they here as?"""
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    found = remembered_person(request)
    if found is None or not provider.is_configured():
        return redirect("sign-in")
    person, target = found
    form = AccountTypeForm(request.POST or None, initial={"full_name": proposed_name(person)})
    context = {"form": form, "email": person.email}
    if not form.is_valid():
        return render(request, "accounts/google_account_type.html", context)
    try:
        count_or_refuse("register", client_network(request))
        user = make_account(person=person, **form.cleaned_data)
        response: HttpResponse = go_on(signin.next_step(request, user), target=target)
    except (
        Invalid,
        Conflict,
        TooMany,
        Unavailable,
    ) as problem:  # what was typed is kept, and so is Google's word
        form.refuse(problem)
        status = problem.status if isinstance(problem, TooMany | Unavailable) else 200
        return render(request, "accounts/google_account_type.html", context, status=status)
    except Problem as problem:
        response = refusal_page(request, problem)
    forget_person(response)
    return response


@sign_in_required
@page
def connections(request: HttpRequest) -> HttpResponse:
    """Whether Google opens this account, and the way to change that."""
    return _connections(request)


@sensitive_post_parameters("password")
@sign_in_required
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """The password, then a link to Google: form-action lets no form lead to another site."""
    require_configured()
    form = PasswordForm(request.POST)
    session = signed_in(request)
    require_own_address(user_of(request))
    if session is None or not _confirmed(request, form):
        return _connections(request, form)
    permit = link_permit(user_id=session.user.pk, session_id=session.session_id)
    address = f"{reverse('google')}?{urlencode({'link': permit})}"
    return render(request, "accounts/connections.html", {"section": SECTION, "go_on": address})


@sensitive_post_parameters("password")
@sign_in_required
@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    user = user_of(request)
    if user.has_usable_password() and not _confirmed(request, form):
        return _connections(request, form)
    try:
        unlink_identity(user=user)
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, "Google no longer opens your account.")
    return redirect("connection-settings")


def _confirmed(request: HttpRequest, form: AccountForm) -> bool:
    if not form.is_valid():
        return False
    try:
        require_password(user=user_of(request), password=form.cleaned_data["password"])
    except Problem as problem:
        form.refuse(problem)
        return False
    return True


def _connections(request: HttpRequest, form: AccountForm | None = None) -> HttpResponse:
    user = user_of(request)
    context = {
        "section": SECTION,
        "identity": Identity.objects.filter(user=user, provider=GOOGLE).first(),
        "has_password": user.has_usable_password(),
        "form": form or PasswordForm(),
    }
    return render(request, "accounts/connections.html", context)
