"""The page on which people are added: a list is checked line by line, mended, and added as a whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.verification import require_verified
from fusemeet.errors import Problem
from groups.access import Standing, standing_in
from groups.forms import MOST_MENDED, PeopleForm
from groups.importing import Preview, import_people, preview_import
from groups.members import MOST_PEOPLE, Added


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_people(request: HttpRequest, group_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    standing.require_manages()
    if request.method != "POST":
        return _show(request, standing, PeopleForm())
    form = PeopleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, standing, form)
    text, role = form.cleaned_data["list"], form.cleaned_data["role"]
    wanted = request.POST.get("do", "check")
    try:
        require_verified(standing.user)
        preview = preview_import(standing=standing, text=text, role=role)
        good = not preview.wrong and not preview.problem
        if wanted == "add-good" or (wanted == "add" and good):
            _, added = import_people(
                standing=standing, text=text, role=role, skip_invalid=wanted == "add-good"
            )
            messages.success(request, words_of(added))
            return redirect("group", group_id=group_id)
    except Problem as problem:
        return _refuse(request, standing, text, role, problem)
    return _show(request, standing, _with_text(text, role), preview)


def words_of(added: Added) -> str:
    """What was done, in one line."""
    parts = []
    if added.members:
        parts.append(f"{len(added.members)} added")
    if added.invitations:
        parts.append(f"{len(added.invitations)} invited by mail")
    if added.already:
        parts.append(f"{added.already} were there already")
    return (", ".join(parts) or "Nobody new was on that list") + "."


def _with_text(text: str, role: str) -> PeopleForm:
    """The form as it is sent next: the whole list is in its text, wherever it came from."""
    return PeopleForm(initial={"text": text, "role": role})


def _refuse(request: HttpRequest, standing: Standing, text: str, role: str, problem: Problem) -> HttpResponse:
    status = problem.status if problem.status in {429, 503} else 200
    response = _show(request, standing, _with_text(text, role), problem=problem, status=status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _show(
    request: HttpRequest,
    standing: Standing,
    form: PeopleForm,
    preview: Preview | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "standing": standing,
        "group": standing.group,
        "form": form,
        "most": MOST_PEOPLE,
        "problem": problem or (preview.problem if preview else None),
    }
    if preview:
        counts = preview.counts
        context |= {
            "preview": preview,
            "counts": counts,
            "known": counts["member"] + counts["invited"],
            "to_mend": preview.wrong[:MOST_MENDED],
            "not_shown": max(0, len(preview.wrong) - MOST_MENDED),
        }
    return render(request, "groups/add.html", context, status=status)
