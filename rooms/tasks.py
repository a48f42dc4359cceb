"""The rooms' mails, as jobs."""

from celery import shared_task

from accounts.mail import send
from rooms.models import ShareInvitation


@shared_task(
    autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=600, retry_jitter=True, max_retries=10
)
def send_invitation_mail(invitation_id: int, link: str) -> None:
    """The mail with an invitation's link; the token is in `link` alone, since the table keeps only its hash."""
    invitation = ShareInvitation.objects.select_related("room", "invited_by").filter(pk=invitation_id).first()
    if invitation is None or invitation.revoked_at is not None:
        return
    inviter = invitation.invited_by
    name = (inviter.full_name or inviter.username) if inviter else "Somebody"
    context = {
        "room": invitation.room,
        "inviter": name,
        "role": invitation.get_role_display().lower(),
        "link": link,
        "expires_at": invitation.expires_at,
    }
    subject = " ".join(f"{name} invites you to {invitation.room.room_name}".split())
    send("invitation", to=invitation.email, subject=subject, context=context)
