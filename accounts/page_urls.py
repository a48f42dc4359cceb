"""Paths of the account pages."""

from django.urls import path, re_path

from accounts import dev_mail, pages, picture_api, profile_pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("register/", pages.register, name="register"),
    path("sign-out/", pages.sign_out, name="sign-out"),
    path("verification/", pages.verification, name="verification"),
    path("profile/", profile_pages.profile, name="profile"),
    path("profile/picture/", profile_pages.change_picture, name="profile-picture"),
    re_path(r"^pictures/([0-9a-f]{64})\.webp$", picture_api.picture, name="picture"),
    path("dev/mail/", dev_mail.mails, name="dev-mail"),
    path("dev/mail/<slug:mail_id>/", dev_mail.mail, name="dev-mail-one"),
]
