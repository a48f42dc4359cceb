"""Who hears of a question: hosts of every one, the others of what is shown to them, and of nothing else.

What is shown or hidden is told twice: hosts hear of a question that is different now, the others of one that came or
went. A row of the journal keeps its audience, so the same holds for whoever asks for the past.
"""

from typing import Any

from questions.models import Question
from questions.presentation import question_info
from rooms.models import Room
from signaling.journal import ALL, HOSTS, NOT_HOSTS
from signaling.publish import announce

EVENT = "question"


def announce_created(room: Room, question: Question, *, actor: str, client_id: str | None = None) -> int:
    """Returns the `seq` of the row that the hosts hear, as the others do."""
    told = ALL if question.is_visible else HOSTS
    return _say(room, told, "CREATE", question_info(question, room.room_id), actor, client_id)


def announce_changed(
    room: Room, question: Question, was_visible: bool, *, actor: str, client_id: str | None = None
) -> int:
    """With the room locked; `was_visible` is how it was before."""
    info = question_info(question, room.room_id)
    if question.is_visible and was_visible:
        return _say(room, ALL, "UPDATE", info, actor, client_id)
    seq = _say(room, HOSTS, "UPDATE", info, actor, client_id)
    if question.is_visible:
        _say(room, NOT_HOSTS, "CREATE", info, actor)
    elif was_visible:
        _say(room, NOT_HOSTS, "DELETE", {"id": question.pk}, actor)
    return seq


def announce_deleted(room: Room, question: Question, *, actor: str, client_id: str | None = None) -> int:
    told = ALL if question.is_visible else HOSTS
    return _say(room, told, "DELETE", {"id": question.pk}, actor, client_id)


def _say(
    room: Room, told: str, action: str, question: dict[str, Any], actor: str, client_id: str | None = None
) -> int:
    payload = {"action": action, "question": question}
    row = announce(room=room.pk, type=EVENT, payload=payload, audience=told, actor=actor, client_id=client_id)
    return row.seq
