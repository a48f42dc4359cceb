"""Paths of /api/auth/."""

from django.urls import path

from accounts import api, google_api, device_api, picture_api, two_factor_api

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
    path("check", api.CheckView.as_view(), name="api-check"),
    path("profile", api.ProfileView.as_view(), name="api-profile"),
    path("profile/picture", picture_api.PictureView.as_view(), name="api-picture"),
    path("sessions", device_api.SessionsView.as_view(), name="api-sessions"),
    path("sessions/end-others", device_api.EndOthersView.as_view(), name="api-sessions-end-others"),
    path("sessions/<str:session_id>", device_api.SessionView.as_view(), name="api-session"),
]
