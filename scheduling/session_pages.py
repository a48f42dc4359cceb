"""The page of a session, and what is done on it: answering, asking more people, taking one back, cancelling."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import user_of
from accounts.decorators import safe_next, sign_in_required
from accounts.models import User
from fusemeet.errors import NotFound, Problem
from groups.access import groups_of
from rooms.dashboard import MOST_ROOMS
from scheduling.access import session_for
from scheduling.answers import answer_invite
from scheduling.forms import AskForm
from scheduling.models import Invite
from scheduling.pages import zone_context
from scheduling.planning import cancel_session, change_session, withdraw_invite
from scheduling.reader_zone import keep_choice, zone_of
from scheduling.session_view import SessionView, invite_for, session_view

SAID = {"ACCEPTED": "You accepted.", "MAYBE": "You said maybe.", "DECLINED": "You declined."}


@sign_in_required
@require_safe
def session(request: HttpRequest, schedule_id: int) -> HttpResponse:
    user = user_of(request)
    return _page(request, user, session_view(user, schedule_id))


def _page(
    request: HttpRequest, user: User, shown: SessionView, form: AskForm | None = None, status: int = 200
) -> HttpResponse:
    zone = zone_of(request)
    if form is None and shown.may_change:
        form = _ask_form(user)
    path = reverse("session", args=[shown.schedule.pk])
    here = f"{path}?{zone.query}" if zone.query else path
    context = {"shown": shown, "schedule": shown.schedule, "ask_form": form, "here": here} | zone_context(
        zone, kept=[], own_url=path
    )
    return keep_choice(request, render(request, "scheduling/session.html", context, status=status))


def _ask_form(user: User, data: object = None) -> AskForm:
    form = AskForm(data)  # type: ignore[arg-type]
    form.offer_groups(list(groups_of(user, managed=True).order_by("name", "id")[:MOST_ROOMS]))
    return form


@sign_in_required
@require_POST
def answer(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Back to where it was answered: the session's page, the dashboard or the calendar."""
    user = user_of(request)
    invite = invite_for(user, schedule_id)
    try:
        answered = answer_invite(
            invite=invite, status=request.POST.get("status", ""), series="series" in request.POST
        )
    except Problem as problem:
        if isinstance(problem, NotFound):
            raise
        messages.error(request, problem.message)
    else:
        messages.success(request, SAID[answered.status])
    return _back(request, schedule_id)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_people(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """What was refused is shown here; who comes back to this address later finds the session."""
    user = user_of(request)
    schedule, _ = session_for(user, schedule_id)
    if request.method != "POST":
        return redirect("session", schedule_id=schedule_id)
    form = _ask_form(user, request.POST)
    if form.is_valid():
        series = "series" in request.POST
        live = Invite.objects.filter(schedule=schedule, withdrawn_at=None)
        before = live.count()
        changes = {"more_emails": form.addresses, "more_group_ids": form.group_ids}
        try:
            changed = change_session(host=user, schedule_id=schedule_id, changes=changes, series=series)
        except Problem as problem:
            form.add_problem(problem)
        else:
            new = live.count() - before
            messages.success(request, _asked_words(new))
            for words in [*changed.words, *form.repeated_words()]:
                messages.info(request, words)
            return redirect("session", schedule_id=schedule_id)
    return _page(request, user, session_view(user, schedule_id), form)


def _asked_words(new: int) -> str:
    if not new:
        return "They are all invited already."
    return (
        "One more person is being told by mail." if new == 1 else f"{new} more people are being told by mail."
    )


@sign_in_required
@require_POST
def remove_person(request: HttpRequest, schedule_id: int) -> HttpResponse:
    wanted = request.POST.get("invite", "")
    try:
        withdraw_invite(
            host=user_of(request),
            schedule_id=schedule_id,
            invite_id=int(wanted) if wanted.isascii() and wanted.isdigit() else 0,
            series="series" in request.POST,
        )
    except Problem as problem:
        if problem.code == "session_not_found":
            raise
        messages.error(request, problem.message)
    else:
        messages.success(request, "They are not invited any more, and are being told.")
    return redirect("session", schedule_id=schedule_id)


@sign_in_required
@require_POST
def cancel(request: HttpRequest, schedule_id: int) -> HttpResponse:
    series = request.POST.get("series") == "1"
    try:
        cancel_session(host=user_of(request), schedule_id=schedule_id, series=series)
    except Problem as problem:
        if isinstance(problem, NotFound):
            raise
        messages.error(request, problem.message)
    else:
        what = "The series is" if series else "The session is"
        messages.success(request, f"{what} cancelled. Everybody who was invited is being told.")
    return redirect("session", schedule_id=schedule_id)


def _back(request: HttpRequest, schedule_id: int) -> HttpResponse:
    fallback = reverse("session", args=[schedule_id])
    if not request.POST.get("next"):
        return redirect(fallback)
    return redirect(safe_next(request))
