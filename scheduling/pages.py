"""The calendar, and the forms by which sessions are planned and changed; all of them work without script."""

import hashlib
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.models import ROLE_INTERVIEWER, User
from fusemeet.errors import Conflict, Denied, Problem
from groups.access import groups_of
from rooms.access import open_rooms_of, room_for
from rooms.dashboard import MOST_ROOMS, creation_refusal
from rooms.models import Room
from rooms.policy import Ability, RoomType
from rooms.services import create_room
from scheduling.access import require_open, session_for
from scheduling.calendar_days import Session, read_day
from scheduling.calendar_views import calendar_page, calendar_url
from scheduling.forms import ChangeForm, SessionForm, clock_fields, next_full_hour
from scheduling.models import Schedule
from scheduling.planning import Planned, change_session, plan_sessions
from scheduling.preview import preview_of
from scheduling.reader_zone import ReaderZone, keep_choice, today_in, zone_choices, zone_label, zone_of
from scheduling.selectors import HOST, calendar_of

page = require_http_methods(["GET", "HEAD", "POST"])
# How long a form that was sent is remembered, and how long its twin waits for what the first one does.
SENT_SECONDS, TWIN_SECONDS = 3600, 8


@sign_in_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    user = user_of(request)

    def read(since: datetime, until: datetime) -> list[Session]:
        return [
            Session(
                entry.schedule.pk,
                entry.schedule.title,
                entry.schedule.room.room_name,
                entry.start,
                entry.end,
                "HOST" if entry.as_what == HOST or entry.invite is None else entry.invite.status,
            )
            for entry in calendar_of(user, since, until)
        ]

    shown = calendar_page(request, read)
    own = ReaderZone("", "own")
    context = {"calendar": shown, "may_host": may_host(user)} | zone_context(
        shown.zone,
        kept=[("view", shown.view), ("date", shown.day.isoformat())],
        own_url=calendar_url(own, shown.view, shown.day, all_hours=shown.all_hours),
    )
    return keep_choice(request, render(request, "scheduling/calendar.html", context))


def zone_context(zone: ReaderZone, *, kept: list[tuple[str, str]], own_url: str) -> dict[str, Any]:
    """What `scheduling/zone.html` shows: which zone, the others, and what of the address stays."""
    today = today_in(zone)
    return {
        "zone": zone,
        "zone_label": zone_label(zone.name, today),
        "zone_choices": zone_choices(today, zone.name),
        "zone_kept": kept,
        "zone_own_url": own_url,
    }


def may_host(user: User) -> bool:
    return ROLE_INTERVIEWER in user.roles


@sign_in_required
@page
def new_session(request: HttpRequest) -> HttpResponse:
    """For one of one's rooms, or with a new one in the same step."""
    user = user_of(request)
    refusal = creation_refusal(user)
    rooms = list(open_rooms_of(user).filter(interviewer=user)[:MOST_ROOMS])
    if refusal and (not rooms or refusal.code == "email_not_verified"):
        return render(request, "scheduling/refused.html", {"refusal": refusal}, status=refusal.status)
    return _plan(request, user, room=None, rooms=rooms, may_create=refusal is None)


@sign_in_required
@page
def room_schedule(request: HttpRequest, room_id: str) -> HttpResponse:
    user = user_of(request)
    room = room_for(user, room_id, Ability.SCHEDULE, open_only=True).room
    if not user.email_verified:
        refusal = creation_refusal(user) or Denied()
        return render(request, "scheduling/refused.html", {"refusal": refusal}, status=refusal.status)
    return _plan(request, user, room=room, rooms=[], may_create=False)


def _plan(
    request: HttpRequest, user: User, *, room: Room | None, rooms: list[Room], may_create: bool
) -> HttpResponse:
    zone = zone_of(request)
    groups = list(groups_of(user, managed=True).order_by("name", "id")[:MOST_ROOMS])
    form = SessionForm(
        request.POST or None,
        host=user,
        room=room,
        rooms=rooms,
        may_create=may_create,
        groups=groups,
        initial=None if request.POST else _first_values(request, zone),
    )
    looking = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not looking:
        try:
            planned = _once(request, user, form)
        except Problem as problem:
            form.add_problem(problem)
        else:
            return redirect("session", schedule_id=planned)
    context = {
        "form": form,
        "room": room,
        "looking": looking,
        "preview": preview_of(form, zone) if form.is_bound else None,
        "zones": zone_choices(_day_of(form, zone)),
        "reader": zone,
    }
    return render(request, "scheduling/new.html", context)


def _first_values(request: HttpRequest, zone: ReaderZone) -> dict[str, Any]:
    start = next_full_hour(timezone.now(), zone.info)
    found = clock_fields(start, start + timedelta(hours=1), zone.name)
    if asked := request.GET.get("date"):
        found["date"] = max(read_day(asked, found["date"]), today_in(zone))
        found["end_date"] = None
    if groups := request.GET.getlist("group"):
        found["room_type"] = RoomType.CLASSROOM.value
    return found | {
        "groups": groups,
        "room": request.GET.get("room", ""),
        "repeat_count": 4,
        "nonce": secrets.token_urlsafe(16),
    }


def _day_of(form: SessionForm | ChangeForm, zone: ReaderZone) -> Any:
    """The day for which the list of zones names offsets."""
    found = getattr(form, "cleaned_data", {}).get("date") or form.initial.get("date")
    return found or today_in(zone)


def _once(request: HttpRequest, user: User, form: SessionForm) -> int:
    """Plans what the form says, and tells its host; the same form sent twice gives the same session.

    The second of two that come at once waits for the first. Raises as `create_room` and `plan_sessions`.
    """
    said = sorted((key, request.POST.getlist(key)) for key in request.POST if key != "csrfmiddlewaretoken")
    mark = f"session-form:{user.pk}:{hashlib.sha256(repr(said).encode()).hexdigest()}"
    cache = caches["strict"]
    if not form.cleaned_data.get("nonce") or cache.add(mark, 0, timeout=TWIN_SECONDS):
        try:
            planned = _make(user, form)
        except BaseException:
            cache.delete(mark)
            raise
        cache.set(mark, planned[0].pk, timeout=SENT_SECONDS)
        messages.success(request, _planned_words(planned, len(form.plan.people)))
        for words in planned.words:
            messages.info(request, words)
        return planned[0].pk
    until = time.monotonic() + TWIN_SECONDS
    while time.monotonic() < until:
        found = cache.get(mark)
        if found is None:
            break
        if found and Schedule.objects.filter(pk=found).exists():
            return int(found)
        time.sleep(0.05)
    raise Conflict(
        "sent_twice", "This form was sent twice at once. Look into your calendar before you send it again."
    )


def _make(user: User, form: SessionForm) -> Planned:
    """The session, and its room where a new one is wanted: both, or nothing."""
    with transaction.atomic():
        room = form.chosen_room or create_room(
            owner=user,
            name=form.cleaned_data["room_name"].strip() or form.cleaned_data["title"][:100],
            room_type=form.room_kind,
            class_capacity_tier=None,
        )
        return plan_sessions(
            member=room_for(user, room.room_id, Ability.SCHEDULE),
            emails=form.addresses,
            group_ids=form.group_ids,
            repeat_count=form.count,
            **form.times(),
        )


def _planned_words(planned: Planned, people: int) -> str:
    what = f"{len(planned)} sessions are planned" if len(planned) > 1 else "The session is planned"
    if not people:
        return f"{what}. Nobody is invited yet."
    return f"{what}, and {people} {'person is' if people == 1 else 'people are'} being told by mail."


@sign_in_required
@page
def edit_session(request: HttpRequest, schedule_id: int) -> HttpResponse:
    user = user_of(request)
    schedule, member = session_for(user, schedule_id)
    member.require(Ability.SCHEDULE)
    require_open(schedule)
    zone = zone_of(request)
    first = clock_fields(schedule.start_time, schedule.end_time, schedule.timezone)
    form = ChangeForm(
        request.POST or None,
        before=schedule.start_time,
        in_series=bool(schedule.series_id),
        initial=first | {"title": schedule.title, "notes": schedule.schedule_notes, "series": ""},
    )
    looking = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not looking:
        try:
            change_session(
                host=user,
                schedule_id=schedule_id,
                changes=form.times(),
                series=form.cleaned_data.get("series") == "1",
            )
        except Problem as problem:
            form.add_problem(problem)
        else:
            messages.success(request, "The session is changed. Everybody who is invited is being told.")
            return redirect("session", schedule_id=schedule_id)
    context = {
        "form": form,
        "schedule": schedule,
        "looking": looking,
        "preview": preview_of(form, zone) if form.is_bound else None,
        "zones": zone_choices(_day_of(form, zone), schedule.timezone),
        "reader": zone,
    }
    return render(request, "scheduling/edit.html", context)
