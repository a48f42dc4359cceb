"""Invitations found by their token, and what the invited answer; their host hears of it as it comes."""

from django.db import transaction
from django.utils import timezone

from accounts.throttle import count_or_refuse
from fusemeet.errors import Gone, Invalid, NotFound
from fusemeet.link_tokens import digest_of
from rooms.access import lock_room
from rooms.presentation import stamp
from scheduling.access import require_open
from scheduling.models import Invite
from scheduling.tokens import token_of as token_of
from signaling.publish import tell_person

ANSWERS = (Invite.Status.ACCEPTED, Invite.Status.DECLINED, Invite.Status.MAYBE)
TOKEN_LENGTH = 255


def find_invite(token: str) -> Invite:
    """The invitation behind a token, whatever has become of its session. Changes nothing.

    Raises NotFound `invite_not_found`, and Gone `invite_withdrawn` where they are not asked any more.
    """
    found = None
    if 0 < len(token) <= TOKEN_LENGTH:
        rows = Invite.objects.select_related("schedule__room", "schedule__host", "invitee_user", "inviter")
        found = rows.filter(invite_token=digest_of(token)).first()
    if found is None:
        raise unknown_invite()
    if found.withdrawn_at is not None:
        raise withdrawn()
    return found


def find_invite_or_count(token: str, *, network: str) -> Invite:
    """As `find_invite`, for doors that anybody may knock at: wrong tokens are counted. Raises TooMany."""
    try:
        return find_invite(token)
    except NotFound:
        count_or_refuse("invitation-link", network)
        raise


def answer_invite(*, invite: Invite, status: str, series: bool = False) -> Invite:
    """Accept, decline or perhaps; the same again changes nothing, another one is a change of mind.

    The answer is that of the invited address, whoever has the token and whatever account they are signed in with.
    With `series` it is for every session of the series that lies ahead. Raises Invalid `bad_answer`, NotFound, and
    Gone `invite_withdrawn`, `session_cancelled` or `session_over`; TooMany.
    """
    if status not in ANSWERS:
        wrong = "Answer ACCEPTED, DECLINED or MAYBE."
        raise Invalid("bad_answer", wrong, errors={"status": [wrong]})
    count_or_refuse("answer", str(invite.pk))
    with transaction.atomic():
        lock_room(invite.schedule.room_id)
        rows = Invite.objects.select_related("schedule__room", "schedule__host")
        found = rows.filter(pk=invite.pk).first()
        if found is None:
            raise unknown_invite()
        if found.withdrawn_at is not None:
            raise withdrawn()
        theirs: list[Invite] = []
        if series and found.schedule.series_id:
            theirs = list(
                rows.filter(
                    schedule__series_id=found.schedule.series_id,
                    schedule__room=found.schedule.room_id,
                    schedule__cancelled_at=None,
                    schedule__end_time__gt=timezone.now(),
                    invitee_email=found.invitee_email,
                    withdrawn_at=None,
                ).order_by("schedule__start_time")
            )
        if not theirs:
            require_open(found.schedule)
            theirs = [found]
        changed = [one for one in theirs if one.status != status]
        now = timezone.now()
        Invite.objects.filter(pk__in=[one.pk for one in changed]).update(status=status, responded_at=now)
        for one in changed:
            one.status, one.responded_at = status, now
        if changed:
            _tell(changed)
    return next((one for one in theirs if one.pk == found.pk), theirs[0])


def _tell(changed: list[Invite]) -> None:
    first = changed[0]
    news = {
        "scheduleId": first.schedule_id,
        "scheduleIds": [one.schedule_id for one in changed],
        "inviteeEmail": first.invitee_email,
        "status": first.status,
        "respondedAt": stamp(first.responded_at),
        "title": first.schedule.title,
    }
    tell_person(person=str(first.schedule.host_id), type="answer", payload=news)
    if first.invitee_user_id is not None:  # their other tabs
        tell_person(person=str(first.invitee_user_id), type="answer", payload=news)


def withdrawn() -> Gone:
    return Gone("invite_withdrawn", "You are not invited to this session any more. Ask its host.")


def unknown_invite() -> NotFound:
    return NotFound("invite_not_found", "This invitation is not valid. Ask the host for a new one.")
