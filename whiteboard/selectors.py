"""The board's state as a newcomer needs it."""

from typing import Any

from signaling.hooks import Entry
from whiteboard.models import WhiteboardState


def board_state(entry: Entry) -> dict[str, Any]:
    """Whether the board is shown, and which page to all; a room whose board nobody touched has no row yet."""
    state = WhiteboardState.objects.filter(room_id=entry.room).first()
    if state is None:
        return {"visible": True, "activePageId": None, "pages": []}
    return {"visible": state.visible, "activePageId": state.active_page_id or None, "pages": []}
