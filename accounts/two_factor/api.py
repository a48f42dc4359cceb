"""The REST door of two-factor: the second step of signing in."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import signin
from accounts.api import PublicView, given
from accounts.cookies import set_session_cookies
from accounts.serializers import AuthResponse, TwoFactorRequest


class TwoFactorView(PublicView):
    @extend_schema(request=TwoFactorRequest, responses=AuthResponse)
    def post(self, request: Request) -> Response:
        """Answer a challenge with the authenticator's code of now, or with a recovery code.

        401 `wrong_code`; 401 `challenge_ended` after five minutes, five tries or one success: sign in again.
        """
        pair = signin.answer_challenge(request._request, **given(request, TwoFactorRequest))
        response = Response(AuthResponse(pair).data)
        set_session_cookies(response, pair)
        return response
