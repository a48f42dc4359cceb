"""Shapes of the groups' REST bodies, camelCase as the contract has them."""

from typing import Any

from rest_framework import serializers

from accounts.validators import EMAIL_LENGTH
from groups.access import OWNER
from groups.decoding import MOST_CHARACTERS
from groups.importing import State
from groups.members import MOST_PEOPLE
from groups.models import GroupRole
from groups.services import DESCRIPTION_LENGTH, NAME_LENGTH

ROLES = [role.value for role in GroupRole]
STANDINGS = [OWNER, *ROLES]


class GroupRequestSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=NAME_LENGTH)
    description = serializers.CharField(required=False, allow_blank=True, max_length=DESCRIPTION_LENGTH)


class GroupChangeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(required=False, max_length=NAME_LENGTH)
    description = serializers.CharField(required=False, allow_blank=True, max_length=DESCRIPTION_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Say what to change: name or description.")
        return attrs


class NewMembersSerializer(serializers.Serializer[Any]):
    emails = serializers.ListField(
        child=serializers.EmailField(max_length=EMAIL_LENGTH), required=False, max_length=MOST_PEOPLE
    )
    username = serializers.CharField(required=False, max_length=50)
    role = serializers.ChoiceField(ROLES, required=False, default=GroupRole.STUDENT.value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("emails")) == bool(attrs.get("username")):
            raise serializers.ValidationError("Give either emails or a username.")
        return attrs


class GroupRoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(ROLES)


class ImportSerializer(serializers.Serializer[Any]):
    """A list as text, or as a file of a form."""

    text = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=MOST_CHARACTERS
    )
    file = serializers.FileField(required=False, allow_empty_file=True)
    role = serializers.ChoiceField(ROLES, required=False, default=GroupRole.STUDENT.value)
    preview = serializers.BooleanField(required=False, default=False)
    skipInvalid = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("file" in attrs):
            raise serializers.ValidationError("Give either a text or a file.")
        return attrs


class GroupTeacherSerializer(serializers.Serializer[Any]):
    userId = serializers.CharField()
    fullName = serializers.CharField()


class GroupRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    ownerId = serializers.CharField()
    ownerName = serializers.CharField()
    myRole = serializers.ChoiceField(STANDINGS)
    memberCount = serializers.IntegerField()
    createdAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()


class GroupSerializer(GroupRowSerializer):
    invitationCount = serializers.IntegerField(allow_null=True, help_text="For those who teach; else null.")
    teachers = GroupTeacherSerializer(many=True)


class GroupsSerializer(serializers.Serializer[Any]):
    groups = GroupRowSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class GroupMemberSerializer(serializers.Serializer[Any]):
    userId = serializers.CharField()
    fullName = serializers.CharField()
    username = serializers.CharField(allow_null=True, help_text="For those who teach; else null.")
    email = serializers.CharField(allow_null=True, help_text="For those who teach; else null.")
    role = serializers.ChoiceField(ROLES)
    joinedAt = serializers.DateTimeField()


class GroupMembersSerializer(serializers.Serializer[Any]):
    members = GroupMemberSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class GroupInvitationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    email = serializers.CharField()
    fullName = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(ROLES)
    createdAt = serializers.DateTimeField()


class GroupInvitationsSerializer(serializers.Serializer[Any]):
    invitations = GroupInvitationSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class AddedSerializer(serializers.Serializer[Any]):
    members = GroupMemberSerializer(many=True)
    invitations = GroupInvitationSerializer(many=True)
    already = serializers.IntegerField(help_text="How many were in the group, or invited, before.")


class ImportLineSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    text = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    fullName = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(ROLES)
    state = serializers.ChoiceField([state.value for state in State])
    message = serializers.CharField(allow_blank=True)


class ImportCountsSerializer(serializers.Serializer[Any]):
    ok = serializers.IntegerField()
    member = serializers.IntegerField()
    invited = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    invalid = serializers.IntegerField()


class ImportProblemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class ImportPreviewSerializer(serializers.Serializer[Any]):
    """`added` is null in a preview."""

    lines = ImportLineSerializer(many=True)
    counts = ImportCountsSerializer()
    problem = ImportProblemSerializer(allow_null=True, help_text="Why the list cannot be added as a whole.")
    added = AddedSerializer(allow_null=True)
