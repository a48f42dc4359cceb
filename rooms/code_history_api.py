"""REST doors to the past of a room's code: who wrote which letters, and the moments at which somebody worked on it."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.deletion import DELETED_NAME
from accounts.models import User
from accounts.throttle import count_or_refuse
from fusemeet.errors import Conflict, NotFound
from rooms import serializers as shapes
from rooms.access import room_for
from rooms.api import TAGS, who
from rooms.identity import RoomDoor
from rooms.models import Guest
from rooms.person_ids import columns_of, person_id
from signaling.documents import history
from signaling.documents.models import DocumentKind
from signaling.documents.stored_rows import LogDamaged

CODE = DocumentKind.CODE.value


class CodeAuthorsView(RoomDoor):
    """Who wrote this line."""

    @extend_schema(parameters=[OpenApiParameter("after", int)], responses=shapes.AuthorsSerializer, tags=TAGS)
    def get(self, request: Request, room_id: str) -> Response:
        """For ranges of Yjs ids (client and clock), who wrote them and when; the text itself is not in it."""
        document, head = _code_of(request, room_id)
        asked = _query(shapes.AuthorsQuery, request)
        try:
            found = history.authors_after(document=document, kind=CODE, head=head, after=asked["after"])
        except LogDamaged:
            raise _damaged() from None
        return Response(
            {
                "version": found.version,
                "more": found.more,
                "people": _people(each.user for each in found.ranges),
                "ranges": [[each.client, each.clock, each.user, each.time // 1000] for each in found.ranges],
            }
        )


class CodeHistoryView(RoomDoor):
    """The moments of the code."""

    @extend_schema(
        parameters=[OpenApiParameter("before", int)], responses=shapes.HistorySerializer, tags=TAGS
    )
    def get(self, request: Request, room_id: str) -> Response:
        """Stretches of work, the newest first: which version they ended with, and who wrote how much."""
        document, head = _code_of(request, room_id)
        asked = _query(shapes.HistoryQuery, request)
        try:
            found = history.moments_before(document=document, kind=CODE, head=head, before=asked["before"])
        except LogDamaged:
            raise _damaged() from None
        return Response(
            {
                "version": found.head,
                "next": found.before,
                "people": _people(user for moment in found.moments for user in moment.people),
                "moments": [_moment(moment) for moment in found.moments],
            }
        )


def _code_of(request: Request, room_id: str) -> tuple[int, int]:
    """The room's code for who may read it: the document's key and its newest version."""
    member = room_for(who(request), room_id)
    count_or_refuse("code-past", member.person)
    found = history.head_of(room=member.room.pk, kind=CODE)
    if found is None:
        raise NotFound
    return found


def _damaged() -> Conflict:
    return Conflict("history_damaged", "A part of this text's history cannot be read.")


def _query(shape: type[Serializer], request: Request) -> dict[str, Any]:
    serializer = shape(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _moment(moment: history.Moment) -> dict[str, Any]:
    shares = [
        {"userId": user, "added": share.added, "removed": share.removed}
        for user, share in moment.people.items()
    ]
    return {
        "version": moment.last,
        "began": moment.began // 1000,
        "ended": moment.ended // 1000,
        "shares": shares,
    }


def _people(ids: Iterable[str]) -> list[dict[str, str]]:
    """Their names as people see them; the server itself ("") has none."""
    named = {person for person in ids if person}
    columns = [columns_of(person) for person in named]
    accounts = User.objects.filter(pk__in={c["user_id"] for c in columns if "user_id" in c})
    guests = Guest.objects.filter(pk__in={c["guest_id"] for c in columns if "guest_id" in c})
    names = {
        person_id(user=pk): full_name or username
        for pk, full_name, username in accounts.values_list("pk", "full_name", "username")
    }
    names |= {person_id(guest=pk): name for pk, name in guests.values_list("pk", "name")}
    return [{"userId": person, "name": names.get(person, DELETED_NAME)} for person in sorted(named)]
