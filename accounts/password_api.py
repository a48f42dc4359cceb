"""REST: a forgotten password, a new one by the mailed link, and changing it while signed in."""
# ruff: noqa: N815  (the keys are the contract's)

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PublicView, given
from accounts.authentication import user_of
from accounts.passwords import ask_for_reset, change_password, reset_password
from accounts.serializers import EmailRequest
from accounts.sessions import SignedIn
from accounts.throttle import client_network
from accounts.validators import PASSWORD_LENGTH
from fusemeet.drf import ApiResponse, ok


class ResetPasswordRequest(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=1000, help_text="From the link of the mail.")
    newPassword = serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, source="new_password"
    )


class ChangePasswordRequest(serializers.Serializer[Any]):
    password = serializers.CharField(max_length=1000, trim_whitespace=False, help_text="The one of now.")
    newPassword = serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, source="new_password"
    )


class ForgotPasswordView(PublicView):
    @extend_schema(request=EmailRequest, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Mail a link that sets a new password, good for an hour and once. The answer is the same for every address."""
        ask_for_reset(network=client_network(request._request), **given(request, EmailRequest))
        return Response(ok("If there is an account with this address, a link is on its way."))


class ResetPasswordView(PublicView):
    @extend_schema(request=ResetPasswordRequest, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Set the password by that link; every session ends. 401 `token_invalid` or `token_expired`."""
        reset_password(network=client_network(request._request), **given(request, ResetPasswordRequest))
        return Response(ok("Your new password is set. Sign in with it."))


class ChangePasswordView(APIView):
    @extend_schema(request=ChangePasswordRequest, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Change the password; every other session ends. 429 after five wrong ones of now."""
        session: SignedIn = request.auth  # type: ignore[assignment]
        body = given(request, ChangePasswordRequest)
        change_password(user=user_of(request), keep=session.session_id, **body)
        return Response(ok("Your password is changed, and your other devices are signed out."))
