"""REST doors to a room's questions. Each asks one service; a change reaches the room's sockets as `question`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.throttle import count_or_refuse
from fusemeet.drf import ApiResponse, ok
from questions import library, services
from questions import serializers as shapes
from questions.presentation import kept_info, question_info
from questions.selectors import room_questions
from questions.services import Changed, Changes
from questions.texts import clean_words
from rooms.access import Member, room_for
from rooms.api import body, who
from rooms.identity import RoomDoor
from rooms.policy import Ability

TAGS = ["questions"]


def manager_at(request: Request, room_id: str) -> Member:
    """Who may change the room's questions; counted."""
    member = room_for(who(request), room_id, Ability.MANAGE_QUESTIONS)
    count_or_refuse("questions", member.person)
    return member


def changed_answer(member: Member, message: str, changed: Changed) -> dict[str, Any]:
    shown = question_info(changed.question, member.room.room_id) if changed.question else None
    return ok(message, shown)


class QuestionsView(RoomDoor):
    """The questions of a room."""

    @extend_schema(responses=shapes.QuestionResponse(many=True), tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """In display order, 500 at most; candidates and students get only the visible ones."""
        return Response(room_questions(room_for(who(request), room_id)))

    @extend_schema(request=shapes.QuestionRequest, responses={201: shapes.QuestionAnswer}, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        """A new one, at the end. 409 `too_many_questions`, `questions_too_long`."""
        member = manager_at(request, room_id)
        asked = body(request, shapes.QuestionRequest)
        changed = services.create_question(
            room=member.room.pk,
            person=member.person,
            words=clean_words(
                question=asked["question"], difficulty=asked["difficulty"], category=asked["category"]
            ),
            is_visible=bool(asked["isVisible"]),
            order=asked["displayOrder"],
        )
        said = changed_answer(member, "The question was added.", changed)
        return Response(said, status=status.HTTP_201_CREATED)


class QuestionView(RoomDoor):
    """One of them."""

    @extend_schema(request=shapes.QuestionRequest, responses=shapes.QuestionAnswer, tags=TAGS)
    def put(self, request: Request, room_id: str, question_id: int) -> Response:
        """Other words, shown or hidden, at another place; what is left out stays. 404 `unknown_question`."""
        member = manager_at(request, room_id)
        asked = body(request, shapes.QuestionRequest)
        changes = Changes(
            question=asked["question"],
            difficulty=asked["difficulty"],
            category=asked["category"],
            is_visible=asked["isVisible"],
            order=asked["displayOrder"],
        )
        changed = services.change_question(
            room=member.room.pk, person=member.person, question=question_id, changes=changes
        )
        return Response(changed_answer(member, "The question was changed.", changed))

    @extend_schema(responses=ApiResponse, tags=TAGS)
    def delete(self, request: Request, room_id: str, question_id: int) -> Response:
        member = manager_at(request, room_id)
        services.delete_question(room=member.room.pk, person=member.person, question=question_id)
        return Response(ok("The question was deleted."))


class MoveView(RoomDoor):
    """Its place in the order."""

    @extend_schema(request=shapes.QuestionMoveRequest, responses=shapes.QuestionAnswer, tags=TAGS)
    def post(self, request: Request, room_id: str, question_id: int) -> Response:
        """Behind another question, or before all. 409 `order_changed` when that one is gone."""
        member = manager_at(request, room_id)
        changed = services.move_question(
            room=member.room.pk,
            person=member.person,
            question=question_id,
            after=body(request, shapes.QuestionMoveRequest)["after"],
        )
        return Response(changed_answer(member, "The question was moved.", changed))


class KeepView(RoomDoor):
    """Into one's own library."""

    @extend_schema(request=None, responses={200: shapes.KeptAnswer, 201: shapes.KeptAnswer}, tags=TAGS)
    def post(self, request: Request, room_id: str, question_id: int) -> Response:
        """201 when it is new there; the same words are kept once. 409 `library_full`."""
        kept, new = library.keep_from_room(member=manager_at(request, room_id), question=question_id)
        message = "The question is in your library." if new else "It was in your library already."
        return Response(ok(message, kept_info(kept)), status=201 if new else 200)


class DrawView(RoomDoor):
    """From one's library, and from rooms that one is a host of, into this room."""

    @extend_schema(request=shapes.QuestionDrawRequest, responses={201: shapes.QuestionsAnswer}, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        """At the end, 100 at most at once, hidden unless `isVisible`; `data` are those that the room did not have."""
        member = manager_at(request, room_id)
        asked = body(request, shapes.QuestionDrawRequest)
        made = library.draw_questions(
            member=member,
            kept=asked["ids"],
            earlier=asked["questionIds"],
            is_visible=asked["isVisible"],
        )
        left = len(set(asked["ids"])) + len(set(asked["questionIds"])) - len(made)
        message = f"{len(made)} added." + (f" {left} in the same words were here already." if left else "")
        shown = [question_info(question, member.room.room_id) for question in made]
        return Response(ok(message, shown), status=status.HTTP_201_CREATED)
