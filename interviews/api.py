"""REST doors to what interviewers note about a candidate; closed to everybody else."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.throttle import count_or_refuse
from interviews import notes, scorecards
from interviews import serializers as shapes
from interviews.scorecards import Judgement
from rooms.access import Member, room_for
from rooms.api import body, who
from rooms.identity import RoomDoor
from rooms.policy import Ability

TAGS = ["interviews"]


def interviewer_at(request: Request, room_id: str) -> Member:
    """Also of a room that has ended: what one thinks is often written down afterwards."""
    member = room_for(who(request), room_id, Ability.NOTES)
    if request.method != "GET":
        count_or_refuse("interview-note", member.person)
    return member


class NotesView(RoomDoor):
    """The notes of a room."""

    @extend_schema(responses=shapes.NoteSerializer(many=True), tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """All interviewers' notes, the oldest first; 500 at most."""
        member = interviewer_at(request, room_id)
        return Response([notes.note_info(note, member) for note in notes.list_notes(member=member)])

    @extend_schema(request=shapes.NoteRequest, responses={201: shapes.NoteSerializer}, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        member = interviewer_at(request, room_id)
        note = notes.add_note(member=member, text=body(request, shapes.NoteRequest)["text"])
        return Response(notes.note_info(note, member), status=status.HTTP_201_CREATED)


class NoteView(RoomDoor):
    """One of them; its author's to change."""

    @extend_schema(request=shapes.NoteChange, responses=shapes.NoteSerializer, tags=TAGS)
    def put(self, request: Request, room_id: str, note_id: int) -> Response:
        member = interviewer_at(request, room_id)
        asked = body(request, shapes.NoteChange)
        note = notes.change_note(
            member=member, note_id=note_id, text=asked["text"], seen_at=asked.get("updatedAt")
        )
        return Response(notes.note_info(note, member))

    @extend_schema(responses={204: None}, tags=TAGS)
    def delete(self, request: Request, room_id: str, note_id: int) -> Response:
        notes.delete_note(member=interviewer_at(request, room_id), note_id=note_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ScorecardsView(RoomDoor):
    """The cards of a room's interviewers."""

    @extend_schema(responses=shapes.ScorecardsSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """One's own, and those that others handed in, once one's own is handed in too."""
        cards = scorecards.read_cards(member=interviewer_at(request, room_id))
        return Response(
            {
                "criteria": list(scorecards.CRITERIA),
                "mine": scorecards.card_info(cards.mine) if cards.mine else None,
                "others": [scorecards.card_info(card) for card in cards.others],
                "othersWaiting": cards.waiting,
            }
        )


class MyScorecardView(RoomDoor):
    """One's own card."""

    @extend_schema(request=shapes.ScorecardRequest, responses=shapes.ScorecardSerializer, tags=TAGS)
    def put(self, request: Request, room_id: str) -> Response:
        """Saved as a whole; `submit` hands it in, and it can still be corrected."""
        member = interviewer_at(request, room_id)
        asked = body(request, shapes.ScorecardRequest)
        card = scorecards.save_card(
            member=member,
            judgements=[Judgement(**line) for line in asked["scores"]],
            recommendation=asked["recommendation"],
            summary=asked["summary"],
            submit=asked["submit"],
        )
        return Response(scorecards.card_info(card))
