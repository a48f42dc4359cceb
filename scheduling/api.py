"""REST doors of sessions: plan, list, look at, change, cancel, who is invited, and who came."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from fusemeet.drf import ApiResponse, ok
from fusemeet.errors import Invalid
from rooms.access import room_for
from rooms.api import body, who
from rooms.identity import RoomDoor
from scheduling import planning
from scheduling import serializers as shapes
from scheduling.access import session_for
from scheduling.attendance import attendance_of_session, attended_info
from scheduling.models import Schedule
from scheduling.presentation import schedule_info
from scheduling.selectors import MOST, sessions_hosted

TAGS = ["scheduling"]
SPAN = [OpenApiParameter("from", datetime), OpenApiParameter("to", datetime)]
SERIES = [OpenApiParameter("series", bool)]
BACK, AHEAD, LONGEST_SPAN = timedelta(days=30), timedelta(days=366), timedelta(days=1100)
COLUMNS = {
    "title": "title",
    "startTime": "start",
    "endTime": "end",
    "timezone": "timezone",
    "notes": "notes",
    "inviteeEmails": "emails",
    "groupIds": "group_ids",
    "refreshGroups": "refresh_groups",
}


class PlanView(RoomDoor):
    """Sessions of a room."""

    @extend_schema(request=shapes.PlanSerializer, responses={201: shapes.PlannedSerializer}, tags=TAGS)
    def post(self, request: Request, room_id: str) -> Response:
        """Plan a session, or one each week; every invitee is mailed an invitation for their calendar."""
        asked = body(request, shapes.PlanSerializer)
        planned = planning.plan_sessions(
            member=room_for(who(request), room_id, open_only=True),
            title=asked["title"],
            start=asked["startTime"],
            end=asked["endTime"],
            timezone=asked.get("timezone", "UTC"),
            emails=asked.get("inviteeEmails", []),
            group_ids=asked.get("groupIds", []),
            notes=asked.get("notes", ""),
            repeat_count=(asked.get("repeat") or {}).get("count", 1),
        )
        said = "The session is planned." if len(planned) == 1 else f"{len(planned)} sessions are planned."
        answer = ok(" ".join([said, *planned.words]), _shown(planned[0]))
        return Response(answer, status=status.HTTP_201_CREATED)


@extend_schema(parameters=SPAN, responses=shapes.SchedulesSerializer, tags=TAGS)
@api_view(["GET"])
def hosted(request: Request) -> Response:
    """The sessions that I host, in order of time; 30 days back to a year ahead unless asked otherwise."""
    found = list(sessions_hosted(user_of(request), *span_of(request)))
    shown = [schedule_info(one, list(one.invites.all())) for one in found]
    return Response(ok(how_many(len(shown), "session"), shown))


class ScheduleView(APIView):
    """One session of mine."""

    @extend_schema(responses=shapes.PlannedSerializer, tags=TAGS)
    def get(self, request: Request, schedule_id: int) -> Response:
        """The session with everybody who is invited, and what they answered."""
        schedule, _ = session_for(user_of(request), schedule_id)
        return Response(ok("The session.", _shown(schedule)))

    @extend_schema(request=shapes.ChangeSerializer, responses=shapes.PlannedSerializer, tags=TAGS)
    def put(self, request: Request, schedule_id: int) -> Response:
        """Move it, or change what it says or whom it invites; the invited get what is different for their calendars."""
        asked = body(request, shapes.ChangeSerializer)
        changes = {COLUMNS[key]: value for key, value in asked.items() if key in COLUMNS}
        changed = planning.change_session(
            host=user_of(request), schedule_id=schedule_id, changes=changes, series=asked["series"]
        )
        said = " ".join(["The session is changed.", *changed.words])
        return Response(ok(said, _shown(changed.schedule)))

    @extend_schema(parameters=SERIES, responses=ApiResponse, tags=TAGS)
    def delete(self, request: Request, schedule_id: int) -> Response:
        """Cancel it, or with `series` all of its series that lie ahead; the invited are told."""
        planning.cancel_session(host=user_of(request), schedule_id=schedule_id, series=_series(request))
        return Response(ok("The session is cancelled."))


class ScheduleInviteView(APIView):
    """One person's invitation."""

    @extend_schema(parameters=SERIES, responses=ApiResponse, tags=TAGS)
    def delete(self, request: Request, schedule_id: int, invite_id: int) -> Response:
        """They are asked no more, and told; the room is closed to them if this alone had opened it."""
        planning.withdraw_invite(
            host=user_of(request), schedule_id=schedule_id, invite_id=invite_id, series=_series(request)
        )
        return Response(ok("The invitation is taken back."))


@extend_schema(responses=shapes.AttendanceSerializer, tags=TAGS)
@api_view(["GET"])
def attendance(request: Request, schedule_id: int) -> Response:
    """Who came, from when to when, and who did not."""
    schedule, _ = session_for(user_of(request), schedule_id)
    shown = [attended_info(one) for one in attendance_of_session(schedule)]
    came = sum(one["seconds"] > 0 for one in shown)
    return Response(ok("1 person came." if came == 1 else f"{came} people came.", shown))


def span_of(request: Request) -> tuple[datetime, datetime]:
    """`?from&to`; raises Invalid for what is no time, for an end before the start and for more than three years."""
    asked = shapes.SpanQuery(data=request.query_params)
    asked.is_valid(raise_exception=True)
    now = timezone.now()
    times = {key: _aware(value) for key, value in asked.validated_data.items()}
    since = times.get("from") or min(now, times.get("to", now)) - BACK
    until = times.get("to") or max(now, since) + AHEAD
    if until <= since:
        raise Invalid(errors={"to": ["Ask for a time that ends after it begins."]})
    if until - since > LONGEST_SPAN:
        raise Invalid(errors={"to": ["Ask for three years at most."]})
    return since, until


def how_many(count: int, one: str) -> str:
    said = f"{count} {one if count == 1 else one + 's'}"
    return f"The first {said}; ask for a shorter time." if count >= MOST else f"{said}."


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())


def _series(request: Request) -> bool:
    asked = shapes.SeriesQuery(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return bool(asked.validated_data["series"])


def _shown(schedule: Schedule) -> dict[str, Any]:
    return schedule_info(schedule, planning.live_invites([schedule]))
