"""What a session was: played back, exported and reported."""

from django.apps import AppConfig


class PlaybackConfig(AppConfig):
    name = "playback"
