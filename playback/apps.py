"""What a session was: played back, exported and reported."""

from django.apps import AppConfig


class PlaybackConfig(AppConfig):
    name = "playback"

    def ready(self) -> None:
        from playback import deletion, my_data  # noqa: F401  (register what accounts ask of every app)
