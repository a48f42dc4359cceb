"""What becomes of planned sessions when somebody's account is deleted: theirs are cancelled, their answers go."""

from accounts.deletion import deletion_step
from accounts.models import User
from scheduling.models import Invite, Schedule


@deletion_step
def cancel_sessions(user: User) -> None:
    Schedule.objects.filter(host=user).delete()
    Invite.objects.filter(invitee_user=user).delete()
