"""Class groups: who learns together."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
