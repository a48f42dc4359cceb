"""The newest steps of a text in memory, so that an edit of an older version can be brought to the present."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from signaling.documents.changes import TextEdit
from signaling.documents.rebase import apply
from signaling.documents.text import Units
from signaling.documents.text_edits import inverse_of

MAX_STEPS = 2000
# What the steps of one document may hold in all, in characters.
MAX_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """What led to version `seq` from the one before it, and what leads back."""

    seq: int
    edits: Sequence[TextEdit]
    undo: Sequence[TextEdit]

    @property
    def size(self) -> int:
        return sum(len(edit.insert) for edit in (*self.edits, *self.undo))


class Past:
    """Kept by a watched replica: `propose` with each update, `settle` when it has become a row of the log.

    `units` are those of the text as it is now (`signaling.documents.text`).
    """

    def __init__(self, units: Units) -> None:
        self.units = units
        self._steps: deque[Step] = deque()
        self._size = 0
        self._proposed: tuple[Sequence[TextEdit], Sequence[TextEdit]] = ((), ())

    def propose(self, edits: Sequence[TextEdit]) -> None:
        self._proposed = (edits, inverse_of(edits, self.units))
        self.units = apply(self.units, edits)

    def settle(self, seq: int) -> None:
        step = Step(seq, *self._proposed)
        self._proposed = ((), ())
        self._steps.append(step)
        self._size += step.size
        while len(self._steps) > MAX_STEPS or (self._size > MAX_CHARACTERS and len(self._steps) > 1):
            self._size -= self._steps.popleft().size

    def since(self, version: int, head: int) -> list[Step] | None:
        """The steps from a version to the head, in order; None where they are not all in memory."""
        if not 0 <= version <= head:
            return None
        count = head - version
        if count > len(self._steps):
            return None
        return list(self._steps)[len(self._steps) - count :]
