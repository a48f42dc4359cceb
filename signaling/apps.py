"""The wire: sockets, the room's journal, presence and shared documents. It imports no domain app."""

from django.apps import AppConfig


class SignalingConfig(AppConfig):
    name = "signaling"

    def ready(self) -> None:
        from signaling import events  # noqa: F401  (registers the wire's own events)
