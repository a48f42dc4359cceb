"""Paths of /api/auth/."""

from django.urls import path

from accounts import api, device_api, email_api, password_api, picture_api
from accounts.google import api as google_api
from accounts.two_factor import api as two_factor_api

urlpatterns = [
    path("register", api.RegisterView.as_view(), name="api-register"),
    path("login", api.LoginView.as_view(), name="api-login"),
    path("two-factor", two_factor_api.TwoFactorView.as_view(), name="api-two-factor"),
    path("google", google_api.GoogleView.as_view(), name="google"),
    path("google/callback", google_api.GoogleCallbackView.as_view(), name="google-callback"),
    path("logout", api.LogoutView.as_view(), name="api-logout"),
    path("refresh-token", api.RefreshTokenView.as_view(), name="api-refresh-token"),
    path("verify-email", api.VerifyEmailView.as_view(), name="verify-email"),
    path("resend-verification", api.ResendVerificationView.as_view(), name="api-resend-verification"),
    path("forgot-password", password_api.ForgotPasswordView.as_view(), name="api-forgot-password"),
    path("reset-password", password_api.ResetPasswordView.as_view(), name="api-reset-password"),
    path("check", api.CheckView.as_view(), name="api-check"),
    path("profile", api.ProfileView.as_view(), name="api-profile"),
    path("profile/change-password", password_api.ChangePasswordView.as_view(), name="api-change-password"),
    path("profile/request-email-change", email_api.EmailChangeView.as_view(), name="api-email-change"),
    path(
        "profile/confirm-email-change",
        email_api.ConfirmEmailChangeView.as_view(),
        name="confirm-email-change",
    ),
    path("profile/picture", picture_api.PictureView.as_view(), name="api-picture"),
    path("sessions", device_api.SessionsView.as_view(), name="api-sessions"),
    path("sessions/end-others", device_api.EndOthersView.as_view(), name="api-sessions-end-others"),
    path("sessions/<str:session_id>", device_api.SessionView.as_view(), name="api-session"),
]
