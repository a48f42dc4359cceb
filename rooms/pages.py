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
from accounts.decorators import redirect_to_sign_in, sign_in_required
from accounts.throttle import client_network
from fusemeet.errors import Denied, Gone, NotFound, Problem, TooMany
from rooms.access import find_room, is_over, member_of, room_for
from rooms.admission import Door, knock
from rooms.dashboard import creation_refusal, dashboard_of, parts_of
from rooms.forms import JoinForm, NewRoomForm, add_problem
from rooms.identity import person_at
from rooms.people import Someone
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
    context["parts"] = parts_of(request)
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
                knock(who=user_of(request), room_id=way.room_id, invite_token=way.invite, network=network)
        except Problem as problem:
            form.add_error("code", problem.message)
            status = problem.status if isinstance(problem, TooMany) else 200
        else:
            return redirect(room_address(way.room_id, way.invite))
    return render(request, "rooms/join.html", {"form": form}, status=status)


@ensure_csrf_cookie
@require_safe
def room(request: HttpRequest, room_id: str) -> HttpResponse:
    """The shell of the room. Who may really come in is asked again by `join`, `guest` and the socket.

    A visitor comes this far only by a link that admits guests, and says a name in the preview.
    """
    who = person_before(request, room_id)
    invite = request.GET.get("invite", "")
    if who is None and not invite:
        return redirect_to_sign_in(request)
    try:
        door = knock(who=who, room_id=room_id, invite_token=invite, network=client_network(request))
    except (Denied, Gone, NotFound) as problem:
        return refusal(request, who, room_id, problem)
    if is_over(door.room):
        return ended_page(request, who, door)
    context = {"room_data": room_data(request, who, door), "invite": invite}
    return render(request, "rooms/room.html", context)


def person_before(request: HttpRequest, room_id: str) -> Someone | None:
    """Who stands before this room; with a pass for another one a visitor like any other."""
    who = person_at(request, room_id)
    return None if who and who.guest and who.guest.room.room_id != room_id else who


def refusal(request: HttpRequest, who: Someone | None, room_id: str, problem: Problem) -> HttpResponse:
    """Why the room stays closed, as a page: what became of the link, or of the person.

    It names no room, and an unknown one looks like one whose link is switched off.
    """
    if who is None and problem.code == "account_required":
        return redirect_to_sign_in(request)
    if problem.code == "room_not_found" and who is not None:
        raise problem
    if isinstance(problem, Gone):
        # The link was good once; if the whole room is over, that says more than what became of the link.
        room = find_room(room_id)
        if is_over(room):
            return ended_page(request, who, Door(room, is_member=False, needs_password=False))
    return render(request, "rooms/closed.html", {"problem": problem, "who": who}, status=problem.status)


@sign_in_required
@require_POST
def reopen_room(request: HttpRequest, room_id: str) -> HttpResponse:
    """Its owner opens an ended room again."""
    open_room(member=room_for(user_of(request), room_id))
    return redirect("room", room_id=room_id)


def ended_page(request: HttpRequest, who: Someone | None, door: Door) -> HttpResponse:
    """410, with the ways to open it again and to its recording for those who have the right."""
    member = member_of(door.room, who) if who else None
    may_open = member is not None and Ability.DELETE in member.abilities
    plays_back = member is not None and Ability.PLAYBACK in member.abilities
    takes_notes = member is not None and Ability.NOTES in member.abilities
    context = {
        "room": door.room, "is_member": door.is_member, "may_open": may_open, "plays_back": plays_back,
        "takes_notes": takes_notes,
    }  # fmt: skip
    return render(request, "rooms/ended.html", context, status=410)


def room_data(request: HttpRequest, who: Someone | None, door: Door) -> dict[str, Any]:
    """What the room's script must know before it has asked the server anything."""
    back_here = urlencode({"next": request.get_full_path()})
    return {
        "roomId": door.room.room_id,
        "roomName": door.room.room_name,
        "roomType": door.room.room_type,
        "hasPassword": bool(door.room.room_password),
        "needsPassword": door.needs_password,
        "me": person_data(who) if who else None,  # null: a visitor, who may come in as a guest
        "recordingEnabled": door.room.recording_enabled,
        "iceServersUrl": "/api/webrtc/ice-servers",
        "signInUrl": f"{reverse('sign-in')}?{back_here}",
        "registerUrl": reverse("register"),
        "dashboardUrl": reverse("dashboard"),
        "startUrl": reverse("landing"),
        "development": settings.DEVELOPMENT,
    }


def person_data(who: Someone) -> dict[str, Any]:
    return {
        "userId": who.id,
        "username": who.username,
        "fullName": who.full_name,
        "isGuest": who.is_guest,
    }


def room_address(room_id: str, invite: str) -> str:
    return reverse("room", args=[room_id]) + (f"?{urlencode({'invite': invite})}" if invite else "")
