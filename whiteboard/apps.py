"""The room's whiteboard."""

from django.apps import AppConfig


class WhiteboardConfig(AppConfig):
    name = "whiteboard"

    def ready(self) -> None:
        from rooms.policy import Ability
        from rooms.snapshot import snapshot_part
        from signaling import hooks
        from signaling.documents import feeds, roots
        from signaling.documents.models import DocumentKind
        from whiteboard import (
            events,  # noqa: F401  (registers what travels on the socket)
            my_data,  # noqa: F401  (registers what the board puts into a person's archive)
        )
        from whiteboard.feed import BoardFeed
        from whiteboard.pages import page_ids
        from whiteboard.reports import keep_for_reports
        from whiteboard.selectors import board_state

        snapshot_part("board", board_state)
        roots.register(page_ids)
        hooks.hear_of_boards(keep_for_reports)
        hooks.tell_who_gains(Ability.SEE_BOARD, "board", board_state)
        feeds.register(DocumentKind.BOARD, BoardFeed)
