"""Class groups: who learns together."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        from groups import (
            deletion,  # noqa: F401  (registers what happens to groups when an account is deleted)
            joining,  # noqa: F401  (registers what happens when an address is proved)
            letters,  # noqa: F401  (registers the mails)
            my_data,  # noqa: F401  (registers what groups put into a person's archive)
        )
