"""The groups' pages: the list, one group, and changing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import user_of
from accounts.decorators import sign_in_required
from accounts.form_pages import show_form, show_refusal
from fusemeet.errors import Denied, Problem
from groups import members, services
from groups.access import Standing, standing_in
from groups.forms import DeleteGroupForm, GroupForm
from groups.models import GroupInvitation, GroupMember, GroupRole
from groups.parts import actions_for, parts_for
from groups.selectors import group_rows

page = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 100


@sign_in_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    rows = Paginator(group_rows(user).order_by("-updated_at", "-id"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "groups/list.html", {"rows": rows, "refusal": creation_refusal(request)})


def creation_refusal(request: HttpRequest) -> Denied | None:
    """Why this person may not make a group; None when they may."""
    try:
        services.require_may_create(user_of(request))
    except Denied as refusal:
        return refusal
    return None


@sign_in_required
@page
def new_group(request: HttpRequest) -> HttpResponse:
    if refusal := creation_refusal(request):
        return render(request, "groups/edit.html", {"refusal": refusal}, status=refusal.status)
    form = GroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = services.create_group(owner=user_of(request), **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, "groups/edit.html", form, problem)
        messages.success(request, f"{group.name} is made. Now add its people.")
        return redirect("group-add", group_id=group.pk)
    return show_form(request, "groups/edit.html", form)


@sign_in_required
@require_safe
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    return render(request, "groups/group.html", group_context(request, standing))


def group_context(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    people = GroupMember.objects.filter(group=standing.group).select_related("user")
    people = people.order_by("-role", "user__full_name", "id")  # teachers first
    context: dict[str, Any] = {
        "standing": standing,
        "group": standing.group,
        "people": Paginator(people, ON_A_PAGE).get_page(request.GET.get("page")),
        "parts": parts_for(standing),
        "actions": actions_for(standing),
        "refusal": None if standing.user.email_verified else "email_not_verified",
    }
    if standing.manages:
        invited = GroupInvitation.objects.filter(group=standing.group).order_by("id")
        context["invited"] = Paginator(invited, ON_A_PAGE).get_page(request.GET.get("invited"))
    return context


@sign_in_required
@page
def edit_group(request: HttpRequest, group_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    standing.require_manages()
    now = {"name": standing.group.name, "description": standing.group.group_description}
    form = GroupForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            services.update_group(standing=standing, **form.cleaned_data)
        except Problem as problem:
            return show_refusal(request, "groups/edit.html", form, problem, group=standing.group)
        messages.success(request, "Saved.")
        return redirect("group", group_id=group_id)
    return show_form(request, "groups/edit.html", form, group=standing.group)


@sign_in_required
@page
def delete_group(request: HttpRequest, group_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    standing.require_owns()
    form = DeleteGroupForm(request.POST or None, group_name=standing.group.name)
    if form.is_valid():
        services.delete_group(standing=standing)
        messages.success(request, f"{standing.group.name} is deleted.")
        return redirect("groups")
    people = GroupMember.objects.filter(group=standing.group).count()
    return show_form(request, "groups/delete.html", form, group=standing.group, people=people)


@sign_in_required
@page
def leave_group(request: HttpRequest, group_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    if request.method == "POST":
        members.remove_member(standing=standing, user_id=standing.user.pk)
        messages.success(request, f"You have left {standing.group.name}.")
        return redirect("groups")
    return render(request, "groups/leave.html", {"group": standing.group, "standing": standing})


@sign_in_required
@require_POST
def change_role(request: HttpRequest, group_id: int, user_id: int) -> HttpResponse:
    """The button of a row: to the other role, which it names, so that two clicks are one change."""
    standing = standing_in(user_of(request), group_id)
    role = request.GET.get("role", "")
    if role not in GroupRole.values:
        role = GroupRole.STUDENT.value
    member = members.set_role(standing=standing, user_id=user_id, role=role)
    name = member.user.get_full_name()
    messages.success(request, f"{name} is a {role.lower()} now.")
    # Whoever made a student of themselves sees the page as one.
    return redirect("group", group_id=group_id)


@sign_in_required
@require_POST
def remove_member(request: HttpRequest, group_id: int, user_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    members.remove_member(standing=standing, user_id=user_id)
    messages.success(request, "They are not in the group any more.")
    return redirect("group", group_id=group_id)


@sign_in_required
@require_POST
def withdraw_invitation(request: HttpRequest, group_id: int, invitation_id: int) -> HttpResponse:
    standing = standing_in(user_of(request), group_id)
    members.withdraw_invitation(standing=standing, invitation_id=invitation_id)
    messages.success(request, "The invitation is taken back.")
    return redirect("group", group_id=group_id)
