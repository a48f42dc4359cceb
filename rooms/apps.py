"""Rooms: who may enter, who is there, what they say."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from rooms import events  # noqa: F401  (registers what the socket may ask of rooms)
        from rooms.wire import Rooms
        from signaling import hooks

        hooks.register(Rooms())
