"""Paths of the account pages."""

from django.urls import path

from accounts import dev_mail, pages

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("register/", pages.register, name="register"),
    path("sign-out/", pages.sign_out, name="sign-out"),
    path("verification/", pages.verification, name="verification"),
    path("profile/", pages.profile, name="profile"),
    path("dev/mail/", dev_mail.mails, name="dev-mail"),
    path("dev/mail/<slug:mail_id>/", dev_mail.mail, name="dev-mail-one"),
]
