"""Sessions that lie ahead, and who is invited to them."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        from scheduling import deletion, my_data  # noqa: F401  (register what accounts ask of every app)
