"""The pages of a recording: the player's shell, for the room's people or behind a link, and the report."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.decorators import redirect_to_sign_in
from accounts.throttle import client_network, count_or_refuse
from fusemeet.errors import Denied, Gone
from playback.answers import secret_address
from playback.links import follow_link
from playback.report import report_of
from playback.timeline import timeline_of
from playback.viewers import Viewer, anonymous_viewer, count_reading, viewer_of
from rooms.access import is_over, room_for
from rooms.pages import person_before
from rooms.policy import Ability


@ensure_csrf_cookie
@require_safe
def playback(request: HttpRequest, room_id: str) -> HttpResponse:
    """The shell in which the player runs; with it, for who may share, the making of links."""
    who = person_before(request, room_id)
    if who is None:
        return redirect_to_sign_in(request)
    member = room_for(who, room_id, Ability.PLAYBACK)
    viewer = viewer_of(member)
    links = reverse("api-playback-links", args=[room_id]) if Ability.SHARE in member.abilities else None
    data = {
        "base": reverse("api-playback", args=[room_id]),
        "roomName": member.room.room_name,
        "shared": False,
        "exportUrl": reverse("api-playback-export", args=[room_id]),
        "reportUrl": reverse("report", args=[room_id]),
        "linksUrl": links,
        "backUrl": _way_back(viewer),
    }
    return _shell(request, viewer, data)


@require_safe
def shared_playback(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has a link: it asks nobody who they are, and keeps nothing in their browser."""
    try:
        network = client_network(request)
        viewer = anonymous_viewer(follow_link(token, network=network).room)
    except Gone as problem:
        return secret_address(
            render(request, "playback/closed.html", {"problem": problem}, status=problem.status)
        )
    count_or_refuse("playback-link", network)
    data = {
        "base": reverse("api-playback-shared", args=[token]),
        "roomName": viewer.room.room_name,
        "shared": True,
        "exportUrl": None,
        "reportUrl": None,
        "linksUrl": None,
        "backUrl": None,
    }
    return secret_address(_shell(request, viewer, data))


@require_safe
def report(request: HttpRequest, room_id: str) -> HttpResponse:
    """The session on paper; what stands in it is what its reader may see."""
    who = person_before(request, room_id)
    if who is None:
        return redirect_to_sign_in(request)
    viewer = count_reading(viewer_of(room_for(who, room_id, Ability.PLAYBACK)))
    back = {"room": viewer.room, "back_url": _way_back(viewer), "may_note": viewer.sees_notes}
    if "public" in request.GET:  # to hand on: without what only interviewers see
        viewer = replace(viewer, sees_notes=False)
    back["with_notes"] = viewer.sees_notes
    try:
        found = report_of(viewer)
    except Denied as problem:
        return _nothing(request, viewer, back | {"problem": problem})
    return render(request, "playback/report.html", back | {"report": found})


def _shell(request: HttpRequest, viewer: Viewer, data: dict[str, Any]) -> HttpResponse:
    context = {
        "room": viewer.room,
        "shared": viewer.shared,
        "playback_data": data,
        "back_url": data["backUrl"],
    }
    try:
        nothing = timeline_of(viewer.room).empty
    except Denied as problem:
        return _nothing(request, viewer, context | {"problem": problem})
    return (
        _nothing(request, viewer, context) if nothing else render(request, "playback/playback.html", context)
    )


def _nothing(request: HttpRequest, viewer: Viewer, context: dict[str, Any]) -> HttpResponse:
    """There is no recording: because it was off, or because nobody has done anything yet."""
    return render(request, "playback/nothing.html", {"shared": viewer.shared} | context)


def _way_back(viewer: Viewer) -> str:
    """To the room while it goes on; a guest has no other page."""
    over = is_over(viewer.room) and not viewer.person.startswith("g")
    return reverse("dashboard") if over else reverse("room", args=[viewer.room.room_id])
