"""Class groups, their members, and the addresses that are asked to become members."""

from django.conf import settings
from django.db import models

from fusemeet.fields import FoldedCharField


class GroupRole(models.TextChoices):
    TEACHER = "TEACHER"
    STUDENT = "STUDENT"


class ClassGroup(models.Model):
    """A class of its owner's; the owner and the members who teach manage it."""

    name = models.CharField(max_length=160)
    group_description = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="owned_groups", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "class_groups"
        indexes = [models.Index(fields=["owner"], name="group_owner")]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Somebody with an account in a group, once; the owner has no row here."""

    group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_memberships", db_index=False
    )
    role = models.CharField(max_length=20, choices=GroupRole.choices, default=GroupRole.STUDENT)
    joined_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "class_group_members"
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="group_member_once")]
        indexes = [models.Index(fields=["user"], name="group_member_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class GroupInvitation(models.Model):
    """An address that becomes a member when an account has proved that it is its own."""

    group = models.ForeignKey(ClassGroup, models.CASCADE, related_name="invitations", db_index=False)
    email = FoldedCharField(max_length=100)
    full_name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=20, choices=GroupRole.choices, default=GroupRole.STUDENT)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "class_group_invitations"
        constraints = [
            models.UniqueConstraint(fields=["group", "email"], name="group_invitation_once_an_address")
        ]
        indexes = [models.Index(fields=["email"], name="group_invitation_email")]

    def __str__(self) -> str:
        return self.email
