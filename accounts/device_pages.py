"""The page of the devices that somebody is signed in on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.authentication import session_of, user_of
from accounts.cookies import clear_session_cookies
from accounts.decorators import sign_in_required
from accounts.devices import devices_of, sign_out_device, sign_out_everywhere, sign_out_other_devices
from fusemeet.errors import NotFound

MOST_SHOWN = 100


@sign_in_required
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    found = devices_of(user=user_of(request), current=session_of(request), most=MOST_SHOWN)
    context = {"section": "devices", "devices": found, "others": sum(not one.is_this for one in found)}
    context["most"] = MOST_SHOWN if len(found) == MOST_SHOWN else None
    return render(request, "accounts/devices.html", context)


@sign_in_required
@require_POST
def sign_out_one(request: HttpRequest, session_id: str) -> HttpResponse:
    try:
        sign_out_device(user=user_of(request), session_id=session_id)
        messages.success(request, "That device is signed out.")
    except NotFound as problem:
        messages.warning(request, problem.message)
    if session_id == session_of(request):
        return _out()
    return redirect("device-settings")


@sign_in_required
@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    sign_out_other_devices(user=user_of(request), current=session_of(request))
    messages.success(request, "All other devices are signed out.")
    return redirect("device-settings")


@sign_in_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    sign_out_everywhere(user=user_of(request))
    return _out()


def _out() -> HttpResponse:
    response = redirect("sign-in")
    clear_session_cookies(response)
    return response
