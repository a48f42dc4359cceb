"""The questions of a person's rooms: to be kept in the library, or asked again in another room."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.throttle import count_or_refuse
from fusemeet.errors import Problem
from questions import library
from questions.pages import ON_A_PAGE, chosen_ids
from questions.selectors import earlier_questions, rooms_to_fill


@sign_in_required
@require_safe
def earlier(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    search = request.GET.get("search", "")[:200]
    found = earlier_questions(user, search=search).order_by("-id")
    rows = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows,
        "looked_for": search,
        "query": urlencode({"search": search}) if search else "",
        "rooms": rooms_to_fill(user),
    }
    return render(request, "questions/earlier.html", context)


@sign_in_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The chosen ones into the library; those that are there already stay as they are."""
    user = user_of(request)
    count_or_refuse("questions", str(user.pk))
    try:
        added = library.keep_earlier(user=user, questions=chosen_ids(request))
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(
            request, f"{added} {'questions are' if added != 1 else 'question is'} new in your library."
        )
    return redirect("question-earlier")
