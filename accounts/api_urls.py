"""Paths of /api/auth/."""

from django.urls import path

from accounts import api, picture_api

urlpatterns = [
    path("register", api.RegisterView.as_view(), name="api-register"),
    path("login", api.LoginView.as_view(), name="api-login"),
    path("logout", api.LogoutView.as_view(), name="api-logout"),
    path("refresh-token", api.RefreshTokenView.as_view(), name="api-refresh-token"),
    path("verify-email", api.VerifyEmailView.as_view(), name="verify-email"),
    path("resend-verification", api.ResendVerificationView.as_view(), name="api-resend-verification"),
    path("check", api.CheckView.as_view(), name="api-check"),
    path("profile", api.ProfileView.as_view(), name="api-profile"),
    path("profile/picture", picture_api.PictureView.as_view(), name="api-picture"),
]
