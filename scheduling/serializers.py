"""Shapes of the REST bodies of sessions and invitations, camelCase as the contract has them."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rooms.serializers import ROLES
from scheduling.answers import ANSWERS
from scheduling.models import Invite

# More lines than people may be invited: addresses that are there twice, or one's own, do not count.
MOST_LINES = 2000
LONGEST_LINE = 320


@extend_schema_field({"type": "string", "format": "date-time"})
class MomentField(serializers.Field):
    """ISO 8601: with `Z` or an offset an instant, without one what clocks show in the body's `timezone`."""

    default_error_messages = {"invalid": "Write the time like 2027-03-01T09:30:00Z."}

    def to_internal_value(self, data: Any) -> datetime:
        try:
            found = parse_datetime(data) if isinstance(data, str) and len(data) < 64 else None
            if found is not None and found.tzinfo is not None:
                found.astimezone()  # the first and the last day of the calendar are out of every zone's reach
        except (ValueError, OverflowError):
            found = None
        if found is None or not 1970 <= found.year <= 9000:
            self.fail("invalid")
        return found

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class RepeatSerializer(serializers.Serializer):
    every = serializers.ChoiceField(["week"])
    count = serializers.IntegerField(min_value=1, max_value=10_000)


class ScheduleRequestSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=1000)
    startTime = MomentField()
    endTime = MomentField()
    inviteeEmails = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE, allow_blank=True),
        max_length=MOST_LINES,
        required=False,
    )
    groupIds = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=2**63 - 1), max_length=100, required=False
    )
    notes = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    timezone = serializers.CharField(required=False, max_length=64)


class PlanSerializer(ScheduleRequestSerializer):
    repeat = RepeatSerializer(required=False, allow_null=True)


class ChangeSerializer(ScheduleRequestSerializer):
    """What is left out stays as it is. `series`: all sessions of it that lie ahead; `refreshGroups`: who joined since
    the group was invited is invited too.
    """

    series = serializers.BooleanField(required=False, default=False)
    refreshGroups = serializers.BooleanField(required=False, default=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class SeriesQuery(serializers.Serializer):
    series = serializers.BooleanField(required=False, default=False)


class SpanQuery(serializers.Serializer):
    """`from` and `to` are words of Python and of the contract, so they are read by hand in `api`."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": MomentField(required=False), "to": MomentField(required=False)}


class RespondSerializer(serializers.Serializer):
    status = serializers.ChoiceField([answer.value for answer in ANSWERS])
    series = serializers.BooleanField(required=False, default=False)


class InviteSerializer(serializers.Serializer):
    """`InviteResponse`; `token` is there for the invitee alone."""

    id = serializers.IntegerField()
    token = serializers.CharField(required=False)
    scheduleId = serializers.IntegerField()
    seriesId = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    notes = serializers.CharField(allow_blank=True)
    roomId = serializers.CharField()
    roomName = serializers.CharField()
    hostName = serializers.CharField()
    inviteeEmail = serializers.CharField()
    status = serializers.ChoiceField(Invite.Status.choices)
    startTime = serializers.DateTimeField()
    endTime = serializers.DateTimeField()
    timezone = serializers.CharField()
    isCancelled = serializers.BooleanField()
    sentAt = serializers.DateTimeField(allow_null=True)
    respondedAt = serializers.DateTimeField(allow_null=True)


class HostInviteSerializer(InviteSerializer):
    """As its host sees it, without the token."""

    inviteeName = serializers.CharField(allow_null=True, help_text="null: an address without an account")
    groupId = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(ROLES)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        del fields["token"]
        return fields


class ScheduleSerializer(serializers.Serializer):
    """`ScheduleResponse`."""

    id = serializers.IntegerField()
    seriesId = serializers.CharField(allow_null=True)
    roomId = serializers.CharField()
    roomName = serializers.CharField()
    roomType = serializers.CharField()
    title = serializers.CharField()
    notes = serializers.CharField(allow_blank=True)
    startTime = serializers.DateTimeField()
    endTime = serializers.DateTimeField()
    timezone = serializers.CharField()
    hostId = serializers.CharField()
    hostName = serializers.CharField()
    capacity = serializers.IntegerField()
    inviteLink = serializers.CharField()
    invites = HostInviteSerializer(many=True)


class Answer(serializers.Serializer):
    success = serializers.BooleanField()
    message = serializers.CharField()


class PlannedSerializer(Answer):
    """The first session; the others of a series have its `seriesId`, and are in `/schedules/host`."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"data": ScheduleSerializer()}


class SchedulesSerializer(Answer):
    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"data": ScheduleSerializer(many=True)}


class InviteAnswerSerializer(Answer):
    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"data": InviteSerializer()}


class InvitesSerializer(Answer):
    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"data": InviteSerializer(many=True)}


class AttendedSerializer(serializers.Serializer):
    """Somebody who was asked or who came; times are those within the session."""

    name = serializers.CharField()
    email = serializers.CharField(allow_null=True, help_text="null: came without being invited")
    userId = serializers.CharField(allow_null=True, help_text="null: never came, or has no account")
    status = serializers.CharField(allow_null=True)
    seconds = serializers.IntegerField(help_text="0: did not come")
    firstSeen = serializers.DateTimeField(allow_null=True)
    lastSeen = serializers.DateTimeField(allow_null=True)


class AttendanceSerializer(Answer):
    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"data": AttendedSerializer(many=True)}
