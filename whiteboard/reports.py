"""What reports read of a board: its pages with whole elements, kept beside the document and following it."""

from rooms.models import Room
from rooms.policy import BOARD_VISIBLE
from signaling.hooks import Board
from whiteboard.canvas import canvas_of
from whiteboard.elements import elements_of
from whiteboard.pages import pages_of, state_of


def keep_for_reports(room: int, board: Board) -> None:
    """Write down what the board of this room holds; inside the transaction that saves it."""
    locked = Room.objects.select_for_update().filter(pk=room).first()
    if locked is None:  # deleted at this moment
        return
    listed = pages_of(room)
    elements = {page: elements_of(board.get(page, {})) for page in listed.ids}
    state = state_of(locked)
    state.canvas_data = canvas_of(listed.as_wire()["pages"], elements)
    state.active_page_id = listed.active
    state.visible = locked.permissions[BOARD_VISIBLE]
    state.save()
