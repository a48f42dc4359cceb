"""The page of notes and scorecard: for before and after the session, and without script."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.throttle import count_or_refuse
from fusemeet.errors import Invalid, Problem
from interviews.forms import NoteForm, ScorecardForm
from interviews.notes import add_note, change_note, delete_note, list_notes, note_info
from interviews.scorecards import read_cards, save_card
from rooms.access import Member, is_over, room_for
from rooms.forms import add_problem
from rooms.policy import Ability

Did = tuple[bool, dict[str, Any]]


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, room_id: str) -> HttpResponse:
    """One page with several forms; which one was sent says its `do`. What was typed stays when something is wrong."""
    member = room_for(user_of(request), room_id, Ability.NOTES)
    forms: dict[str, Any] = {}
    if request.method == "POST":
        count_or_refuse("interview-note", member.person)
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Invalid
        done, forms = act(request, member)
        if done:
            return redirect("assessment", room_id=room_id)
    cards = read_cards(member=member)
    context = {
        "room": member.room,
        "over": is_over(member.room),
        "notes": [note_info(note, member) | {"at": note.created_at} for note in list_notes(member=member)],
        "note_form": NoteForm(),
        "card_form": ScorecardForm(cards.mine),
        "cards": cards,
        "editing": _number(request.GET.get("edit")),
    }
    return render(request, "interviews/assessment.html", context | forms, status=422 if forms else 200)


def _add(request: HttpRequest, member: Member) -> Did:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(member=member, text=form.cleaned_data["text"])
        except Problem as problem:
            add_problem(form, problem)
        else:
            messages.success(request, "The note is saved.")
            return True, {}
    return False, {"note_form": form}


def _change(request: HttpRequest, member: Member) -> Did:
    note_id, text = _number(request.POST.get("note")), request.POST.get("text", "")
    try:
        change_note(member=member, note_id=note_id, text=text)
    except Invalid as problem:
        return False, {"edit_problem": problem.errors or {}, "edited_text": text, "editing": note_id}
    messages.success(request, "The note is saved.")
    return True, {}


def _delete(request: HttpRequest, member: Member) -> Did:
    delete_note(member=member, note_id=_number(request.POST.get("note")))
    messages.success(request, "The note is deleted.")
    return True, {}


def _save_card(request: HttpRequest, member: Member) -> Did:
    form = ScorecardForm(read_cards(member=member).mine, request.POST)
    if form.is_valid():
        submit = "submit" in request.POST
        try:
            save_card(
                member=member,
                judgements=form.judgements(),
                recommendation=form.cleaned_data["recommendation"],
                summary=form.cleaned_data["summary"],
                submit=submit,
            )
        except Problem as problem:
            add_problem(form, problem)
        else:
            messages.success(
                request, "Your scorecard is handed in." if submit else "Your scorecard is saved."
            )
            return True, {}
    return False, {"card_form": form}


ACTS: dict[str, Callable[[HttpRequest, Member], Did]] = {
    "add-note": _add,
    "change-note": _change,
    "delete-note": _delete,
    "save-card": _save_card,
}


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
