"""How a session ended: the code, the board's pages and the questions, as far as a viewer may see them."""

from dataclasses import dataclass
from typing import Any

from fusemeet.errors import Unavailable
from playback.board_pages import recorded_pages
from playback.events import QUESTION, Event
from playback.recording import Recording
from playback.timeline import Timeline
from playback.viewers import Viewer
from questions.models import Question
from questions.selectors import MAX_QUESTIONS
from signaling.documents.checkpoints import replica_at
from signaling.documents.log import LogDamaged, load
from signaling.documents.models import DocumentKind
from signaling.documents.replica import Replica, ReplicaBroken
from whiteboard.elements import elements_of

FIELDS = ("question", "difficulty", "category", "isVisible")


@dataclass(frozen=True)
class BoardPage:
    """A page with its whole elements, those at the back first."""

    id: str
    title: str
    order: int
    elements: list[dict[str, Any]]


def final_code(timeline: Timeline) -> str:
    """The text after the last recorded step. Raises Unavailable `recording_damaged`."""
    found = _at_end(timeline, DocumentKind.CODE)
    return found.text() if found else ""


def final_board(viewer: Viewer, timeline: Timeline) -> list[BoardPage]:
    """The pages in their order; none for who may not see the board. Raises as `final_code`."""
    if not viewer.sees_board:
        return []
    found = _at_end(timeline, DocumentKind.BOARD)
    drawn = found.board() if found else {}
    return [
        BoardPage(page["id"], page["title"], page["order"], elements_of(drawn.get(page["id"], {})))
        for page in recorded_pages(viewer.room, timeline.recording)
    ]


def _at_end(timeline: Timeline, kind: DocumentKind) -> Replica | None:
    """The document after its last recorded step; None where nobody has touched it."""
    log = timeline.logs.get(kind)
    if log is None or not log.head:
        return None
    if timeline.recording.cut is None:
        return load(log.room, kind).replica
    try:
        return replica_at(log.document, log.head)
    except (LogDamaged, ReplicaBroken):
        raise Unavailable("recording_damaged", "A part of this recording cannot be read.") from None


def final_language(first: str, events: list[Event]) -> str:
    """What the code stood in after the last recorded change."""
    changes = [event["language"] for event in events if event["type"] == "language"]
    return changes[-1] if changes else first


def questions_of(viewer: Viewer, recording: Recording, events: list[Event]) -> list[dict[str, Any]]:
    """In display order, `shownAt` (ms since the epoch) where the recording has the moment.

    Whoever sees hidden questions gets all of them; the others those that are shown now, and those that were, in the
    words in which they were. Where the recording ended before now, all get only what it has of them, as it was then.
    """
    told: dict[Any, dict[str, Any]] = {}
    shown_at: dict[Any, int] = {}
    shown: set[Any] = set()
    for event in events:
        if event["type"] != QUESTION:
            continue
        question = event["question"]
        shown.discard(question["id"])
        if event["action"] != "DELETE":
            told[question["id"]] = question
            if question.get("isVisible"):
                shown.add(question["id"])
                shown_at.setdefault(question["id"], event["time"])
    listed = Question.objects.filter(room=viewer.room)
    if not viewer.sees_hidden_questions:
        listed = listed.filter(is_visible=True)
    now = {question.pk: _info(question) for question in listed[:MAX_QUESTIONS]}
    if recording.cut is not None:
        order = [*(known for known in now if known in told), *told]
        now = {known: _told(told[known]) | {"isVisible": known in shown} for known in order}
    earlier = {known: _told(question) for known, question in told.items() if known not in now}
    return [{"id": known, **info, "shownAt": shown_at.get(known)} for known, info in (now | earlier).items()]


def _info(question: Question) -> dict[str, Any]:
    return {
        "question": question.question,
        "difficulty": question.difficulty,
        "category": question.category,
        "isVisible": question.is_visible,
    }


def _told(question: dict[str, Any]) -> dict[str, Any]:
    return {field: question.get(field) for field in FIELDS} | {"isVisible": False}
