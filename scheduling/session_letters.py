"""The mails to invited people: invitation, update, cancellation, withdrawal; each says what is when sent."""

from typing import Any

from django.utils import timezone

from fusemeet.errors import NotFound
from mailing.letters import Alternative, Attachment, Letter, as_name, letter
from scheduling.calendar_objects import Attendee, Envelope, Links, cancel_calendar, request_calendar
from scheduling.invitation_links import ANSWERED, answer_link, answer_links, join_link
from scheduling.letters import DELETED, SESSION
from scheduling.news import CANCEL, Kind, News, Session, find_news, note_told, snapshot_session
from scheduling.session_words import (
    as_notes,
    as_title,
    brief_time,
    differences,
    spoken_series,
    spoken_time,
    times_of,
)
from scheduling.tokens import token_of

SUBJECTS = {
    Kind.INVITED: "{host} invites you to {title}: {when}",
    Kind.CHANGED: "Changed: {title}: {when}",
    Kind.CANCELLED: "Cancelled: {title}: {when}",
    Kind.WITHDRAWN: "Invitation taken back: {title}: {when}",
}
MOST_LISTED = 60


@letter(SESSION)
def session_letter(uid: str, email: str) -> Letter | None:
    """None once they know how things stand: a newer mail said it, or the change was undone, or it is over.

    Nor does anybody hear of what a blocked account plans, but for that it is off.
    """
    news = find_news(uid, email)
    if news is None:
        return None
    if news.method == CANCEL:
        return _farewell(news)
    if not _is_by_somebody_active(news):
        return None
    try:
        return _request(news)
    except NotFound:  # the key has changed, and nobody can make the link any more
        return None


@letter(DELETED)
def deleted_letter(uid: str, email: str, sequence: int, sessions: list[dict[str, Any]]) -> Letter | None:
    """What is said of sessions whose room or host is gone; nothing of them is to be looked up any more."""
    now = timezone.now()
    gone = [one for one in map(snapshot_session, sessions) if one.end > now]
    if not gone:
        return None
    news = News(
        kind=Kind.CANCELLED,
        email=email,
        uid=uid,
        sequence=sequence,
        standing=[],
        new=[],
        changed=[],
        gone=gone,
        told={},
        series=len(gone) > 1,
    )
    return _farewell(news)


def _is_by_somebody_active(news: News) -> bool:
    return all(one.invite is None or one.invite.schedule.host.is_active for one in news.spoken)


def _request(news: News) -> Letter:
    """An invitation, or an update."""
    first = _next(news.spoken)
    invite = first.invite
    if invite is None:
        raise ValueError("an invitation is somebody's")
    token = token_of(invite)
    person = invite.invitee_user
    envelope = Envelope(
        method=news.method,
        uid=news.uid,
        sequence=news.sequence,
        stamp=timezone.now(),
        zone=news.zone,
        attendee=Attendee(news.email, person.full_name if person else "", _status(news.spoken)),
        links=Links(join_link(first.room_id, token), answer_link(token)),
    )
    content = request_calendar(envelope, news.spoken, partial=news.is_partial)
    context = _context(news, first) | {
        "changes": _changes(news),
        "answers": answer_links(token, only=news.is_partial),
        "link": answer_link(token),
        "answered": ANSWERED.get(invite.status, ""),
        "notes": as_notes(first.notes),
        "is_new": news.kind == Kind.INVITED,
    }
    template = "session_invitation" if news.kind == Kind.INVITED else "session_change"
    return _letter(news, first, template, context, content)


def _farewell(news: News) -> Letter:
    """A cancellation, or that they are not asked any more."""
    first = news.gone[0]
    envelope = Envelope(
        method=CANCEL,
        uid=news.uid,
        sequence=news.sequence,
        stamp=timezone.now(),
        zone=news.zone,
        attendee=Attendee(news.email, "", ""),
    )
    content = cancel_calendar(envelope, news.gone, partial=news.is_partial)
    context = _context(news, first) | {"withdrawn": news.kind == Kind.WITHDRAWN, "some": news.is_partial}
    return _letter(news, first, "session_cancelled", context, content)


def _context(news: News, first: Session) -> dict[str, Any]:
    """What every one of these mails says."""
    spoken = news.spoken
    several = len(spoken) > 1
    return {
        "title": as_title(first.title),
        "host": as_name(first.host_name),
        "room": as_name(first.room_name),
        "when": spoken_series(spoken) if several else spoken_time(first.start, first.end, first.zone),
        "times": times_of(spoken[:MOST_LISTED]) if several else [],
        "series": several,
        "part_of_series": news.series and not several,
    }


def _changes(news: News) -> list[dict[str, Any]]:
    """For an update: of each session that is different, what was and what is; what came and what went."""
    found: list[dict[str, Any]] = []
    several = len(news.standing) > 1 or bool(news.new or news.gone)
    for one in news.changed:
        if one.invite is None:
            continue
        told = news.told[one.invite.pk]
        heading = spoken_time(one.start, one.end, one.zone) if several else ""
        found.append({"heading": heading, "differences": differences(told, one)})
    for word, sessions in (("added", news.new), ("cancelled", news.gone)):
        found += [{"heading": spoken_time(one.start, one.end, one.zone), "word": word} for one in sessions]
    return found[:MOST_LISTED]


def _next(sessions: list[Session]) -> Session:
    """The first that is not over yet."""
    now = timezone.now()
    return next((one for one in sessions if one.end > now), sessions[-1])


def _status(sessions: list[Session]) -> str:
    """The answer, if it is the same to all of them."""
    answers = {one.invite.status for one in sessions if one.invite}
    return answers.pop() if len(answers) == 1 else ""


def _letter(news: News, first: Session, template: str, context: dict[str, Any], content: bytes) -> Letter:
    """With the calendar object twice: as the form that calendars act on, and as a file for those that do not."""
    when = brief_time(first.start, first.zone)
    subject = SUBJECTS[news.kind].format(host=context["host"], title=context["title"], when=when)
    name = "cancellation.ics" if news.method == CANCEL else "invitation.ics"
    return Letter(
        to=news.email,
        subject=subject,
        template=template,
        context=context,
        alternatives=[Alternative(content.decode(), f"text/calendar; method={news.method}")],
        attachments=[Attachment(name, content, "application/ics")],
        on_sent=lambda: note_told(news),
    )
