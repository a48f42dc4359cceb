"""Rooms: who may enter, who is there, what they say."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self) -> None:
        from rooms import (
            class_events,  # noqa: F401  (registers what hosts may say of the class and the lobby)
            code_events,  # noqa: F401  (registers what JSON clients may say of the code)
            deletion,  # noqa: F401  (registers what becomes of rooms when an account is deleted)
            events,  # noqa: F401  (registers what travels on the socket)
            letters,  # noqa: F401  (registers the mails)
            my_data,  # noqa: F401  (registers what rooms put into a person's archive)
            shapes,  # noqa: F401  (registers what the server says on the socket)
            timer_events,  # noqa: F401  (registers the clock)
        )
        from rooms.grants import grants_of
        from rooms.lobby import lobby_of
        from rooms.policy import Ability
        from rooms.snapshot import snapshot_part
        from rooms.timer import timer_state
        from rooms.wire import Rooms
        from signaling import hooks

        hooks.register(Rooms())
        snapshot_part("timer", timer_state)
        snapshot_part("lobby", lobby_of)
        snapshot_part("grants", grants_of)
        gains = Ability.MANAGE_PERMISSIONS
        hooks.tell_who_gains(gains, "lobby-list", lambda entry: {"waiting": lobby_of(entry)})
        hooks.tell_who_gains(gains, "grants", lambda entry: {"grants": grants_of(entry)})
