"""Rooms, who may enter them, who is there, and what was said."""

from django.conf import settings
from django.db import models

from fusemeet.fields import ExactCharField
from rooms.person_ids import person_id
from rooms.policy import GUESTS, Role, RoomType, default_switches

ROLE_CHOICES = [(role.value, role.value.title()) for role in Role]
GUEST_ROLES = sorted(GUESTS)
TIERS = (10, 50, 100)


class Stamped(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Room(Stamped):
    """A place to meet; `room_id` is its name to say aloud, no secret."""

    room_id = ExactCharField(max_length=50, unique=True)
    room_type = models.CharField(
        max_length=32, choices=[(kind.value, kind.value.title()) for kind in RoomType]
    )
    room_name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="owned_rooms", db_index=False
    )
    is_active = models.BooleanField(default=True)
    is_locked = models.BooleanField(default=False)
    allow_link_access = models.BooleanField(default=True)
    room_password = models.CharField(max_length=255, blank=True)
    invite_link_token = ExactCharField(max_length=255, null=True, unique=True)
    max_participants = models.PositiveIntegerField(default=5)
    class_capacity_tier = models.PositiveIntegerField(
        null=True, blank=True, choices=[(n, str(n)) for n in TIERS]
    )
    current_code = models.TextField(blank=True)
    current_language = models.CharField(max_length=50, default="javascript")
    code_version = models.BigIntegerField(default=0)
    recording_enabled = models.BooleanField(default=True)
    # Only what differs from `rooms.policy`'s defaults for the type of room.
    switches = models.JSONField(default=dict, blank=True)
    scheduled_start_time = models.DateTimeField(null=True, blank=True)
    scheduled_end_time = models.DateTimeField(null=True, blank=True)
    actual_start_time = models.DateTimeField(null=True, blank=True)
    actual_end_time = models.DateTimeField(null=True, blank=True)
    last_activity = models.DateTimeField()

    class Meta:
        db_table = "interview_rooms"
        indexes = [
            models.Index(fields=["is_active", "room_type"], name="room_active_type"),
            models.Index(fields=["last_activity"], name="room_last_activity"),
            models.Index(fields=["is_active", "scheduled_end_time", "last_activity"], name="room_active_end"),
            models.Index(fields=["interviewer"], name="room_interviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.room_name} ({self.room_id})"

    @property
    def permissions(self) -> dict[str, bool]:
        """All switches as they stand."""
        return default_switches(self.room_type) | self.switches


class Participant(Stamped):
    """A person's one row in a room, an account's or a guest's.

    `join_number` is the journal's number of the join that everyone was told of.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="participants", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="participations", db_index=False
    )
    guest = models.ForeignKey("rooms.Guest", models.CASCADE, null=True, related_name="participations")
    username = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    last_activity = models.DateTimeField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    join_number = models.BigIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "room_participants"
        # NULLs are never equal, on either database: each key binds only the rows of its own kind of person.
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="participant_once_a_room"),
            models.UniqueConstraint(fields=["room", "guest"], name="participant_guest_once"),
        ]
        indexes = [
            models.Index(fields=["room", "user", "is_active"], name="participant_room_user"),
            models.Index(fields=["room", "is_active"], name="participant_room_active"),
            models.Index(fields=["is_active", "last_activity"], name="participant_activity"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def person(self) -> str:
        return person_id(user=self.user_id, guest=self.guest_id)


class Access(Stamped):
    """Somebody may enter, as what."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_access")
    access_type = models.CharField(max_length=20, choices=ROLE_CHOICES)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        db_table = "room_access"
        verbose_name_plural = "access"
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="access_once_a_room")]
        indexes = [models.Index(fields=["access_type"], name="access_type")]

    def __str__(self) -> str:
        return f"{self.user} as {self.access_type}"

    @property
    def role(self) -> Role:
        return Role(self.access_type)


class Grant(Stamped):
    """One person's exception to the room's switches."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    guest = models.ForeignKey("rooms.Guest", models.CASCADE, null=True, related_name="+")
    ability = models.CharField(max_length=40)
    allowed = models.BooleanField(default=True)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "room_grants"
        constraints = [
            models.UniqueConstraint(fields=["room", "user", "ability"], name="grant_once_an_ability"),
            models.UniqueConstraint(fields=["room", "guest", "ability"], name="grant_guest_once_an_ability"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.guest}: {self.ability}"

    @property
    def person(self) -> str:
        return person_id(user=self.user_id, guest=self.guest_id)


class ShareInvitation(Stamped):
    """An invitation token mailed to an address or, without one, shared as a link.

    The token is not kept: its hash finds the row, and `nonce` is what `sharing.invitation_link` makes it from again.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="share_invitations")
    nonce = ExactCharField(max_length=22, blank=True)
    token_digest = ExactCharField(max_length=64, unique=True)
    email = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "room_share_invitations"

    def __str__(self) -> str:
        return f"{self.email or 'link'} as {self.role}"


class Guest(Stamped):
    """A person without an account, by name, and their pass: good for this room alone, until it ends or is revoked."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="guests")
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=[(role.value, role.value.title()) for role in GUEST_ROLES])
    token_digest = ExactCharField(max_length=64, unique=True)
    # NULL: they came by the room's own link.
    invitation = models.ForeignKey(ShareInvitation, models.SET_NULL, null=True, related_name="guests")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "room_guests"

    def __str__(self) -> str:
        return f"{self.name} (guest)"


class ChatMessage(models.Model):
    """What was said; `recipient` makes it private. `seq` is its number in the room's journal."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="chat", db_index=False)
    seq = models.BigIntegerField()
    event_id = ExactCharField(max_length=32)
    person = ExactCharField(max_length=64)
    username = models.CharField(max_length=100)
    recipient = ExactCharField(max_length=64, blank=True)
    message = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "chat_messages"
        constraints = [models.UniqueConstraint(fields=["room", "seq"], name="chat_seq")]

    def __str__(self) -> str:
        return f"{self.username}: {self.message[:40]}"


class LobbyEntry(Stamped):
    """Somebody who asked to be let in, and what a host said. Being let in holds until the room ends."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        ADMITTED = "ADMITTED"
        REFUSED = "REFUSED"

    room = models.ForeignKey(Room, models.CASCADE, related_name="lobby", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = ExactCharField(max_length=64, blank=True)

    class Meta:
        db_table = "room_lobby"
        verbose_name_plural = "lobby entries"
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="lobby_once_a_room"),
            models.UniqueConstraint(fields=["room", "guest"], name="lobby_guest_once"),
        ]
        indexes = [models.Index(fields=["room", "state", "asked_at"], name="lobby_room_state")]

    def __str__(self) -> str:
        return f"{self.user or self.guest}: {self.state}"

    @property
    def person(self) -> str:
        return person_id(user=self.user_id, guest=self.guest_id)


class Timer(Stamped):
    """The clock that everybody in a room sees: running until `ends_at`, or standing with `remaining` seconds left."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="timer")
    seconds = models.PositiveIntegerField(default=0)
    remaining = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)
    by = ExactCharField(max_length=64, blank=True)

    class Meta:
        db_table = "room_timers"

    def __str__(self) -> str:
        return f"timer of {self.room_id}"
