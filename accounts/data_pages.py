"""The page of one's own data: all of it as a file, and the end of the account."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authentication import user_of
from accounts.cookies import clear_session_cookies
from accounts.credentials import require_password
from accounts.decorators import sign_in_required
from accounts.deletion import delete_account
from accounts.forms import AccountForm, DeleteAccountForm, DownloadForm
from accounts.my_data import open_archive, parts
from accounts.throttle import count_or_refuse, take_back
from fusemeet.errors import Problem

page = require_http_methods(["GET", "HEAD", "POST"])


@sign_in_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@sensitive_post_parameters("password")
@sign_in_required
@page
def download(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    if request.method != "POST":
        return redirect("data-settings")
    form = DownloadForm(request.POST, auto_id="id_download_%s")
    if not form.is_valid():
        return _shown(request, download_form=form)
    try:
        count_or_refuse("my-data", str(user.pk))
        try:
            require_password(user=user, password=form.cleaned_data["password"])
        except Problem:
            take_back("my-data", str(user.pk))  # it has not been a download, and is counted as a guess
            raise
    except Problem as problem:
        return _refused(request, problem, download_form=form)
    name = f"fusemeet-{user.username}-{timezone.now():%Y-%m-%d}.zip"
    return FileResponse(open_archive(user), as_attachment=True, filename=name, content_type="application/zip")


@sensitive_post_parameters("password")
@sign_in_required
@page
def delete(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("data-settings")
    form = DeleteAccountForm(request.POST, auto_id="id_delete_%s")
    if not form.is_valid():
        return _shown(request, delete_form=form)
    try:
        delete_account(user=user_of(request), **form.cleaned_data)
    except Problem as problem:
        return _refused(request, problem, delete_form=form)
    messages.success(request, "Your account is deleted. Good-bye, and thank you.")
    response = redirect("landing")
    clear_session_cookies(response)
    return response


def _shown(request: HttpRequest, status: int = 200, **forms: AccountForm) -> HttpResponse:
    context = {
        "section": "data",
        "parts": parts(),
        "download_form": DownloadForm(auto_id="id_download_%s"),
        "delete_form": DeleteAccountForm(auto_id="id_delete_%s"),
        **forms,
    }
    return render(request, "accounts/data.html", context, status=status)


def _refused(request: HttpRequest, problem: Problem, **forms: AccountForm) -> HttpResponse:
    for form in forms.values():
        form.refuse(problem)
    response = _shown(request, 200 if problem.errors else problem.status, **forms)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response
