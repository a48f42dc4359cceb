"""What the account's pages with a form share: showing it, and showing why it was refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.forms import AccountForm
from fusemeet.errors import Problem, TooMany, Unavailable


def show_form(
    request: HttpRequest, template: str, form: AccountForm, status: int = 200, **context: Any
) -> HttpResponse:
    """The page with its form; a page of the account's settings names its `section` in `context`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, template, {"form": form, "next": wanted, **context}, status=status)


def show_refusal(
    request: HttpRequest, template: str, form: AccountForm, problem: Problem, **context: Any
) -> HttpResponse:
    """The page again, with all that was typed, and the reason in words under the field that it is about."""
    form.refuse(problem)
    # A form with words under its fields is a page like any other; only what is not the person's to mend is an error.
    status = problem.status if isinstance(problem, TooMany | Unavailable) else 200
    response = show_form(request, template, form, status, **context)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response
