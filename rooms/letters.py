"""The mails of rooms."""

from mailing.letters import Letter, as_name
from rooms.models import ShareInvitation


def invitation_letter(share: ShareInvitation, link: str) -> Letter:
    """What somebody gets who was invited by their address."""
    inviter = share.invited_by
    name = (inviter.full_name or inviter.username) if inviter else "Somebody"
    return Letter(
        to=share.email,
        subject=f"{name} invites you to {share.room.room_name}",
        template="invitation",
        context={
            "room": as_name(share.room.room_name),
            "inviter": as_name(name),
            "role": share.get_role_display().lower(),
            "link": link,
            "expires_at": share.expires_at,
        },
    )
