"""Accounts: people, how they sign in, and the sessions they are signed in with."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import (
            letters,  # noqa: F401  (registers the mails)
            my_data_files,  # noqa: F401  (registers what accounts put into a person's archive)
            online,
            schema,  # noqa: F401  (registers the authentication with the OpenAPI schema)
            security_letters,  # noqa: F401  (registers the mails about passwords, addresses and locks)
            throttle,
        )
        from accounts.google import letters as google_letters  # noqa: F401
        from accounts.two_factor import letters as two_factor_letters  # noqa: F401
        from signaling.hooks import hear_of_sockets

        throttle.require_known_scopes()
        hear_of_sockets(online.hear_of_sockets)
