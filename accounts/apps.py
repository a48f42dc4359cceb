"""Accounts: people, how they sign in, and the sessions they are signed in with."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import schema  # noqa: F401  (registers the authentication with the OpenAPI schema)
