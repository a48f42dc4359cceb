"""Shapes of the rooms' REST bodies, camelCase as the contract has them."""

from rest_framework import serializers

from rooms.invitations import LINK
from rooms.models import TIERS
from rooms.policy import SWITCHES, TABLE, Cell, Role, RoomType
from rooms.sharing import LONGEST_SECONDS, MOST_USES, SHORTEST_SECONDS

ROLES = [role.value for role in Role]
SWITCHED = sorted(
    ability.value
    for ability, rule in TABLE.items()
    if Cell.SWITCH in (rule.candidate, rule.student, rule.interviewer, rule.teacher)
)


class CreateRoomSerializer(serializers.Serializer):
    roomName = serializers.CharField(max_length=100)
    roomType = serializers.ChoiceField([kind.value for kind in RoomType])
    maxParticipants = serializers.IntegerField(required=False, allow_null=True, min_value=2, max_value=100)
    password = serializers.CharField(required=False, allow_blank=True, max_length=128, trim_whitespace=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    classCapacityTier = serializers.ChoiceField(TIERS, required=False, allow_null=True)
    allowLinkAccess = serializers.BooleanField(required=False, default=True)


class UpdateRoomSerializer(serializers.Serializer):
    roomName = serializers.CharField(required=False, max_length=100)
    description = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    isLocked = serializers.BooleanField(required=False)
    password = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=128, trim_whitespace=False
    )
    maxParticipants = serializers.IntegerField(required=False, min_value=2, max_value=100)
    allowLinkAccess = serializers.BooleanField(required=False)
    recordingEnabled = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {
            name: serializers.BooleanField(required=False) for name in sorted(SWITCHES)
        }

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(
                {name: ["This cannot be changed here."] for name in sorted(unknown)}
            )
        if not attrs:
            raise serializers.ValidationError("Say what to change.")
        return attrs


class JoinSerializer(serializers.Serializer):
    username = serializers.CharField(required=False, allow_blank=True, max_length=100)
    password = serializers.CharField(required=False, allow_blank=True, max_length=128, trim_whitespace=False)
    inviteToken = serializers.CharField(required=False, allow_blank=True, max_length=255)


class WaitingSerializer(serializers.Serializer):
    """A host has to let them in; the room's socket tells when."""

    success = serializers.BooleanField()
    code = serializers.ChoiceField(["waiting"])
    message = serializers.CharField()
    waiting = serializers.BooleanField()
    roomId = serializers.CharField()


class GuestWaitingSerializer(WaitingSerializer):
    guestToken = serializers.CharField()


class MediaPermissionsSerializer(serializers.Serializer):
    """`ClassroomMediaPermissions` of the contract."""

    allowMicrophone = serializers.BooleanField()
    allowCamera = serializers.BooleanField()
    allowScreenShare = serializers.BooleanField()


class MediaPermissionsRequestSerializer(serializers.Serializer):
    """What is left out stays as it is."""

    allowMicrophone = serializers.BooleanField(required=False)
    allowCamera = serializers.BooleanField(required=False)
    allowScreenShare = serializers.BooleanField(required=False)


class GuestRequestSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=200, help_text="The name to show, at most 64 characters.")
    inviteToken = serializers.CharField(max_length=255)


class LeaveSerializer(serializers.Serializer):
    username = serializers.CharField(required=False, allow_blank=True, max_length=100)
    userId = serializers.CharField(required=False, allow_blank=True, max_length=64)


class OwnerSerializer(serializers.Serializer):
    userId = serializers.CharField(max_length=64)


class GrantRequestSerializer(serializers.Serializer):
    userId = serializers.CharField(max_length=64)
    ability = serializers.ChoiceField(SWITCHED)
    allowed = serializers.BooleanField(required=False, default=True)
    until = serializers.DateTimeField(required=False, allow_null=True)


class GrantSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    userId = serializers.CharField()
    ability = serializers.CharField()
    allowed = serializers.BooleanField()
    until = serializers.DateTimeField(allow_null=True)


class ShareRequestSerializer(serializers.Serializer):
    identifier = serializers.CharField(required=False, allow_blank=True, max_length=254, default="")
    inviteType = serializers.ChoiceField([*ROLES, LINK])
    maxUses = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST_USES)
    expiresIn = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=SHORTEST_SECONDS,
        max_value=LONGEST_SECONDS,
        help_text="seconds",
    )


class ShareResponseSerializer(serializers.Serializer):
    shareLink = serializers.CharField()
    inviteToken = serializers.CharField(allow_null=True)
    expiresAt = serializers.DateTimeField(allow_null=True)
    accessType = serializers.ChoiceField(ROLES)


class InvitationSerializer(serializers.Serializer):
    """What a host sees of a link or mailed invitation that is open; never its token."""

    id = serializers.IntegerField()
    inviteType = serializers.ChoiceField([*ROLES, LINK], help_text="LINK: for whoever has it")
    email = serializers.CharField(allow_blank=True, help_text="empty: a link")
    role = serializers.ChoiceField(ROLES)
    maxUses = serializers.IntegerField(allow_null=True)
    uses = serializers.IntegerField()
    expiresAt = serializers.DateTimeField(allow_null=True)
    createdAt = serializers.DateTimeField()
    invitedBy = serializers.CharField(allow_null=True)


class InvitationsSerializer(serializers.Serializer):
    """A page of them, and where the next is."""

    invitations = InvitationSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ParticipantSerializer(serializers.Serializer):
    userId = serializers.CharField()
    username = serializers.CharField()
    fullName = serializers.CharField()
    role = serializers.ChoiceField(ROLES)
    isGuest = serializers.BooleanField()
    pictureUrl = serializers.CharField(
        allow_null=True, help_text="A path of this site; null without a picture."
    )
    isActive = serializers.BooleanField()
    joinedAt = serializers.DateTimeField()
    audio = serializers.BooleanField()
    video = serializers.BooleanField()
    screen = serializers.BooleanField()
    hand = serializers.BooleanField()
    handRaisedAt = serializers.DateTimeField(allow_null=True)
    joinNumber = serializers.IntegerField(allow_null=True)
    peerId = serializers.CharField(allow_null=True)
    connected = serializers.BooleanField()


class ParticipantsSerializer(serializers.Serializer):
    participants = ParticipantSerializer(many=True)
    count = serializers.IntegerField()


class RoomSerializer(serializers.Serializer):
    """`RoomResponse` of the contract."""

    roomId = serializers.CharField()
    roomName = serializers.CharField()
    roomType = serializers.ChoiceField([kind.value for kind in RoomType])
    description = serializers.CharField(allow_blank=True)
    ownerId = serializers.CharField(allow_null=True)
    ownerName = serializers.CharField(allow_null=True)
    isActive = serializers.BooleanField()
    status = serializers.ChoiceField(["ACTIVE", "EXPIRED"])
    expiresAt = serializers.DateTimeField()
    isLocked = serializers.BooleanField()
    hasPassword = serializers.BooleanField()
    allowLinkAccess = serializers.BooleanField()
    maxParticipants = serializers.IntegerField()
    classCapacityTier = serializers.IntegerField(allow_null=True)
    currentLanguage = serializers.CharField()
    recordingEnabled = serializers.BooleanField()
    myRole = serializers.ChoiceField(ROLES)
    participants = ParticipantSerializer(many=True)
    participantCount = serializers.IntegerField()
    inviteLink = serializers.CharField(required=False)
    scheduledStartTime = serializers.DateTimeField(allow_null=True)
    scheduledEndTime = serializers.DateTimeField(allow_null=True)
    createdAt = serializers.DateTimeField()
    lastActivity = serializers.DateTimeField()


class GuestRoomSerializer(RoomSerializer):
    """`RoomResponse`, with the pass for clients that keep no cookies."""

    guestToken = serializers.CharField()


class RoomsSerializer(serializers.Serializer):
    rooms = RoomSerializer(many=True)
    count = serializers.IntegerField()
    totalParticipants = serializers.IntegerField()


class HealthSerializer(serializers.Serializer):
    status = serializers.CharField()
    activeRooms = serializers.IntegerField()
    totalParticipants = serializers.IntegerField()


class TicketSerializer(serializers.Serializer):
    ticket = serializers.CharField()
    expiresIn = serializers.IntegerField(help_text="seconds")


class WriterSerializer(serializers.Serializer):
    userId = serializers.CharField()
    name = serializers.CharField()


class AuthorsSerializer(serializers.Serializer):
    """`ranges` are `[client, firstClock, userId, timeMs]`; ask again with `after=version` while `more`."""

    version = serializers.IntegerField()
    more = serializers.BooleanField()
    people = WriterSerializer(many=True)
    ranges = serializers.ListField(child=serializers.ListField(child=serializers.JSONField()))


class MomentShareSerializer(serializers.Serializer):
    userId = serializers.CharField(allow_blank=True)
    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class MomentSerializer(serializers.Serializer):
    """`version` is the text after it; times in ms since the epoch."""

    version = serializers.IntegerField()
    began = serializers.IntegerField()
    ended = serializers.IntegerField()
    shares = MomentShareSerializer(many=True)


class HistorySerializer(serializers.Serializer):
    """Newest first; ask again with `before=next` while there is one."""

    version = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True)
    people = WriterSerializer(many=True)
    moments = MomentSerializer(many=True)


class AuthorsQuery(serializers.Serializer):
    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**53)


class HistoryQuery(serializers.Serializer):
    before = serializers.IntegerField(required=False, default=None, min_value=1, max_value=2**53)


class CodeSerializer(serializers.Serializer):
    """`version` is what `code-patch` names; `textHash` 16 hex digits of the SHA-256 of `content` in UTF-8."""

    content = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    language = serializers.CharField()
    textHash = serializers.CharField()


class CodeQuery(serializers.Serializer):
    version = serializers.IntegerField(required=False, default=None, min_value=0, max_value=2**53)
