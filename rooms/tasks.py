"""The rooms' mails, as jobs."""

from celery import shared_task

from mailing.models import new_message_id
from mailing.transport import hand_over, mail_service, write_message
from rooms.letters import invitation_letter
from rooms.models import ShareInvitation


@shared_task(
    autoretry_for=(OSError,), retry_backoff=5, retry_backoff_max=600, retry_jitter=True, max_retries=10
)
def send_invitation_mail(invitation_id: int, link: str) -> None:
    """The mail with an invitation's link; the token is in `link` alone, since the table keeps only its hash."""
    invitation = ShareInvitation.objects.select_related("room", "invited_by").filter(pk=invitation_id).first()
    if invitation is None or invitation.revoked_at is not None:
        return
    with mail_service() as service:
        hand_over(service, write_message(invitation_letter(invitation, link), new_message_id()))
