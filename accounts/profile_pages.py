"""The first of the account's pages: who one is to the people one meets, and one's picture."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.form_pages import show_form, show_refusal
from accounts.forms import PictureForm, ProfileForm
from accounts.models import User
from accounts.pictures import MOST_BYTES, delete_picture, save_picture
from accounts.services import update_profile
from accounts.throttle import count_or_refuse
from fusemeet.errors import Problem

page = require_http_methods(["GET", "HEAD", "POST"])
TEMPLATE = "accounts/profile.html"


@sign_in_required
@page
def profile(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ProfileForm(request.POST or None, initial=_as_it_is(user))
    beside: dict[str, Any] = {"section": "profile", "picture_form": PictureForm()}
    if form.is_valid():
        try:
            update_profile(user=user, **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, TEMPLATE, form, problem, **beside)
        messages.success(request, "Your profile is saved.")
        return redirect("profile")
    return show_form(request, TEMPLATE, form, **beside)


@sign_in_required
@page
def change_picture(request: HttpRequest) -> HttpResponse:
    """Sets the picture, or takes it away; what is wrong with a file is said on the profile's page."""
    user = user_of(request)
    if request.method != "POST":
        return redirect("profile")
    if "remove" in request.POST:
        delete_picture(user=user)
        messages.success(request, "Your picture is removed.")
        return redirect("profile")
    form, status = PictureForm(request.POST, request.FILES), 200
    if form.is_valid():
        try:
            count_or_refuse("picture", str(user.pk))
            save_picture(user=user, data=form.cleaned_data["picture"].read(MOST_BYTES + 1))
        except Problem as problem:
            form.refuse(problem)
            status = 200 if problem.errors else problem.status
        else:
            messages.success(request, "Your picture is saved.")
            return redirect("profile")
    profile_form = ProfileForm(initial=_as_it_is(user))
    return show_form(request, TEMPLATE, profile_form, status, section="profile", picture_form=form)


def _as_it_is(user: User) -> dict[str, str]:
    return {"full_name": user.full_name, "username": user.username, "phone_number": user.phone_number}
