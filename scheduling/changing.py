"""One change of a session or of a whole series, written in one piece: times, words, and who is invited."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from accounts.throttle import count_or_refuse
from rooms.models import Room
from scheduling import letters
from scheduling.invitees import Invitees, capacity_words, collect_invitees, require_bounded, require_most
from scheduling.inviting import invite_people, session_news, tell_invitees, withdraw_invites
from scheduling.models import Invite, Schedule
from scheduling.series import moved_starts
from scheduling.times import moment_in, require_ahead, require_ahead_in_series, require_free, require_span
from scheduling.zones import zone_of
from signaling.publish import tell_person

WORDS = {"title": "title", "notes": "schedule_notes"}
PEOPLE = {"emails", "group_ids", "more_emails", "more_group_ids"}


def change_sessions(
    *, room: Room, host: User, schedule: Schedule, sessions: Sequence[Schedule], changes: dict[str, Any]
) -> list[str]:
    """With the room locked: `changes` (see `planning.change_session`) of `schedule`, and of `sessions`, its series.

    Nothing is written and nobody told where nothing is different. Returns what the host should hear of those invited.
    Raises as `planning.change_session`.
    """
    moved = _move(room, schedule, sessions, changes)
    said = _say(sessions, changes)
    new, gone = _people(host, room, sessions, changes)
    if moved or said:
        highest = max(one.ical_sequence for one in sessions) + 1
        for one in sessions:
            one.ical_sequence = highest
            one.save()
    kept = list(
        Invite.objects.filter(schedule__in=sessions, withdrawn_at=None)
        .exclude(pk__in=[one.pk for one in gone])
        .select_related("schedule", "invitee_user")
        .order_by("id")
    )
    if moved:  # an answer to another time is none to this
        Invite.objects.filter(pk__in=[one.pk for one in kept if one.schedule_id in moved]).update(
            status=Invite.Status.PENDING, responded_at=None
        )
    if gone:
        withdraw_invites(room=room, invites=gone)
        letters.tell_withdrawn(sessions, gone)
    if new:
        require_bounded(len({one.invitee_email for one in kept}) + len(new), len(sessions))
        count_or_refuse("session-invitation", str(host.pk), amount=len(new))
        count_or_refuse("session-place", str(host.pk), amount=len(new) * len(sessions))
        letters.tell_invited(
            sessions,
            invite_people(room=room, host=host, schedules=sessions, people=new.by_email.values()),
        )
    if moved or said:
        if kept:
            count_or_refuse("session-mail", str(host.pk), amount=len({one.invitee_email for one in kept}))
        letters.tell_changed(sessions, kept)
        action = "moved" if moved else "changed"
        tell_invitees(action, sessions, kept)
        tell_person(person=str(schedule.host_id), type="session", payload=session_news(action, sessions))
    if not PEOPLE & changes.keys():
        return []
    asked = Invite.objects.filter(schedule=schedule, withdrawn_at=None).count()
    return new.words + capacity_words(room, asked)


def _move(room: Room, schedule: Schedule, series: Sequence[Schedule], changes: dict[str, Any]) -> set[int]:
    """Sets the times of `series`, unsaved; returns the ids of those that are at another time now.

    Of a series, a session that has begun stays what it was.
    """
    now = timezone.now()
    sessions = [one for one in series if one.pk == schedule.pk or one.start_time > now]
    zone = zone_of(changes["timezone"]) if "timezone" in changes else ZoneInfo(schedule.timezone)
    start = _moment(changes.get("start"), schedule.start_time, zone, "startTime")
    end = _moment(changes.get("end"), schedule.end_time, zone, "endTime")
    whole = len(sessions) > 1 or sessions[0].series_id == ""
    if (start, end) == (schedule.start_time, schedule.end_time) and zone.key == schedule.timezone:
        return set()
    require_span(start, end)
    if start != schedule.start_time:
        require_ahead(start, end)
    else:
        require_ahead(max(start, end), end)
    starts = moved_starts(schedule, start, zone, sessions) if len(sessions) > 1 else [start]
    spans = [(one, one + (end - start)) for one in starts]
    before = [(one.start_time, one.end_time) for one in sessions]
    for one, (begins, _) in zip(sessions, spans, strict=True):
        if one.pk != schedule.pk:
            require_ahead_in_series(one, begins, now)
    moved = {one.pk for one, span, old in zip(sessions, spans, before, strict=True) if span != old}
    if moved:
        require_free(room, spans, but=[one.pk for one in sessions])
    for one, (begins, ends) in zip(sessions, spans, strict=True):
        one.start_time, one.end_time, one.timezone = begins, ends, zone.key
        if whole and one.series_id:
            one.series_start = begins
    return moved


def _moment(value: datetime | None, before: datetime, zone: ZoneInfo, field: str) -> datetime:
    return before if value is None else moment_in(value, zone, field=field)


def _say(sessions: Sequence[Schedule], changes: dict[str, Any]) -> bool:
    """Sets title and notes, unsaved, and sees whether these or the zone are different from what is stored."""
    said = False
    stored = {one.pk: one for one in Schedule.objects.filter(pk__in=[one.pk for one in sessions])}
    for one in sessions:
        for key, column in WORDS.items():
            if key in changes:
                setattr(one, column, changes[key])
        before = stored[one.pk]
        said = said or any(
            getattr(one, column) != getattr(before, column) for column in (*WORDS.values(), "timezone")
        )
    return said


def _people(
    host: User, room: Room, sessions: Sequence[Schedule], changes: dict[str, Any]
) -> tuple[Invitees, list[Invite]]:
    """Whom the change invites that are not invited to every one of `sessions`, and whose invitations it withdraws."""
    if not PEOPLE & changes.keys():
        return Invitees(), []
    live = list(
        Invite.objects.filter(schedule__in=sessions, withdrawn_at=None).select_related(
            "schedule", "invitee_user"
        )
    )
    if "emails" in changes or "group_ids" in changes:
        wanted, gone = _whole_list(host, room, live, changes)
    else:
        more = changes.get("more_emails", ()), changes.get("more_group_ids", ())
        wanted, gone = collect_invitees(host=host, room=room, emails=more[0], group_ids=more[1]), []
    staying = {one.invitee_email for one in live} - {one.invitee_email for one in gone}
    require_most(len(staying | wanted.by_email.keys()))
    for email, times in Counter(one.invitee_email for one in live).items():
        if times == len(sessions):
            wanted.by_email.pop(email, None)
    return wanted, gone


def _whole_list(
    host: User, room: Room, live: Sequence[Invite], changes: dict[str, Any]
) -> tuple[Invitees, list[Invite]]:
    """Where `changes` say everybody who is asked from now on: these, and the invitations of whoever is not."""
    asked = {group for group in (one.group_id for one in live) if group is not None}
    groups = changes.get("group_ids", asked)
    fresh = set(groups) if changes.get("refresh_groups") else set(groups) - asked
    wanted = collect_invitees(
        host=host, room=room, emails=changes.get("emails", ()), group_ids=[pk for pk in groups if pk in fresh]
    )
    gone = [
        one
        for one in live
        if one.invitee_email not in wanted.by_email
        and (one.group_id not in set(groups) if one.group_id is not None else "emails" in changes)
    ]
    return wanted, gone
