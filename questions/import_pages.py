"""The page that takes many questions at once: what was read is shown line by line before anything is kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.form_pages import show_form, show_refusal
from accounts.throttle import count_or_refuse
from fusemeet.errors import Invalid, Problem
from questions import importing
from questions.forms import ImportForm
from questions.importing import INVALID, OK, Read

TEMPLATE = "questions/import.html"


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """`do`: check shows what was read; add keeps it; add-good leaves out what is wrong."""
    if request.method != "POST":
        return show_form(request, TEMPLATE, ImportForm())
    user = user_of(request)
    count_or_refuse("question-import", str(user.pk))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_form(request, TEMPLATE, form)
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    try:
        if file is None and not text.strip():
            raise Invalid("nothing_to_import", errors={"file": ["Choose a file, or paste some text below."]})
        read = importing.read_source(user=user, file=file, text=text, kind=form.cleaned_data["format"])
    except Problem as problem:
        return show_refusal(request, TEMPLATE, form, problem)
    asked = request.POST.get("do")
    if asked in {"add", "add-good"}:
        try:
            added = importing.import_questions(user=user, read=read, skip_invalid=asked == "add-good")
        except Problem as problem:
            return _preview(request, read, form, problem=problem)
        messages.success(
            request, f"{added} {'questions are' if added != 1 else 'question is'} new in your library."
        )
        return redirect("question-library")
    return _preview(request, read, form)


def _preview(request: HttpRequest, read: Read, asked: ImportForm, **context: Any) -> HttpResponse:
    """The text stands in the page, so that it can be mended there and is sent again as it is.

    So does its format, unless it can be told from the text: who puts another text in its place need not choose again.
    """
    guessed = importing.likely_kind(read.text) == read.kind
    kind = asked.cleaned_data["format"] or ("" if guessed else read.kind)
    form = ImportForm(initial={"text": read.text, "format": kind})
    wrong = [line for line in read.lines if line.state == INVALID]
    good = sum(line.state == OK for line in read.lines)
    return show_form(request, TEMPLATE, form, read=read, wrong=wrong, good=good, **context)
