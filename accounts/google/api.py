"""The two addresses of sign-in with Google: a browser leaves by the first and comes back by the second."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import signin
from accounts.authentication import signed_in
from accounts.decorators import safe_next
from accounts.google import provider
from accounts.google.accounts import find_account, link_identity
from accounts.google.flow import (
    Flow,
    is_link_permit,
    new_flow,
    remember_flow,
    remember_person,
    take_flow,
)
from accounts.throttle import client_network, count_or_refuse
from accounts.two_factor.step import go_on
from fusemeet.errors import Denied, Invalid, NotFound, Problem

PAGES = {(status, "text/html"): OpenApiTypes.STR for status in (400, 403, 404, 409, 429, 503)}
ON = OpenApiResponse(description="On to the provider, or back into this site with the cookies set.")


def refusal_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """What went wrong with the provider, in words, and the other ways in."""
    response = render(request, "accounts/google_refused.html", {"problem": problem}, status=problem.status)
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    return response


class PageView(APIView):
    """A page for a browser that stands among the REST paths."""

    permission_classes = (AllowAny,)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)  # HTML, whatever is asked for


class GoogleView(PageView):
    @extend_schema(parameters=[OpenApiParameter("next", str)], responses={302: ON, **PAGES})
    def get(self, request: Request) -> HttpResponse:
        """Off to Google (404 where the operator has not set it up), and to `next` after coming back."""
        asked = request._request
        try:
            require_configured()
            count_or_refuse("google", client_network(asked))
            flow = _flow_for(asked)
            address = provider.authorization_address(
                state=flow.state, nonce=flow.nonce, verifier=flow.verifier
            )
        except Problem as problem:
            return refusal_page(asked, problem)
        response = HttpResponseRedirect(address)
        remember_flow(asked, response, flow)
        return response


class GoogleCallbackView(PageView):
    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("state", "code", "error")],
        responses={302: ON, **PAGES},
    )
    def get(self, request: Request) -> HttpResponse:
        """Back from Google: signs in, goes on to the code or the account type, or says in words why not."""
        asked = request._request
        left = HttpResponse()  # what becomes of the flow's cookie, whichever answer this is going to be
        try:
            require_configured()
            response = _came_back(asked, left)
        except Problem as problem:
            response = refusal_page(asked, problem)
        for name, morsel in left.cookies.items():
            response.cookies.setdefault(name, morsel)
        return response


def require_configured() -> None:
    if not provider.is_configured():
        raise NotFound("not_configured", "Sign-in with Google is not set up here.")


def _flow_for(request: HttpRequest) -> Flow:
    permit = request.GET.get("link", "")
    if not permit:
        return new_flow(target=safe_next(request))
    found = signed_in(request)
    if found is None or not is_link_permit(permit, user_id=found.user.pk, session_id=found.session_id):
        raise Denied("no_permit", "That took too long. Please start again on the page “Connections”.")
    return new_flow(target=reverse("connection-settings"), link=found.user.pk)


def _came_back(request: HttpRequest, left: HttpResponse) -> HttpResponse:
    flow = take_flow(request, left, request.GET.get("state", ""))
    if request.GET.get("error") == "access_denied":
        raise Denied("provider_denied", "You did not let Google sign you in. Nothing has changed.")
    code = request.GET.get("code", "")
    if not code or "error" in request.GET:
        raise Invalid("provider_error", "Google could not sign you in. Please try again.")
    count_or_refuse("google", client_network(request))  # what the browser brings can be replayed
    person = provider.fetch_person(code=code, verifier=flow.verifier, nonce=flow.nonce)
    if flow.link:
        return _linked(request, flow, person)
    user = find_account(person)
    if user is not None:
        return go_on(signin.next_step(request, user), target=flow.target)
    response = HttpResponseRedirect(reverse("google-account-type"))
    remember_person(response, person, flow.target)
    return response


def _linked(request: HttpRequest, flow: Flow, person: provider.Person) -> HttpResponse:
    found = signed_in(request)
    if found is None or found.user.pk != flow.link:
        raise Denied(
            "foreign_callback", "You have been signed out meanwhile. Please sign in and start again."
        )
    link_identity(user=found.user, person=person)
    return HttpResponseRedirect(flow.target)
