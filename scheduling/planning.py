"""Sessions planned, changed, moved and cancelled. Every door comes here; who is invited is told from here."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.throttle import count_or_refuse
from accounts.verification import require_verified
from fusemeet.errors import Denied, Gone, Invalid
from mailing.letters import one_line
from rooms.access import ROOM_ENDED, Member, is_over, lock_room
from rooms.models import Room
from rooms.people import role_in
from rooms.policy import Ability, Role
from scheduling import letters
from scheduling.access import require_open, session_for
from scheduling.changing import change_sessions
from scheduling.invitees import capacity_words, collect_invitees, require_bounded
from scheduling.inviting import invite_people, session_news, tell_invitees, withdraw_invites
from scheduling.models import Invite, Schedule
from scheduling.opening import close_room_to
from scheduling.series import sessions_concerned
from scheduling.times import moment_in, require_ahead, require_free, require_repeat, require_span
from scheduling.upcoming import keep_next_session
from scheduling.zones import weekly, zone_of
from signaling.publish import tell_person

TITLE_LENGTH, NOTES_LENGTH = 200, 4000


class Planned(list[Schedule]):
    """The sessions in order of time; `words` is what their host should hear besides."""

    words: list[str]


class Changed(NamedTuple):
    """The session as it is now, and what its host should hear besides."""

    schedule: Schedule
    words: list[str]


def plan_sessions(
    *,
    member: Member,
    title: str,
    start: datetime,
    end: datetime,
    timezone: str,
    emails: Iterable[str],
    group_ids: Iterable[int] = (),
    notes: str = "",
    repeat_count: int = 1,
) -> Planned:
    """A session of the member's room, or one each week; everybody invited is mailed. All of it, or nothing.

    `start` and `end` without a zone are what clocks in `timezone` show. A repeated session keeps that time of day
    over changes of clocks, and its length. Raises Denied without the right (SCHEDULE) or a verified address; Invalid
    with `errors` by field, whose codes are those of `times`, `zones` and `invitees`; Conflict `sessions_overlap`; Gone
    for a room that has ended; NotFound for a group that is not theirs; TooMany.
    """
    member.require(Ability.SCHEDULE)
    require_verified(member.user)
    host, zone = member.user, zone_of(timezone)
    title, notes = clean_title(title), clean_notes(notes)
    require_repeat(repeat_count)
    start, end = moment_in(start, zone, field="startTime"), moment_in(end, zone, field="endTime")
    require_span(start, end)
    require_ahead(start, end)
    starts = weekly(start, zone, repeat_count)
    people = collect_invitees(host=host, room=member.room, emails=emails, group_ids=group_ids)
    require_bounded(len(people), len(starts))
    count_or_refuse("session", str(host.pk))
    if people:
        count_or_refuse("session-invitation", str(host.pk), amount=len(people))
        count_or_refuse("session-place", str(host.pk), amount=len(people) * len(starts))
    with transaction.atomic():
        room = lock_room(member.room.pk)
        _require_still_open(room, host)
        require_free(room, [(one, one + (end - start)) for one in starts])
        name = uuid.uuid4().hex
        schedules = [
            Schedule.objects.create(
                room=room,
                host=host,
                room_type=room.room_type,
                title=title,
                schedule_notes=notes,
                start_time=one,
                end_time=one + (end - start),
                timezone=zone.key,
                capacity=room.max_participants,
                allow_link_join=room.allow_link_access,
                ical_uid=f"{name}@{urlsplit(settings.SITE_URL).hostname}",
                series_id=name if repeat_count > 1 else "",
                series_start=one if repeat_count > 1 else None,
            )
            for one in starts
        ]
        invites = invite_people(room=room, host=host, schedules=schedules, people=people.by_email.values())
        letters.tell_invited(schedules, invites)
        keep_next_session(room)
        tell_person(person=str(host.pk), type="session", payload=session_news("planned", schedules))
    planned = Planned(schedules)
    planned.words = people.words + capacity_words(room, len(people))
    return planned


def change_session(*, host: User, schedule_id: int, changes: dict[str, Any], series: bool = False) -> Changed:
    """Move a session or change what it says or whom it invites; with `series` all of its series that lie ahead.

    `changes` has any of title, start, end, timezone, notes, emails, group_ids, as `plan_sessions` takes them; what is
    not there stays. `emails` is everybody asked by address from now on, `group_ids` every group: new ones are invited,
    others withdrawn and told. A group that is invited already stays as it was on that day, unless
    `refresh_groups` is true. `more_emails` and `more_group_ids` are asked besides, and nobody is withdrawn. Moving asks
    everybody anew: answers were to another time. Raises as `plan_sessions`, and NotFound `session_not_found`, Gone
    `session_cancelled` or `session_over`.
    """
    schedule, member = session_for(host, schedule_id)
    member.require(Ability.SCHEDULE)
    require_verified(host)
    require_open(schedule)
    if "title" in changes:
        changes = changes | {"title": clean_title(changes["title"])}
    if "notes" in changes:
        changes = changes | {"notes": clean_notes(changes["notes"])}
    count_or_refuse("session", str(host.pk))
    with transaction.atomic():
        room = lock_room(member.room.pk)
        _require_still_host(room, host)  # it may have been ended: it opens again for its sessions
        schedule = _fresh(schedule)
        require_open(schedule)
        words = change_sessions(
            room=room,
            host=host,
            schedule=schedule,
            sessions=sessions_concerned(schedule, series=series),
            changes=changes,
        )
        keep_next_session(room)
    return Changed(schedule, words)


def cancel_session(*, host: User, schedule_id: int, series: bool = False) -> None:
    """There will be no such session, or none of its series from now on; everybody who was invited is told.

    Once more does nothing. Raises NotFound `session_not_found`, Gone `session_over`.
    """
    schedule, _ = session_for(host, schedule_id)
    call_off(schedule=schedule, series=series)


def call_off(*, schedule: Schedule, series: bool = False) -> None:
    """What cancelling does, whoever decided it: its host, or an operator. Raises Gone `session_over`."""
    with transaction.atomic():
        room = lock_room(schedule.room_id)
        schedule = _fresh(schedule)
        concerned = sessions_concerned(schedule, series=series)
        if schedule.cancelled_at is not None:
            concerned.remove(schedule)
        elif schedule.end_time <= timezone.now() and len(concerned) == 1:
            require_open(schedule)
        concerned = [one for one in concerned if one.end_time > timezone.now()]
        if not concerned:
            return
        for one in concerned:
            one.cancelled_at = timezone.now()
            one.ical_sequence += 1
        Schedule.objects.bulk_update(concerned, ["cancelled_at", "ical_sequence"])
        invites = live_invites(concerned)
        close_room_to(room=room, invites=invites)
        letters.tell_cancelled(concerned, invites)
        tell_invitees("cancelled", concerned, invites)
        tell_person(
            person=str(schedule.host_id), type="session", payload=session_news("cancelled", concerned)
        )
        keep_next_session(room)


def withdraw_invite(*, host: User, schedule_id: int, invite_id: int, series: bool = False) -> None:
    """One person is asked no more, of this session or of all of its series that lie ahead; they are told.

    Raises NotFound `session_not_found` or `invite_not_found`, Gone.
    """
    schedule, member = session_for(host, schedule_id)
    member.require(Ability.SCHEDULE)
    take_back(schedule=schedule, invite_id=invite_id, series=series)


def take_back(*, schedule: Schedule, invite_id: int, series: bool = False) -> None:
    """What withdrawing one invitation does, whoever decided it."""
    with transaction.atomic():
        room = lock_room(schedule.room_id)
        schedule = _fresh(schedule)
        require_open(schedule)
        sessions = sessions_concerned(schedule, series=series)
        invites = live_invites(sessions)
        one = next((row for row in invites if row.pk == invite_id), None)
        if one is None:
            from scheduling.answers import unknown_invite

            raise unknown_invite()
        theirs = [row for row in invites if row.invitee_email == one.invitee_email]
        withdraw_invites(room=room, invites=theirs)
        letters.tell_withdrawn(sessions, theirs)


def live_invites(schedules: Sequence[Schedule]) -> list[Invite]:
    """Everybody who is asked to these sessions now."""
    rows = Invite.objects.filter(schedule__in=schedules, withdrawn_at=None)
    return list(rows.select_related("schedule", "invitee_user").order_by("id"))


def clean_title(title: str) -> str:
    cleaned = one_line(title, TITLE_LENGTH + 1)
    if not cleaned or len(cleaned) > TITLE_LENGTH:
        wrong = f"Give the session a title of 1 to {TITLE_LENGTH} characters."
        raise Invalid("bad_title", wrong, errors={"title": [wrong]})
    return cleaned


def clean_notes(notes: str) -> str:
    cleaned = "".join(char for char in notes.replace("\r\n", "\n") if char.isprintable() or char in "\n\t")
    if len(cleaned.strip()) > NOTES_LENGTH:
        wrong = f"Notes have {NOTES_LENGTH} characters at most."
        raise Invalid("bad_notes", wrong, errors={"notes": [wrong]})
    return cleaned.strip()


def _require_still_open(room: Room, host: User) -> None:
    """With the room locked: it was not ended, nor handed to somebody else, since the door looked."""
    _require_still_host(room, host)
    if is_over(room):
        raise Gone("room_ended", ROOM_ENDED)


def _require_still_host(room: Room, host: User) -> None:
    if role_in(room.pk, str(host.pk)) is not Role.OWNER:
        raise Denied("forbidden", "Your role in this room does not allow that.")


def _fresh(schedule: Schedule) -> Schedule:
    """As it is now that the room is locked; raises NotFound when it was deleted."""
    from scheduling.access import unknown_session

    found = Schedule.objects.select_for_update().filter(pk=schedule.pk).first()
    if found is None:
        raise unknown_session()
    return found
