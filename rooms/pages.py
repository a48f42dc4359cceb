"""The rooms' pages: dashboard, a new room, the way in by code, and the shell in which the room's script runs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.models import User
from accounts.throttle import client_network
from fusemeet.errors import NotFound, Problem, TooMany
from rooms.access import is_over, room_for
from rooms.admission import Door, knock
from rooms.dashboard import creation_refusal, dashboard_of
from rooms.forms import JoinForm, NewRoomForm, add_problem
from rooms.policy import Ability
from rooms.services import create_room, open_room

page = require_http_methods(["GET", "HEAD", "POST"])


@sign_in_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    shown = dashboard_of(user)
    refusal = creation_refusal(user)
    may_host = refusal is None or refusal.code != "role_required"
    context = {"live": shown.live, "mine": shown.mine, "others": shown.others, "may_host": may_host}
    return render(request, "rooms/dashboard.html", context)


@sign_in_required
@page
def new_room(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if refusal := creation_refusal(user):
        return render(request, "rooms/new.html", {"refusal": refusal}, status=refusal.status)
    form = NewRoomForm(request.POST or None)
    if form.is_valid():
        try:
            room = create_room(owner=user, **form.values())
        except Problem as problem:
            add_problem(form, problem)
        else:
            return redirect("room", room_id=room.room_id)
    return render(request, "rooms/new.html", {"form": form})


@page
def join_by_code(request: HttpRequest) -> HttpResponse:
    """A visitor goes to the room's page, which asks them to sign in: nobody unknown learns which codes there are."""
    form = JoinForm(request.POST or None)
    status = 200
    if form.is_valid():
        way = form.cleaned_data["code"]
        try:
            if request.user.is_authenticated:
                network = client_network(request)
                knock(user=user_of(request), room_id=way.room_id, invite_token=way.invite, network=network)
        except Problem as problem:
            form.add_error("code", problem.message)
            status = problem.status if isinstance(problem, TooMany) else 200
        else:
            return redirect(room_address(way.room_id, way.invite))
    return render(request, "rooms/join.html", {"form": form}, status=status)


@sign_in_required
@ensure_csrf_cookie
@require_safe
def room(request: HttpRequest, room_id: str) -> HttpResponse:
    """The shell of the room. Who may really come in is asked again by `join` and by the socket."""
    user = user_of(request)
    invite = request.GET.get("invite", "")
    door = knock(user=user, room_id=room_id, invite_token=invite, network=client_network(request))
    if is_over(door.room):
        return ended_page(request, user, door)
    context = {"room_data": room_data(request, user, door), "invite": invite}
    return render(request, "rooms/room.html", context)


@sign_in_required
@require_POST
def reopen_room(request: HttpRequest, room_id: str) -> HttpResponse:
    """Its owner opens an ended room again."""
    open_room(member=room_for(user_of(request), room_id))
    return redirect("room", room_id=room_id)


def ended_page(request: HttpRequest, user: User, door: Door) -> HttpResponse:
    """410, with the way to open it again for the one who has that right."""
    try:
        may_open = Ability.DELETE.value in room_for(user, door.room.room_id).abilities
    except NotFound:
        may_open = False
    context = {"room": door.room, "is_member": door.is_member, "may_open": may_open}
    return render(request, "rooms/ended.html", context, status=410)


def room_data(request: HttpRequest, user: User, door: Door) -> dict[str, Any]:
    """What the room's script must know before it has asked the server anything."""
    back_here = urlencode({"next": request.get_full_path()})
    return {
        "roomId": door.room.room_id,
        "roomName": door.room.room_name,
        "roomType": door.room.room_type,
        "hasPassword": bool(door.room.room_password),
        "needsPassword": door.needs_password,
        "me": {
            "userId": str(user.pk),
            "username": user.username,
            "fullName": user.full_name,
            "isGuest": False,
        },
        "iceServersUrl": "/api/webrtc/ice-servers",
        "signInUrl": f"{reverse('sign-in')}?{back_here}",
        "registerUrl": reverse("register"),
        "dashboardUrl": reverse("dashboard"),
        "startUrl": reverse("landing"),
        "development": settings.DEVELOPMENT,
    }


def room_address(room_id: str, invite: str) -> str:
    return reverse("room", args=[room_id]) + (f"?{urlencode({'invite': invite})}" if invite else "")
