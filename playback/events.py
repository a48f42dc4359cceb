"""The room's journal as a recording: what a viewer may see of it, and nothing of what was not recorded.

While the recording was off nothing is told. What stands afterwards because of it (the language, the board's pages,
which questions are shown, who is there) is told at the gap's end, as one change by nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playback.people import FORMER_NAME, Names
from playback.recording import Gap, Recording, microseconds
from playback.viewers import Viewer
from signaling.journal import NOT_HOSTS, Row, read_since

Event = dict[str, Any]

SAID = frozenset({"chat", "private"})
PASSING = SAID | {"timer", "room-ended"}
PRESENCE = frozenset({"join", "leave"})
BOARD = frozenset({"whiteboard-page", "whiteboard-pages", "whiteboard-visibility"})
STATE = BOARD | {"language"}
QUESTION = "question"
# Whatever else the journal holds or will hold is not shown: it was told to hosts, or is nobody's business afterwards.
SHOWN = PASSING | PRESENCE | STATE | {QUESTION}
NOT_SHARED = frozenset({"pictureUrl"})
OF_A_QUESTION = frozenset({"id", "question", "difficulty", "category", "isVisible", "displayOrder"})
PAGE = 1000


def events_for(viewer: Viewer, recording: Recording, names: Names) -> Iterator[Event]:
    """`{seq, time, type, …payload}` in order, `time` in ms since the epoch; rows are read a page at a time."""
    told = Telling(viewer, recording, names)
    for row in _rows(viewer.room.pk):
        yield from told.take(row)
    yield from told.close()


def _rows(room: int) -> Iterator[Row]:
    seq = 0
    while rows := read_since(room, seq, limit=PAGE):
        yield from rows
        seq = rows[-1].seq
        if len(rows) < PAGE:
            return


@dataclass
class Telling:
    """What the viewer has been told so far, and what has become different since without their being told."""

    viewer: Viewer
    recording: Recording
    names: Names
    gap: Gap | None = None
    # Changed during the gap: the newest of each kind, and each person's coming or going.
    waiting: dict[str, Event] = field(default_factory=dict)
    moved: dict[str, Event] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    questions: dict[Any, dict[str, Any]] = field(default_factory=dict)
    questions_told: dict[Any, dict[str, Any]] = field(default_factory=dict)

    def take(self, row: Row) -> Iterator[Event]:
        if row.type not in SHOWN or (row.type in BOARD and not self.viewer.sees_board):
            return
        time = microseconds(row.created_at)
        gap = self.recording.gap_at(time)
        if gap != self.gap:
            yield from self._end_gap()
            self.gap = gap
        if row.type == QUESTION:
            self._note_question(row)
            if gap is None:
                yield from self._question_changes(row.seq, time)
        elif self.viewer.hears(row.audience):
            event = self._event(row, time)
            if gap is not None:
                self._keep(event)
            else:
                self._place(event)
                yield event

    def close(self) -> Iterator[Event]:
        yield from self._end_gap()

    def _event(self, row: Row, time: int) -> Event:
        event: Event = {"seq": row.seq, "time": time // 1000, "type": row.type, **row.payload}
        if self.viewer.shared:
            event = {key: value for key, value in event.items() if key not in NOT_SHARED}
        person = event.get("userId") or event.get("from")
        if person and self.names.get(person, ("",))[0] == FORMER_NAME:
            event |= {key: FORMER_NAME for key in ("username", "fullName") if key in event}
        return event

    def _place(self, event: Event) -> None:
        if event["type"] == "join":
            self.here.add(event["userId"])
        elif event["type"] == "leave":
            self.here.discard(event["userId"])

    def _keep(self, event: Event) -> None:
        if event["type"] in STATE:
            self.waiting[event["type"]] = event
        elif event["type"] in PRESENCE:
            self.moved[event["userId"]] = event

    def _end_gap(self) -> Iterator[Event]:
        """What stands at its end. A gap that has not ended tells nothing."""
        gap, self.gap = self.gap, None
        waiting, self.waiting = self.waiting, {}
        moved, self.moved = self.moved, {}
        if gap is None or gap.end is None:
            return
        at = {"time": gap.end // 1000}
        for event in waiting.values():
            yield event | at | ({"userId": ""} if "userId" in event else {})
        for person, event in moved.items():
            if (event["type"] == "join") != (person in self.here):
                self._place(event)
                yield {key: value for key, value in event.items() if key not in {"joinedAt", "reason"}} | at
        yield from self._question_changes(None, gap.end)

    # --- questions -------------------------------------------------------------------------------------------------
    def _note_question(self, row: Row) -> None:
        """Each change may stand in the journal once for every audience; what counts is whether it can be seen.

        That a question went from those who are no hosts is no news to somebody who saw it before and after.
        """
        if row.audience == NOT_HOSTS and self.viewer.sees_hidden_questions:
            return
        payload = row.payload
        question = {
            key: value for key, value in (payload.get("question") or {}).items() if key in OF_A_QUESTION
        }
        known = question.get("id")
        seen = bool(question.get("isVisible")) or self.viewer.sees_hidden_questions
        if payload.get("action") == "DELETE" or not seen:
            self.questions.pop(known, None)
        else:
            self.questions[known] = question

    def _question_changes(self, seq: int | None, time: int) -> Iterator[Event]:
        told, now = self.questions_told, self.questions
        self.questions_told = dict(now)
        for known in [*now, *(known for known in told if known not in now)]:
            question, before = now.get(known), told.get(known)
            if question == before:
                continue
            action = "DELETE" if question is None else "UPDATE" if before else "CREATE"
            event = {
                "time": time // 1000,
                "type": QUESTION,
                "action": action,
                "question": question or {"id": known},
            }
            yield {"seq": seq, **event}
