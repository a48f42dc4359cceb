"""What sessions do in the rooms' own business: their tokens open a room, and what happens to a room happens to them."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.proven import address_proven_step
from fusemeet.link_tokens import digest_of
from rooms.cleaning import before_idle_is_judged
from rooms.invitations import Invitation, token_kind
from rooms.models import Participant, Room
from rooms.people import Someone
from rooms.policy import newcomer_role
from rooms.snapshot import personal_part
from rooms.steps import after_access_by_name, after_handover, before_room_is_deleted
from scheduling import letters
from scheduling.access import require_open
from scheduling.answers import withdrawn
from scheduling.inviting import bind_invites, session_news
from scheduling.models import Invite, InviteAccess, Schedule
from scheduling.opening import came_in, has_from_elsewhere
from scheduling.presentation import entry_info, my_invite_info
from scheduling.selectors import calendar_of, invites_to
from scheduling.times import FURTHEST
from scheduling.upcoming import keep_next_session
from signaling.publish import tell_person

MOST_SHOWN = 50


@token_kind
def session_token(room: Room, token: str) -> Invitation | None:
    """The token of an invitation to a session of this room, until that session ends, or the last of its series.

    A link may be passed on, so it makes nobody more than a newcomer: whoever was invited as a teacher has that from
    their account. Raises Gone `invite_withdrawn` (also once a host sent away who came by it), `session_cancelled` or
    `session_over`.
    """
    invite = _find(room, token)
    if invite is None:
        return None

    def enter(who: Someone) -> None:
        found = _find(room, token)  # as it is now that the room is locked
        if found is None:
            raise withdrawn()
        came_in(invite=found, user=who.user, guest=who.guest)

    return Invitation(newcomer_role(room.room_type), None, enter)


def _find(room: Room, token: str) -> Invite | None:
    rows = Invite.objects.filter(schedule__room=room).select_related("schedule")
    invite = rows.filter(invite_token=digest_of(token)).first()
    if invite is None:
        return None
    if invite.schedule.series_id:
        later = rows.filter(
            schedule__series_id=invite.schedule.series_id,
            invitee_email=invite.invitee_email,
            withdrawn_at=None,
            schedule__cancelled_at=None,
            schedule__end_time__gt=timezone.now(),
        )
        invite = later.order_by("schedule__start_time").first() or invite
    if invite.withdrawn_at is not None or _was_sent_away(room, invite):
        raise withdrawn()
    require_open(invite.schedule)
    return invite


def _was_sent_away(room: Room, invite: Invite) -> bool:
    """Whether a host removed whom it invites, or somebody who came in by it: its link is not the way back."""
    mine = Q(invite=invite)
    if invite.schedule.series_id:
        mine = Q(
            invite__schedule__series_id=invite.schedule.series_id, invite__invitee_email=invite.invitee_email
        )
    came = InviteAccess.objects.filter(mine, room=room)
    people = Q(user__in=came.values("user")) | Q(guest__in=came.values("guest"))
    if invite.invitee_user_id is not None:
        people |= Q(user=invite.invitee_user_id)
    return Participant.objects.filter(people, room=room, removed_at__isnull=False).exists()


@address_proven_step
def bind(user: User) -> None:
    """Invitations to an address are those of the account that has proved it."""
    bind_invites(user=user)


@before_room_is_deleted
def cancel_with_room(room: Room) -> None:
    """Whoever is invited hears that there is no such session any more; the rows go with the room."""
    sessions = Schedule.objects.filter(room=room, cancelled_at=None, end_time__gt=timezone.now())
    call_off_for_good(list(sessions.select_related("room", "host")))


@after_access_by_name
def keep_access(room: Room, user: User) -> None:
    has_from_elsewhere(room=room, user=user)


@after_handover
def change_host(room: Room, user: User) -> None:
    """Sessions that lie ahead are the new owner's to hold."""
    has_from_elsewhere(room=room, user=user)
    ahead = Schedule.objects.filter(room=room, cancelled_at=None, end_time__gt=timezone.now())
    sessions = list(ahead.exclude(host=user))
    ahead.update(host=user)
    # An invitation goes with the account of whoever is its inviter.
    Invite.objects.filter(schedule__in=[one.pk for one in sessions]).update(inviter=user)
    if sessions:
        tell_person(person=str(user.pk), type="session", payload=session_news("planned", sessions))


def call_off_for_good(sessions: list[Schedule]) -> None:
    """Their rows are deleted next, by whoever calls."""
    if not sessions:
        return
    letters.tell_deleted(sessions)
    invited = Invite.objects.filter(schedule__in=sessions, withdrawn_at=None).exclude(invitee_user=None)
    by_person: dict[int, list[Schedule]] = {}
    known = {one.pk: one for one in sessions}
    for person, schedule in invited.values_list("invitee_user", "schedule"):
        by_person.setdefault(person, []).append(known[schedule])
    for person, theirs in by_person.items():
        tell_person(person=str(person), type="session", payload=session_news("cancelled", theirs))


def upcoming(user: User) -> list[dict[str, Any]]:
    """What `/ws/me/` begins with: the next sessions, one's own and others', but for those that one declined."""
    now = timezone.now()
    entries = [
        one
        for one in calendar_of(user, now, now + FURTHEST)
        if one.invite is None or one.invite.status != Invite.Status.DECLINED
    ]
    return [entry_info(one) for one in entries[:MOST_SHOWN]]


def invitations(user: User) -> list[dict[str, Any]]:
    """Those that are still to be answered, with their tokens: they are this person's."""
    now = timezone.now()
    waiting = [one for one in invites_to(user, now, now + FURTHEST) if one.status == Invite.Status.PENDING]
    return [my_invite_info(one) for one in waiting[:MOST_SHOWN]]


before_idle_is_judged(keep_next_session)
personal_part("upcoming", upcoming)
personal_part("invitations", invitations)
