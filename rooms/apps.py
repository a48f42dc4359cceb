"""Rooms: who may enter, who is there, what they say."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from rooms import events, shapes  # noqa: F401  (register what travels on the socket)
        from rooms.wire import Rooms
        from signaling import hooks

        hooks.register(Rooms())
