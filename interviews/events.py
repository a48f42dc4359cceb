"""What a room's socket says of notes and scorecards: that they changed, to those who may read them."""

from interviews import notes, scorecards
from signaling.registry import Frame, Lane, server_event


class Changed(Frame):
    """Nothing more: what changed is read by REST."""


server_event(
    notes.CHANGED,
    Changed,
    lane=Lane.VOLATILE,
    note="To interviewers alone: read the notes of this room again.",
)
server_event(
    scorecards.CHANGED, Changed, lane=Lane.VOLATILE, note="To interviewers alone: read the scorecards again."
)
