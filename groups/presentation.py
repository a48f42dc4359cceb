"""Groups and their people as the REST contract has them; who may see whose address is decided here."""

from datetime import datetime
from typing import Any

from accounts.models import User
from groups.access import Standing
from groups.importing import Preview
from groups.models import ClassGroup, GroupInvitation, GroupMember


def stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def row_info(group: ClassGroup) -> dict[str, Any]:
    """A group in a list, as `selectors.group_rows` reads it."""
    return {
        "id": group.pk,
        "name": group.name,
        "description": group.group_description,
        "ownerId": str(group.owner_id),
        "ownerName": group.owner.get_full_name(),
        "myRole": group.my_role,  # type: ignore[attr-defined]  # annotated, as are the next
        "memberCount": group.member_count,  # type: ignore[attr-defined]
        "createdAt": stamp(group.created_at),
        "updatedAt": stamp(group.updated_at),
    }


def group_info(standing: Standing, *, members: int, invitations: int, teachers: list[User]) -> dict[str, Any]:
    """One group; how many are invited is for those who teach."""
    group = standing.group
    return {
        "id": group.pk,
        "name": group.name,
        "description": group.group_description,
        "ownerId": str(group.owner_id),
        "ownerName": group.owner.get_full_name(),
        "myRole": standing.role,
        "memberCount": members,
        "invitationCount": invitations if standing.manages else None,
        "teachers": [{"userId": str(one.pk), "fullName": one.get_full_name()} for one in teachers],
        "createdAt": stamp(group.created_at),
        "updatedAt": stamp(group.updated_at),
    }


def member_info(member: GroupMember, *, manages: bool) -> dict[str, Any]:
    """Students see of the others their names; addresses and user names are for those who teach."""
    user = member.user
    return {
        "userId": str(user.pk),
        "fullName": user.get_full_name(),
        "username": user.username if manages else None,
        "email": user.email if manages else None,
        "role": member.role,
        "joinedAt": stamp(member.joined_at),
    }


def invitation_info(invitation: GroupInvitation) -> dict[str, Any]:
    """An address that waits for its account, for those who teach."""
    return {
        "id": invitation.pk,
        "email": invitation.email,
        "fullName": invitation.full_name,
        "role": invitation.role,
        "createdAt": stamp(invitation.created_at),
    }


def preview_info(preview: Preview) -> dict[str, Any]:
    lines = [
        {
            "line": line.entry.line,
            "text": line.entry.text,
            "email": line.entry.email,
            "fullName": line.entry.full_name,
            "role": line.role,
            "state": line.state.value,
            "message": line.message,
        }
        for line in preview.lines
    ]
    problem = {"code": preview.problem.code, "message": preview.problem.message} if preview.problem else None
    return {"lines": lines, "counts": preview.counts, "problem": problem}
