"""Questions as those see them who may."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from questions.models import Question
from questions.order import MOST_QUESTIONS
from questions.presentation import question_info
from rooms.access import Member, open_rooms_of
from rooms.models import Access, Room
from rooms.policy import HOSTS, Ability
from signaling.hooks import Entry
from signaling.journal import Row

MAX_QUESTIONS = MOST_QUESTIONS
MOST_ROOMS = 100
WORDS = ("question", "difficulty", "category")


def questions_for(entry: Entry) -> list[dict[str, Any]]:
    """In display order; whoever may not see hidden questions gets only the visible ones."""
    return _listed(entry.room, entry.room_id, entry.abilities)


def questions_event(entry: Entry) -> dict[str, Any]:
    """The same as the event for somebody whose right to see hidden ones came or went."""
    return {"questions": questions_for(entry)}


def room_questions(member: Member) -> list[dict[str, Any]]:
    """The same as the REST door answers."""
    return _listed(member.room.pk, member.room.room_id, member.abilities)


def told_again(entry: Entry, rows: list[Row]) -> list[Row]:
    """Of past `question` events those that may be told to this person once more.

    Whoever may not see hidden questions hears of none that is hidden or gone by now, nor in words that are not its own
    any more: a text stays with those to whom it was shown while it was.
    """
    if Ability.SEE_HIDDEN_QUESTIONS in entry.abilities:
        return rows
    shown = Question.objects.filter(room_id=entry.room, is_visible=True).values_list("pk", *WORDS)
    now = {known: words for known, *words in shown}

    def may_be_told(row: Row) -> bool:
        question = row.payload["question"]
        if row.payload["action"] == "DELETE":
            return True
        return now.get(question["id"]) == [question[name] for name in WORDS]

    return [row for row in rows if may_be_told(row)]


def earlier_questions(user: User, search: str = "") -> QuerySet[Question]:
    """Those of every room that this person is a host of, whatever became of the room."""
    hosted = Access.objects.filter(user=user, access_type__in=HOSTS).values("room_id")
    found = Question.objects.filter(room__in=hosted).select_related("room")
    for word in search.replace("\0", "").split()[:10]:
        found = found.filter(Q(question__icontains=word) | Q(category__icontains=word))
    return found


def rooms_to_fill(user: User) -> list[Room]:
    """The open rooms whose questions this person manages, those used last first."""
    hosted = Access.objects.filter(user=user, access_type__in=HOSTS).values("room_id")
    return list(open_rooms_of(user).filter(pk__in=hosted).select_related(None)[:MOST_ROOMS])


def _listed(room: int, room_id: str, abilities: frozenset[str]) -> list[dict[str, Any]]:
    questions = Question.objects.filter(room_id=room)
    if Ability.SEE_HIDDEN_QUESTIONS not in abilities:
        questions = questions.filter(is_visible=True)
    return [question_info(question, room_id) for question in questions[:MAX_QUESTIONS]]
