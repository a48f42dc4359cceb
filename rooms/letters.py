"""The mails of rooms."""

from django.utils import timezone

from fusemeet.errors import NotFound
from mailing.letters import Letter, as_name, letter
from rooms.models import ShareInvitation
from rooms.sharing import INVITATION, invitation_link


@letter(INVITATION)
def invitation(share: int) -> Letter | None:
    """What somebody gets who was invited by their address; None once the invitation is taken back or over."""
    found = (
        ShareInvitation.objects.select_related("room", "invited_by").filter(pk=share, revoked_at=None).first()
    )
    if found is None or not found.email or (found.expires_at and found.expires_at < timezone.now()):
        return None
    try:
        link = invitation_link(found)
    except NotFound:
        return None
    inviter = found.invited_by
    name = (inviter.full_name or inviter.username) if inviter else "Somebody"
    return Letter(
        to=found.email,
        subject=f"{name} invites you to {found.room.room_name}",
        template="invitation",
        context={
            "room": as_name(found.room.room_name),
            "inviter": as_name(name),
            "role": found.get_role_display().lower(),
            "link": link,
            "expires_at": found.expires_at,
        },
    )
