"""What the socket may ask of a room's questions: one call each, to a service."""

from typing import Annotated, Literal

import msgspec

from fusemeet.errors import Invalid
from questions import services
from questions.services import Changes
from questions.texts import clean_words
from rooms.policy import Ability
from rooms.shapes import Question
from signaling import db
from signaling.frames import MAX_TEXT_BYTES
from signaling.limits import Rate
from signaling.registry import Durable, Frame, Lane, Payload, event, server_event
from signaling.socket import Socket

# Held by the service in characters; here only far enough that it can say so.
Text = Annotated[str, msgspec.Meta(max_length=40_000)]
Short = Annotated[str, msgspec.Meta(max_length=1000)]
Id = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
Order = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]

# A host who tidies up drags and shows many within a few seconds.
RATE = Rate("question", 5, 40)


class QuestionFields(Payload):
    """For UPDATE and DELETE `id`; what is left out of an UPDATE stays. What only the server sets is let pass unread."""

    id: Id | None = None
    question: Text | None = None
    difficulty: Short | None = None
    category: Short | None = None
    is_visible: bool | None = None
    display_order: Order | None = None
    room_id: Short | None = None
    created_at: Short | None = None
    updated_at: Short | None = None


class QuestionIn(Payload):
    action: Literal["CREATE", "UPDATE", "DELETE"]
    question: QuestionFields


class QuestionOrId(Frame):
    """The whole question, of one that went only this."""

    id: int


class QuestionTold(Durable):
    """A DELETE has nothing but the `id`."""

    action: Literal["CREATE", "UPDATE", "DELETE"]
    question: QuestionOrId


class Questions(Frame):
    questions: list[Question]


server_event(
    "questions",
    Questions,
    lane=Lane.CONTROL,
    note="All that this person may see now: their right to see hidden questions came or went.",
)


@event(
    "question",
    payload=QuestionIn,
    out=QuestionTold,
    lane=Lane.DURABLE,
    ability=Ability.MANAGE_QUESTIONS,
    rate=RATE,
    max_bytes=MAX_TEXT_BYTES,
)
async def question(socket: Socket, payload: QuestionIn, client_id: str | None) -> int | None:
    """Add, change, show, hide, move or delete one question; those who may not see it hear at most that it went."""
    asked = payload.question
    who = (socket.room, socket.person.id)
    return (await db.run(_apply, *who, payload.action, asked, client_id)).seq


def _apply(
    room: int, person: str, action: str, asked: QuestionFields, client_id: str | None
) -> services.Changed:
    if action == "CREATE":
        words = clean_words(
            question=asked.question or "", difficulty=asked.difficulty or "", category=asked.category or ""
        )
        return services.create_question(
            room=room,
            person=person,
            words=words,
            is_visible=bool(asked.is_visible),
            order=asked.display_order,
            client_id=client_id,
        )
    if asked.id is None:
        raise Invalid("bad_field", f"{action} names the question by its id.")
    if action == "DELETE":
        return services.delete_question(room=room, person=person, question=asked.id, client_id=client_id)
    changes = Changes(
        question=asked.question,
        difficulty=asked.difficulty,
        category=asked.category,
        is_visible=asked.is_visible,
        order=asked.display_order,
    )
    return services.change_question(
        room=room, person=person, question=asked.id, changes=changes, client_id=client_id
    )
