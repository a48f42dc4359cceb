"""The REST door of accounts, /api/auth/: reads the request, calls a service, shapes the answer."""

from typing import Any

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts import signin
from accounts.authentication import require_csrf, user_of
from accounts.cookies import clear_session_cookies, refresh_cookie, set_session_cookies
from accounts.pages import verification_outcome
from accounts.serializers import (
    AuthResponse,
    EmailRequest,
    LoginRequest,
    ProfileRequest,
    RefreshRequest,
    RegisterRequest,
    TwoFactorRequired,
    UserProfileResponse,
)
from accounts.services import update_profile
from accounts.sessions import SignedIn, end_session, rotate_session
from accounts.two_factor.challenges import Challenge
from fusemeet.drf import ApiResponse, ok, problem_response
from fusemeet.errors import NotSignedIn, Problem


def given(request: Request, shape: type[Serializer[Any]]) -> dict[str, Any]:
    """The request's body in the shape asked for; raises DRF's ValidationError."""
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class PublicView(APIView):
    """For whoever is not signed in, or no longer: credentials that came along are not looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class RegisterView(PublicView):
    @extend_schema(request=RegisterRequest, responses=AuthResponse)
    def post(self, request: Request) -> Response:
        """Make an account and mail a verification link. 409 `username_taken` or `email_taken`."""
        pair = signin.register(request._request, **given(request, RegisterRequest))
        return Response(AuthResponse(pair).data)


class LoginView(PublicView):
    @extend_schema(
        request=LoginRequest,
        responses=PolymorphicProxySerializer("LoginResponse", [AuthResponse, TwoFactorRequired], None),
    )
    def post(self, request: Request) -> Response:
        """Sign in with user name or address. 401 `bad_credentials`, the same for every reason.

        With two-factor on the answer has no tokens but a challenge, to be answered at /two-factor.
        """
        result = signin.sign_in(request._request, **given(request, LoginRequest))
        if isinstance(result, Challenge):
            return Response({"twoFactorRequired": True, "challenge": result.token})
        response = Response(AuthResponse(result).data)
        set_session_cookies(response, result)
        return response


class LogoutView(APIView):
    @extend_schema(request=None, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """End this session: its tokens are good for nothing from now on, and its sockets close."""
        signed_in: SignedIn = request.auth  # type: ignore[assignment]
        end_session(session_id=signed_in.session_id)
        response = Response(ok("You are signed out."))
        clear_session_cookies(response)
        return response


class RefreshTokenView(PublicView):
    @extend_schema(request=RefreshRequest, responses=AuthResponse)
    def post(self, request: Request) -> Response:
        """Turn the refresh token, from its cookie or the body, into the next pair. Each is good once."""
        token = given(request, RefreshRequest).get("refreshToken")
        if token:
            return Response(AuthResponse(rotate_session(refresh=token)).data)
        token = refresh_cookie(request._request)
        if not token:
            raise NotSignedIn()
        require_csrf(request._request)
        try:
            pair = rotate_session(refresh=token)
        except NotSignedIn as problem:
            response = problem_response(problem)
            clear_session_cookies(response)
            return response
        response = Response(AuthResponse(pair).data)
        set_session_cookies(response, pair)
        return response


class LinkedPageView(APIView):
    """A page among the REST paths, which a link in a mail opens: HTML whatever is asked for, and in every case."""

    permission_classes = (AllowAny,)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Problem):
            raise exc  # the middleware makes a page of it
        return super().handle_exception(exc)


class VerifyEmailView(LinkedPageView):
    @extend_schema(
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(status, "text/html"): OpenApiTypes.STR for status in (200, 404, 410)},
    )
    def get(self, request: Request) -> HttpResponse:
        """The page that a verification link opens: verified, expired (410) or unknown (404)."""
        return verification_outcome(request._request, token=request.query_params.get("token", ""))


class ResendVerificationView(PublicView):
    @extend_schema(request=EmailRequest, responses=ApiResponse)
    def post(self, request: Request) -> Response:
        """Mail another link, if the address waits for one. The answer is the same if not."""
        signin.ask_for_verification(request._request, **given(request, EmailRequest))
        return Response(ok("If this address waits to be verified, a new link is on its way."))


@method_decorator(ensure_csrf_cookie, name="dispatch")
class CheckView(APIView):
    @extend_schema(
        responses={200: UserProfileResponse, 401: OpenApiResponse(description="Nobody is signed in.")}
    )
    def get(self, request: Request) -> Response:
        """Who is signed in. Also sets the cookie that X-CSRFToken must repeat."""
        return Response(UserProfileResponse(user_of(request)).data)


class ProfileView(APIView):
    @extend_schema(responses=UserProfileResponse)
    def get(self, request: Request) -> Response:
        return Response(UserProfileResponse(user_of(request)).data)

    @extend_schema(request=ProfileRequest, responses=UserProfileResponse)
    def put(self, request: Request) -> Response:
        """Change name, phone and (once in 30 days, else 409 `username_changed_recently`) user name."""
        user = update_profile(user=user_of(request), **given(request, ProfileRequest))
        return Response(UserProfileResponse(user).data)
