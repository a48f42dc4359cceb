"""The mails of rooms."""

from django.utils import timezone

from fusemeet.errors import NotFound
from mailing.letters import Letter, as_name, letter
from rooms.invitations import INVITATION
from rooms.models import ShareInvitation
from rooms.sharing import invitation_link


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
    name = as_name(inviter.get_full_name() if inviter else "Somebody")
    room = as_name(found.room.room_name)
    return Letter(
        to=found.email,
        subject=f"{name} invites you to {room}",
        template="invitation",
        context={
            "room": room,
            "inviter": name,
            "role": found.get_role_display().lower(),
            "link": link,
            "expires_at": found.expires_at,
        },
    )
