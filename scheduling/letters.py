"""Telling invited people of sessions by mail: what the services that change sessions call, in their own transaction.

A mail is not of one change but of where things stand. It is queued as "this calendar object, this address", and what it
says is found when it is sent, by comparing what the person was told last with what is (`scheduling.news`). So a change
that was overtaken is never told, one that was undone is told not at all, and calling twice for one change is once.
"""

from collections.abc import Iterable

from mailing.models import OutgoingMail, State
from mailing.outbox import queue_many
from scheduling.models import Invite, Schedule
from scheduling.news import gone_snapshots

SESSION = "scheduling.session"
DELETED = "scheduling.deleted"


def tell_invited(schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    """Mail those who are invited now. One mail for each address and calendar object, so one for a whole series."""
    _tell(schedules, invites)


def tell_changed(schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    """Mail those who are invited what is different; `ical_sequence` was raised in each of `schedules`."""
    _tell(schedules, invites)


def tell_cancelled(schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    """Mail those who had heard of it that there is no such session; the rows stay, with `cancelled_at` set."""
    _tell(schedules, invites)


def tell_withdrawn(schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    """Mail those who had heard of it that they are not asked any more; the rows stay, with `withdrawn_at` set."""
    _tell(schedules, invites)


def tell_deleted(schedules: Iterable[Schedule]) -> None:
    """Mail everybody who had heard of sessions whose rows the caller deletes next, with a room or an account.

    What the mails say stands in the outbox then, for there is nothing left to look it up in; sessions that are over
    are not spoken of.
    """
    queue_many(DELETED, args=gone_snapshots(schedules))


def _tell(schedules: Iterable[Schedule], invites: Iterable[Invite]) -> None:
    uids = {session.pk: session.ical_uid for session in schedules}
    targets = {
        (uids.get(one.schedule_id) or one.schedule.ical_uid, one.invitee_email): None for one in invites
    }
    if not targets:
        return
    for uid in {uid for uid, _ in targets}:
        _supersede(uid, {email for known, email in targets if known == uid})
    queue_many(SESSION, args=[{"uid": uid, "email": email} for uid, email in targets])


def _supersede(uid: str, emails: set[str]) -> None:
    """What still waits for these addresses would say the same as the new mail: only that one goes out."""
    waiting = OutgoingMail.objects.filter(kind=SESSION, state=State.WAITING, args__uid=uid)
    old = [pk for pk, email in waiting.values_list("pk", "args__email") if email in emails]
    OutgoingMail.objects.filter(pk__in=old, state=State.WAITING).update(
        state=State.CANCELLED, claimed_until=None
    )
