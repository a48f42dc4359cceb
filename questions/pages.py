"""The pages of a person's library: the list, one question, and putting questions into a room."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.form_pages import show_form, show_refusal
from accounts.throttle import count_or_refuse
from fusemeet.errors import Problem
from questions import library
from questions.exporting import FORMATS, export_library
from questions.forms import QuestionForm, SearchForm, form_of
from questions.selectors import rooms_to_fill
from rooms.access import room_for

page = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 50


@sign_in_required
@require_safe
def library_list(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    categories = library.categories_of(user)
    search = SearchForm(categories, request.GET)
    wanted = search.wanted()
    rows = Paginator(library.kept_questions(user, **wanted), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows,
        "search": search,
        "filtered": any(wanted.values()),
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "has_any": bool(categories),
        "rooms": rooms_to_fill(user),
    }
    return render(request, "questions/library.html", context)


@sign_in_required
@page
def new_question(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = QuestionForm(request.POST or None)
    context: dict[str, Any] = {"categories": library.categories_of(user)}
    if form.is_valid():
        count_or_refuse("questions", str(user.pk))
        try:
            library.keep_question(user=user, words=form.words())
        except Problem as problem:
            return show_refusal(request, "questions/edit.html", form, problem, **context)
        messages.success(request, "The question is in your library.")
        return redirect("question-new" if "another" in request.POST else "question-library")
    return show_form(request, "questions/edit.html", form, **context)


@sign_in_required
@page
def edit_question(request: HttpRequest, question_id: int) -> HttpResponse:
    user = user_of(request)
    row = library.find_kept(user, question_id)
    form = form_of(row, request.POST or None)
    context: dict[str, Any] = {"question": row, "categories": library.categories_of(user)}
    if form.is_valid():
        count_or_refuse("questions", str(user.pk))
        try:
            library.change_kept(user=user, question=question_id, words=form.words())
        except Problem as problem:
            return show_refusal(request, "questions/edit.html", form, problem, **context)
        messages.success(request, "The question is saved.")
        return redirect("question-library")
    return show_form(request, "questions/edit.html", form, **context)


@sign_in_required
@page
def delete_question(request: HttpRequest, question_id: int) -> HttpResponse:
    user = user_of(request)
    row = library.find_kept(user, question_id)
    if request.method == "POST":
        count_or_refuse("questions", str(user.pk))
        library.forget_question(user=user, question=question_id)
        messages.success(request, "The question is deleted.")
        return redirect("question-library")
    return render(request, "questions/delete.html", {"question": row})


@sign_in_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    count_or_refuse("question-export", str(user.pk))
    kind = request.GET.get("format", "")
    return export_library(user, kind if kind in FORMATS else "markdown")


@sign_in_required
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """The chosen ones of the library or of earlier rooms into a room, hidden there."""
    user = user_of(request)
    count_or_refuse("questions", str(user.pk))
    back = "question-earlier" if request.POST.get("from") == "earlier" else "question-library"
    chosen = chosen_ids(request)
    try:
        member = room_for(user, request.POST.get("room", ""))
        kept, earlier = ([], chosen) if back == "question-earlier" else (chosen, [])
        made = library.draw_questions(member=member, kept=kept, earlier=earlier)
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect(back)
    left = len(chosen) - len(made)
    words = f"{len(made)} put into {member.room.room_name}, hidden until you show them."
    messages.success(request, words + (f" {left} were there already." if left else ""))
    return redirect(back)


def chosen_ids(request: HttpRequest) -> list[int]:
    """The check boxes of a list, each once."""
    given = dict.fromkeys(request.POST.getlist("question"))
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 16]
