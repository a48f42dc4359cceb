"""Paths of the account pages."""

from django.urls import path, re_path

from accounts import dev_mail, google_pages, device_pages, pages, picture_api, profile_pages, two_factor_pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("sign-in/two-factor/", two_factor_pages.second_step, name="two-factor"),
    path("sign-in/google/", google_pages.account_type, name="google-account-type"),
    path("register/", pages.register, name="register"),
    path("sign-out/", pages.sign_out, name="sign-out"),
    path("verification/", pages.verification, name="verification"),
    path("profile/", profile_pages.profile, name="profile"),
    path("profile/picture/", profile_pages.change_picture, name="profile-picture"),
    path("profile/devices/", device_pages.devices, name="device-settings"),
    path("profile/devices/sign-out-others/", device_pages.sign_out_others, name="device-sign-out-others"),
    path("profile/devices/sign-out-all/", device_pages.sign_out_all, name="device-sign-out-all"),
    path("profile/devices/<str:session_id>/sign-out/", device_pages.sign_out_one, name="device-sign-out"),
    re_path(r"^pictures/([0-9a-f]{64})\.webp$", picture_api.picture, name="picture"),
    path("profile/two-factor/", two_factor_pages.overview, name="two-factor-settings"),
    path("profile/two-factor/start/", two_factor_pages.start, name="two-factor-start"),
    path("profile/two-factor/confirm/", two_factor_pages.confirm, name="two-factor-confirm"),
    path("profile/two-factor/cancel/", two_factor_pages.cancel, name="two-factor-cancel"),
    path("profile/two-factor/codes/", two_factor_pages.renew, name="two-factor-renew"),
    path("profile/two-factor/off/", two_factor_pages.off, name="two-factor-off"),
    path("profile/connections/", google_pages.connections, name="connection-settings"),
    path("profile/connections/google/", google_pages.link, name="google-link"),
    path("profile/connections/google/off/", google_pages.unlink, name="google-unlink"),
    path("dev/mail/", dev_mail.mails, name="dev-mail"),
    path("dev/mail/<slug:mail_id>/", dev_mail.mail, name="dev-mail-one"),
]
