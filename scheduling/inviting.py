"""Invitations of sessions: made, taken back, bound to the account that proves an address."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from fusemeet.errors import NotFound
from rooms.access import lock_room
from rooms.models import Participant, Room
from rooms.presentation import stamp
from scheduling.invitees import Invitee
from scheduling.models import Invite, Schedule
from scheduling.opening import close_room_to, open_room
from scheduling.tokens import renew_token
from signaling.publish import tell_person

BATCH = 500


def invite_people(
    *, room: Room, host: User, schedules: Sequence[Schedule], people: Iterable[Invitee]
) -> list[Invite]:
    """With the room locked: an invitation for each person to each session, open to the room at once where known.

    Who was asked before and withdrawn is asked anew, with another link; who is asked already is left as they are.
    Returns the new ones.
    """
    wanted = {one.email: one for one in people}
    rows = Invite.objects.filter(schedule__in=schedules, invitee_email__in=wanted)
    there = {(row.schedule_id, row.invitee_email): row for row in rows}
    now = timezone.now()
    new: list[Invite] = []
    again: list[Invite] = []
    for schedule in schedules:
        for email, person in wanted.items():
            invite = there.get((schedule.pk, email))
            if invite is not None and invite.withdrawn_at is None:
                continue
            (new if invite is None else again).append(
                _asked(invite or Invite(schedule=schedule, invitee_email=email), person, host, now)
            )
    Invite.objects.bulk_create(new, batch_size=BATCH)
    fields = ["invitee_user", "inviter", "status", "invite_token", "nonce", "role", "group"]
    fields += ["withdrawn_at", "sent_at", "responded_at"]
    Invite.objects.bulk_update(again, fields, batch_size=BATCH)
    if not new and not again:
        return []
    # Read again: MySQL does not say what ids the new rows got.
    made = Invite.objects.filter(invite_token__in=[one.invite_token for one in (*new, *again)])
    invites = list(made.select_related("schedule", "invitee_user").order_by("schedule__start_time", "id"))
    open_room(room=room, invites=invites, by=host)
    tell_invitees("planned", schedules, invites)
    return invites


def withdraw_invites(*, room: Room, invites: Sequence[Invite]) -> None:
    """With the room locked: they are asked no more, and the room is closed to those who came by that alone."""
    Invite.objects.filter(pk__in=[one.pk for one in invites]).update(withdrawn_at=timezone.now())
    close_room_to(room=room, invites=invites)
    tell_invitees("withdrawn", [], invites)


def bind_invites(*, user: User) -> int:
    """What was sent to an address belongs to the account that has now proved it; returns how many.

    The rooms are opened to it as if it had been known then, but for sessions that are over or were cancelled; and not
    to somebody whom a host has removed since, who did not know that this is another address of theirs.
    """
    if not user.email_verified:
        return 0
    waiting = Invite.objects.filter(invitee_user=None, invitee_email=user.email.lower())
    count = 0
    rooms = waiting.order_by("schedule__room").values_list("schedule__room_id", flat=True).distinct()
    for room_pk in rooms:
        try:
            with transaction.atomic():
                room = lock_room(room_pk)
                theirs = waiting.filter(schedule__room=room)
                found = list(theirs.select_related("schedule", "inviter").exclude(inviter=user))
                Invite.objects.filter(pk__in=[one.pk for one in found]).update(invitee_user=user)
                for one in found:
                    one.invitee_user = user
                now = timezone.now()
                removed = Participant.objects.filter(room=room, user=user).values_list(
                    "removed_at", flat=True
                )
                sent_away = removed.first()
                standing = [
                    one
                    for one in found
                    if one.withdrawn_at is None
                    and one.schedule.cancelled_at is None
                    and one.schedule.end_time > now
                    and (sent_away is None or (one.sent_at is not None and one.sent_at > sent_away))
                ]
                if standing:
                    open_room(room=room, invites=standing, by=standing[0].inviter)
                    tell_invitees("planned", [], standing)
                count += len(found)
        except NotFound:  # the room was deleted at this moment
            continue
    return count


def tell_invitees(action: str, schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    """`session` news to each invited account, once for all the sessions that this is about."""
    known = {one.pk: one for one in schedules}
    by_person: dict[int, list[Schedule]] = {}
    for invite in invites:
        if invite.invitee_user_id is not None:
            session = known.get(invite.schedule_id) or invite.schedule
            by_person.setdefault(invite.invitee_user_id, []).append(session)
    for person, sessions in by_person.items():
        tell_person(person=str(person), type="session", payload=session_news(action, sessions))


def session_news(action: str, sessions: Sequence[Schedule]) -> dict[str, Any]:
    """What `/ws/me/` says of sessions that were planned, moved, changed or cancelled, of the first of them in words."""
    first = min(sessions, key=lambda one: one.start_time)
    return {
        "action": action,
        "scheduleId": first.pk,
        "scheduleIds": [one.pk for one in sessions],
        "seriesId": first.series_id or None,
        "title": first.title,
        "startTime": stamp(first.start_time),
        "endTime": stamp(first.end_time),
        "timezone": first.timezone,
    }


def _asked(invite: Invite, person: Invitee, host: User, now: Any) -> Invite:
    invite.invitee_user, invite.inviter, invite.role = person.user, host, person.role
    invite.group = person.group
    invite.status, invite.responded_at, invite.withdrawn_at = Invite.Status.PENDING, None, None
    invite.sent_at = now
    renew_token(invite)
    return invite
