"""What becomes of planned sessions when somebody's account is deleted: theirs are cancelled, their answers go."""

from django.db.models import Q
from django.utils import timezone

from accounts.deletion import deletion_step
from accounts.models import User
from fusemeet.errors import NotFound
from rooms.access import lock_room
from scheduling.hooks import call_off_for_good
from scheduling.models import Invite, Schedule
from scheduling.opening import close_room_to
from scheduling.upcoming import keep_next_session


@deletion_step
def cancel_sessions(user: User) -> None:
    """The rooms' own step may have handed a room to another host: its sessions were this person's all the same."""
    hosted = Schedule.objects.filter(host=user)
    for pk in hosted.order_by("room").values_list("room_id", flat=True).distinct():
        try:
            room = lock_room(pk)
        except NotFound:  # deleted at this moment, and its sessions with it
            continue
        sessions = list(hosted.filter(room=room).select_related("room", "host"))
        ahead = [one for one in sessions if one.cancelled_at is None and one.end_time > timezone.now()]
        call_off_for_good(ahead)
        close_room_to(room=room, invites=list(Invite.objects.filter(schedule__in=ahead)))
        Schedule.objects.filter(pk__in=[one.pk for one in sessions]).delete()
        keep_next_session(room)
    theirs = Q(invitee_user=user)
    if user.email_verified:  # until then the address may be somebody else's
        theirs |= Q(invitee_user=None, invitee_email=user.email.lower())
    Invite.objects.filter(theirs).delete()
