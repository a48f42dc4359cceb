"""What becomes of planned sessions when somebody's account is deleted: theirs are cancelled, their answers go."""

from django.db.models import Q

from accounts.deletion import deletion_step
from accounts.models import User
from scheduling.models import Invite, Schedule


@deletion_step
def cancel_sessions(user: User) -> None:
    Schedule.objects.filter(host=user).delete()
    theirs = Q(invitee_user=user)
    if user.email_verified:  # until then the address may be somebody else's
        theirs |= Q(invitee_user=None, invitee_email__iexact=user.email)
    Invite.objects.filter(theirs).delete()
