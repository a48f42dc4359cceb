"""Sessions that lie ahead, and who is invited to them."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
