"""The sessions of a class group, on the group's page: who answered what, and who came. And the way to plan one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import AccountType
from groups.access import Standing
from groups.parts import Action, group_actions, group_part
from rooms.person_ids import person_id
from scheduling.attendance import BEFORE, ENDED, JOIN, LEAVE, stays_in
from scheduling.models import Invite, InviteAccess, Schedule
from signaling.models import JournalEvent

MOST_AHEAD, MOST_PAST = 10, 5
WORDS = {
    Invite.Status.ACCEPTED: "Accepted",
    Invite.Status.MAYBE: "Maybe",
    Invite.Status.DECLINED: "Declined",
    Invite.Status.PENDING: "No answer yet",
}


@dataclass
class Row:
    """One session: for those who teach with its `answers` in numbers and, when it has begun, who `came`; for a student
    with `mine`, what they answered themselves.
    """

    session: Schedule
    url: str
    asked: int = 0
    answers: list[tuple[str, int]] = field(default_factory=list)
    begun: bool = False
    came: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    mine: str = ""


def sessions_of_group(standing: Standing) -> dict[str, Any] | None:
    """Those ahead and the last ones, to which people of this group were invited; six queries at most.

    A student sees only sessions that they are invited to themselves, and of others nothing.
    """
    now = timezone.now()
    asked = Invite.objects.filter(group=standing.group, withdrawn_at=None)
    if not standing.manages:
        asked = asked.filter(invitee_user=standing.user)
    sessions = Schedule.objects.filter(pk__in=asked.values("schedule"), cancelled_at=None).select_related(
        "room"
    )
    ahead = list(sessions.filter(end_time__gt=now).order_by("start_time", "id")[:MOST_AHEAD])
    past = list(sessions.filter(end_time__lte=now).order_by("-start_time", "-id")[:MOST_PAST])
    if not ahead and not past and not standing.manages:
        return None
    rows = {one.pk: Row(one, reverse("session", args=[one.pk])) for one in (*ahead, *past)}
    answers: dict[int, Counter[str]] = {}
    counted = asked.filter(schedule__in=list(rows)).order_by().values_list("schedule", "status")
    for session, status, count in counted.annotate(Count("pk")):
        answers.setdefault(session, Counter())[status] = count
    for session, row in rows.items():
        counts = answers.get(session, Counter())
        row.asked = counts.total()
        row.answers = [(words, counts[status]) for status, words in WORDS.items() if counts[status]]
        if not standing.manages and row.answers:
            row.mine, row.answers = row.answers[0][0], []
    if standing.manages:
        _add_attendance([row for row in rows.values() if row.session.start_time <= now], asked, now)
    listed = {"ahead": [rows[one.pk] for one in ahead], "past": [rows[one.pk] for one in past]}
    return listed | {"teaches": standing.manages}


def _add_attendance(rows: list[Row], asked: QuerySet[Invite], now: datetime) -> None:
    """To sessions that have begun; three queries for all of them, none for none."""
    if not rows:
        return
    by_session: dict[int, list[Invite]] = {}
    begun = [row.session for row in rows]
    for invite in asked.filter(schedule__in=begun).select_related("invitee_user").order_by("invitee_email"):
        by_session.setdefault(invite.schedule_id, []).append(invite)
    came = _who_came(begun, by_session, now)
    for row in rows:
        row.begun = True
        for invite in by_session.get(row.session.pk, []):
            user = invite.invitee_user
            name = user.get_full_name() if user else invite.invitee_email
            (row.came if invite.pk in came[row.session.pk] else row.missing).append(name)


def _who_came(
    sessions: list[Schedule], by_session: dict[int, list[Invite]], now: datetime
) -> dict[int, set[int]]:
    """`{session: {invite}}` of those who were in its room during it; two queries for all of them.

    Whoever came by the link of an invitation, as a guest or with another account, is the one that it was to.
    """
    invites = [invite.pk for one in sessions for invite in by_session.get(one.pk, [])]
    opened: dict[int, set[str]] = {}
    links = InviteAccess.objects.filter(invite__in=invites)
    for invite, user, guest in links.values_list("invite", "user", "guest"):
        opened.setdefault(invite, set()).add(person_id(user=user, guest=guest))
    moves: dict[int, list[tuple[str, dict[str, Any], datetime]]] = {}
    rows = JournalEvent.objects.filter(
        room__in={one.room_id for one in sessions},
        type__in=(JOIN, LEAVE, ENDED),
        created_at__gte=min(one.start_time for one in sessions) - BEFORE,
        created_at__lt=max(one.end_time for one in sessions),
    )
    for room, *move in rows.order_by("room", "seq").values_list("room", "type", "payload", "created_at"):
        moves.setdefault(room, []).append((move[0], move[1], move[2]))
    found = {}
    for one in sessions:
        near = _near(moves.get(one.room_id, []), one)
        _, stays = stays_in(near, one.start_time, min(one.end_time, now))
        found[one.pk] = {
            invite.pk
            for invite in by_session.get(one.pk, [])
            if stays.keys() & ({str(invite.invitee_user_id)} | opened.get(invite.pk, set()))
        }
    return found


def _near(
    moves: Iterable[tuple[str, dict[str, Any], datetime]], session: Schedule
) -> list[tuple[str, dict[str, Any], datetime]]:
    first = session.start_time - BEFORE
    return [move for move in moves if first <= move[2] < session.end_time]


@group_actions
def plan(standing: Standing) -> list[Action]:
    """For those who teach in the group and can make the room for it, if they have none."""
    hosts = {AccountType.TEACHER, AccountType.INTERVIEWER}
    if not standing.manages or not standing.user.email_verified or standing.user.account_type not in hosts:
        return []
    address = f"{reverse('session-new')}?{urlencode({'group': standing.group.pk})}"
    return [Action("Plan a session", address, "calendar")]


group_part("sessions", "Sessions", "scheduling/group_sessions.html", sessions_of_group)
