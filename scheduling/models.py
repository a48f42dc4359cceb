"""Sessions of a room and the invitations to them."""

from django.conf import settings
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.models import ROLE_CHOICES, Room, Stamped
from rooms.policy import Role, RoomType


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
    # The sessions of one series share it; empty for a single one.
    series_id = ExactCharField(max_length=32, blank=True)
    # Where the series' rule put this one, wherever it was moved since (iCalendar's RECURRENCE-ID).
    series_start = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # For which start the reminders went out: another start is reminded of anew.
    day_reminded_for = models.DateTimeField(null=True, blank=True)
    soon_reminded_for = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "room_schedules"
        indexes = [
            models.Index(fields=["room", "start_time"], name="schedule_room_start"),
            models.Index(fields=["host", "start_time"], name="schedule_host_start"),
            models.Index(fields=["start_time", "end_time"], name="schedule_start_end"),
            models.Index(fields=["series_id"], name="schedule_series"),
        ]

    def __str__(self) -> str:
        return self.title


class Invite(Stamped):
    """Somebody asked to a session, and their answer.

    The token is not kept: `invite_token` is its hash, and `nonce` is what it is made from again.
    """

    class Status(models.TextChoices):
        PENDING = "PENDING"
        ACCEPTED = "ACCEPTED"
        DECLINED = "DECLINED"
        MAYBE = "MAYBE"

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="invites", db_index=False)
    # In lower case: two spellings of one address are one invitation on every database.
    invitee_email = ExactCharField(max_length=100)
    invitee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invites"
    )
    inviter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PENDING)
    invite_token = ExactCharField(max_length=255, unique=True)
    nonce = ExactCharField(max_length=22, blank=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES, default=Role.CANDIDATE)
    group = models.ForeignKey(
        "groups.ClassGroup", models.SET_NULL, null=True, blank=True, related_name="invites"
    )
    # No longer asked; the row keeps their answer, and that they were told.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    # What the last mail that was sent said of this session (scheduling/news.py); None while they heard nothing.
    told = models.JSONField(null=True, blank=True)

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


class InviteAccess(Stamped):
    """What an invitation opened: the access of an account or the pass of a guest that came of it and goes with it.

    There is none for somebody who could enter the room before.
    """

    invite = models.ForeignKey(Invite, models.CASCADE, related_name="opened")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    guest = models.ForeignKey("rooms.Guest", models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "room_invite_access"
        verbose_name_plural = "access by invitation"
        constraints = [
            models.UniqueConstraint(fields=["invite", "user"], name="invite_access_once"),
            models.UniqueConstraint(fields=["invite", "guest"], name="invite_access_guest_once"),
        ]
        indexes = [models.Index(fields=["room", "user"], name="invite_access_room_user")]

    def __str__(self) -> str:
        return f"{self.user or self.guest} by {self.invite}"


class CalendarFeed(Stamped):
    """Somebody's sessions as a calendar to subscribe to, behind a secret address that they can renew or end.

    The token is not kept: its hash finds the row, and `nonce` is what it is made from again.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    nonce = ExactCharField(max_length=22)
    token_digest = ExactCharField(max_length=64, unique=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "calendar_feeds"

    def __str__(self) -> str:
        return f"feed of {self.user}"
