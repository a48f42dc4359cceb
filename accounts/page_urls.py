"""Paths of the account pages."""

from django.urls import path, re_path

from accounts import (
    data_pages,
    dev_mail,
    device_pages,
    email_pages,
    pages,
    password_pages,
    picture_api,
    profile_pages,
    unlock_pages,
)
from accounts.google import pages as google_pages
from accounts.two_factor import pages as two_factor_pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("sign-in/two-factor/", two_factor_pages.second_step, name="two-factor"),
    path("sign-in/google/", google_pages.account_type, name="google-account-type"),
    path("register/", pages.register, name="register"),
    path("sign-out/", pages.sign_out, name="sign-out"),
    path("verification/", pages.verification, name="verification"),
    path("forgot-password/", password_pages.forgot, name="forgot-password"),
    path("forgot-password/sent/", password_pages.forgot_sent, name="forgot-password-sent"),
    path("reset-password/", password_pages.reset, name="reset-password"),
    path("unlock/", unlock_pages.unlock, name="unlock"),
    path("profile/", profile_pages.profile, name="profile"),
    path("profile/picture/", profile_pages.change_picture, name="profile-picture"),
    path("profile/email/", email_pages.email_settings, name="email-settings"),
    path("profile/email/cancel/", email_pages.cancel, name="email-change-cancel"),
    path("profile/email/confirm/", email_pages.confirm, name="email-change-confirm"),
    path("profile/password/", password_pages.password_settings, name="password-settings"),
    path("profile/devices/", device_pages.devices, name="device-settings"),
    path("profile/devices/sign-out-others/", device_pages.sign_out_others, name="device-sign-out-others"),
    path("profile/devices/sign-out-all/", device_pages.sign_out_all, name="device-sign-out-all"),
    path("profile/devices/<str:session_id>/sign-out/", device_pages.sign_out_one, name="device-sign-out"),
    path("profile/data/", data_pages.my_data, name="data-settings"),
    path("profile/data/download/", data_pages.download, name="data-download"),
    path("profile/data/delete/", data_pages.delete, name="data-delete"),
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
