"""Mailing: the outbox, in which every mail stands before it is sent and after."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "mailing"
    default_auto_field = "django.db.models.BigAutoField"
