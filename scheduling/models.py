"""Sessions of a room and the invitations to them."""

from django.conf import settings
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import Room, Stamped
from rooms.policy import RoomType


class Schedule(Stamped):
    """One session; `timezone` is the host's zone, the times are UTC."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="schedules", db_index=False)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="schedules", db_index=False
    )
    room_type = models.CharField(
        max_length=32, choices=[(kind.value, kind.value.title()) for kind in RoomType]
    )
    title = models.CharField(max_length=200)
    schedule_notes = models.TextField(blank=True)
    start_time = models.DateTimeField()
    end_time = models.DateTimeField()
    timezone = models.CharField(max_length=64, default="UTC")
    capacity = models.PositiveIntegerField()
    allow_link_join = models.BooleanField(default=True)
    invite_link_token = ExactCharField(max_length=255, null=True, unique=True)
    ical_uid = ExactCharField(max_length=255, blank=True)
    ical_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "room_schedules"
        indexes = [
            models.Index(fields=["room", "start_time"], name="schedule_room_start"),
            models.Index(fields=["host", "start_time"], name="schedule_host_start"),
            models.Index(fields=["start_time", "end_time"], name="schedule_start_end"),
        ]

    def __str__(self) -> str:
        return self.title


class Invite(Stamped):
    """Somebody asked to a session, and their answer."""

    class Status(models.TextChoices):
        PENDING = "PENDING"
        ACCEPTED = "ACCEPTED"
        DECLINED = "DECLINED"
        MAYBE = "MAYBE"

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="invites", db_index=False)
    invitee_email = models.CharField(max_length=100)
    invitee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invites"
    )
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    invite_token = ExactCharField(max_length=255, unique=True)
    sent_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "room_invites"
        constraints = [
            models.UniqueConstraint(fields=["schedule", "invitee_email"], name="invite_once_an_address")
        ]
        indexes = [
            models.Index(fields=["invitee_email"], name="invite_email"),
            models.Index(fields=["status"], name="invite_status"),
        ]

    def __str__(self) -> str:
        return f"{self.invitee_email}: {self.status}"
