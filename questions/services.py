"""The one way to change a room's questions: every change locks the room, and is told to those who may see it.

Two hosts at once have an order, and neither ends half done; the same client id from the same person is one change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from fusemeet.errors import Conflict, Gone, Invalid, NotFound
from questions import audience
from questions.models import Question
from questions.order import MOST_QUESTIONS, place_of, put
from questions.texts import MOST_CHARACTERS, Words, clean_category, clean_difficulty, clean_text
from rooms.access import ROOM_ENDED, lock_room
from rooms.models import Room
from signaling import journal

# All texts of a room together; a newcomer's first frame has them.
MOST_ROOM_CHARACTERS = 200_000
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Changes:
    """What of a question shall be different; None is as it was. `place` counts from 0 (see `order.place_of`)."""

    question: str | None = None
    difficulty: str | None = None
    category: str | None = None
    is_visible: bool | None = None
    order: int | None = None

    def words(self) -> dict[str, str]:
        """The columns of its text, cleaned. Raises Invalid `bad_question`."""
        told = {"question": (clean_text, self.question), "difficulty": (clean_difficulty, self.difficulty)}
        told["category"] = (clean_category, self.category)
        errors: dict[str, list[str]] = {}
        columns: dict[str, str] = {}
        for name, (clean, given) in told.items():
            try:
                if given is not None:
                    columns[name] = clean(given)
            except Invalid as problem:
                errors[name] = [problem.message]
        if errors:
            message = " ".join(said for each in errors.values() for said in each)
            raise Invalid("bad_question", message, errors=errors)
        return columns


@dataclass(frozen=True, slots=True)
class Changed:
    """The question as it is now, None where it is gone; `seq` of the event that hosts hear, None: nothing to tell."""

    question: Question | None
    seq: int | None


@transaction.atomic
def create_question(
    *,
    room: int,
    person: str,
    words: Words,
    is_visible: bool = False,
    order: int | None = None,
    client_id: str | None = None,
) -> Changed:
    """A new question, at the end unless `order` says another place.

    Raises NotFound and Gone for the room, Conflict `too_many_questions` and `questions_too_long`.
    """
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return _of_repeat(room, repeat)
    rows = list(Question.objects.filter(room=locked))
    (made,), moved = _add(locked, rows, [words], is_visible, order)
    seq = audience.announce_created(locked, made, actor=person, client_id=client_id)
    _save_moved(locked, moved, person)
    return Changed(made, seq)


@transaction.atomic
def add_questions(
    *, room: int, person: str, words: Iterable[Words], is_visible: bool = False
) -> list[Question]:
    """All of these at the end, but for those that the room has in the same words. Raises as `create_question`."""
    locked = lock_open_room(room)
    rows = list(Question.objects.filter(room=locked))
    known = {row.question for row in rows}
    fresh = [one for one in {one.question: one for one in words}.values() if one.question not in known]
    if len(fresh) > MOST_AT_ONCE:
        raise Invalid("too_many_at_once", f"At most {MOST_AT_ONCE} questions can be added at once.")
    made, moved = _add(locked, rows, fresh, is_visible, None)
    for question in made:
        audience.announce_created(locked, question, actor=person)
    _save_moved(locked, moved, person)
    return made


@transaction.atomic
def change_question(
    *, room: int, person: str, question: int, changes: Changes, client_id: str | None = None
) -> Changed:
    """Other words, shown or hidden, at another place: all of it or nothing.

    Raises NotFound `unknown_question`, Invalid `bad_question`, and as `create_question`.
    """
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return _of_repeat(room, repeat)
    rows = list(Question.objects.filter(room=locked))
    row = _find(rows, question)
    was_visible = row.is_visible
    for column, value in changes.words().items():
        setattr(row, column, value)
    if changes.is_visible is not None:
        row.is_visible = changes.is_visible
    _require_room_for(rows)
    moved = [] if changes.order is None else put(rows, row, place_of(rows, row, changes.order))
    row.save()
    seq = audience.announce_changed(locked, row, was_visible, actor=person, client_id=client_id)
    _save_moved(locked, [other for other in moved if other is not row], person)
    return Changed(row, seq)


@transaction.atomic
def move_question(
    *, room: int, person: str, question: int, after: int | None, client_id: str | None = None
) -> Changed:
    """To the place behind the question `after`; None is before all others.

    Raises NotFound `unknown_question`, and Conflict `order_changed` where `after` is not there any more.
    """
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return _of_repeat(room, repeat)
    rows = list(Question.objects.filter(room=locked))
    row = _find(rows, question)
    others = [other.pk for other in rows if other is not row]
    if after is None:
        place = 0
    elif after in others:
        place = others.index(after) + 1
    else:
        raise Conflict(
            "order_changed", "The questions were changed meanwhile. Look at the order and move it again."
        )
    moved = put(rows, row, place)
    if not moved:
        return Changed(row, None)
    row.save()
    seq = audience.announce_changed(locked, row, row.is_visible, actor=person, client_id=client_id)
    _save_moved(locked, [other for other in moved if other is not row], person)
    return Changed(row, seq)


@transaction.atomic
def delete_question(*, room: int, person: str, question: int, client_id: str | None = None) -> Changed:
    """Raises NotFound `unknown_question`."""
    locked = lock_open_room(room)
    if repeat := journal.find_repeat(room=room, actor=person, client_id=client_id):
        return Changed(None, repeat.seq)
    row = _find(list(Question.objects.filter(room=locked, pk=question)), question)
    seq = audience.announce_deleted(locked, row, actor=person, client_id=client_id)
    row.delete()
    return Changed(None, seq)


def lock_open_room(room: int) -> Room:
    """Inside a transaction, first of all; raises NotFound and Gone."""
    locked = lock_room(room)
    if not locked.is_active:
        raise Gone("room_ended", ROOM_ENDED)
    return locked


def _add(
    room: Room, rows: list[Question], words: list[Words], is_visible: bool, wanted: int | None
) -> tuple[list[Question], list[Question]]:
    """Returns the new ones, and those of the others that got another number."""
    if len(rows) + len(words) > MOST_QUESTIONS:
        raise Conflict(
            "too_many_questions", f"A room has at most {MOST_QUESTIONS} questions. Delete some first."
        )
    made = [Question(room=room, is_visible=is_visible, **one.as_columns()) for one in words]
    _require_room_for([*rows, *made])
    renumbered: set[int] = set()
    for question in made:
        place = len(rows) if wanted is None else place_of(rows, question, wanted)
        renumbered |= {row.pk for row in put(rows, question, place) if row.pk is not None}
        question.save()
    return made, [row for row in rows if row.pk in renumbered - {question.pk for question in made}]


def _require_room_for(rows: list[Question]) -> None:
    if sum(len(row.question) for row in rows) > MOST_ROOM_CHARACTERS:
        raise Conflict(
            "questions_too_long",
            f"The questions of a room have at most {MOST_ROOM_CHARACTERS:,} characters together, and one of them "
            f"{MOST_CHARACTERS:,}. Shorten or delete some first.",
        )


def _save_moved(room: Room, moved: list[Question], person: str) -> None:
    """Neighbours that had to make room; each is told as a change of its own."""
    for row in moved:
        row.save()
        audience.announce_changed(room, row, row.is_visible, actor=person)


def _find(rows: list[Question], question: int) -> Question:
    for row in rows:
        if row.pk == question:
            return row
    raise NotFound("unknown_question", "There is no such question in this room any more.")


def _of_repeat(room: int, repeat: journal.Row) -> Changed:
    """What a frame that came twice is answered with: what its first coming made."""
    known: int = repeat.payload["question"]["id"]
    return Changed(Question.objects.filter(room_id=room, pk=known).first(), repeat.seq)
