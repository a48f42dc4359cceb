"""The room's whiteboard."""

from django.apps import AppConfig


class WhiteboardConfig(AppConfig):
    name = "whiteboard"

    def ready(self) -> None:
        from rooms.snapshot import snapshot_part
        from whiteboard.selectors import board_state

        snapshot_part("board", board_state)
