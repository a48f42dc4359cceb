"""REST: asking for another address, taking that back, and the page that the confirmation link opens."""
# ruff: noqa: N815  (the keys are the contract's)

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import LinkedPageView, given
from accounts.authentication import user_of
from accounts.email_change import cancel_email_change, request_email_change
from accounts.email_pages import confirmation
from accounts.validators import EMAIL_LENGTH
from fusemeet.drf import ApiResponse, ok


class EmailChangeRequest(serializers.Serializer[Any]):
    newEmail = serializers.EmailField(max_length=EMAIL_LENGTH, source="new_email")
    password = serializers.CharField(max_length=1000, trim_whitespace=False, help_text="The one of now.")


class EmailChangeView(APIView):
    @extend_schema(request=EmailChangeRequest, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Mail the new address to confirm, and tell the old one. 409 `email_taken`, 429 after five wrong passwords."""
        request_email_change(user=user_of(request), **given(request, EmailChangeRequest))
        return Response(ok("Look into the mail of the new address: we sent a link there."))

    @extend_schema(request=None, responses=ApiResponse)
    def delete(self, request: Request) -> Response:
        """Take the request back: the mailed link is good for nothing any more."""
        cancel_email_change(user=user_of(request))
        return Response(ok("Your address stays as it is."))


class ConfirmEmailChangeView(LinkedPageView):
    @extend_schema(
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(status, "text/html"): OpenApiTypes.STR for status in (200, 404, 409, 410)},
    )
    def get(self, request: Request) -> HttpResponse:
        """The page that the link opens: a button to confirm, or changed, expired (410), unknown (404), taken (409)."""
        return confirmation(request._request, token=request.query_params.get("token", ""))
