"""The calendar that somebody's calendar program subscribes to, at an address that is its only key."""

from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.throttle import client_network
from fusemeet.errors import Problem
from scheduling.calendar_feeds import find_feed
from scheduling.calendar_objects import PUBLISH, Envelope, Links, publish_calendar
from scheduling.invitation_links import join_link
from scheduling.models import CalendarFeed, Invite
from scheduling.news import Session, session_of
from scheduling.selectors import CalendarEntry, calendar_of

PAST, FUTURE = timedelta(days=30), timedelta(days=366)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """text/calendar, with an ETag by which a program that has it already is told so. 404 for any other address.

    It asks nobody who they are: no session is opened and no cookie set.
    """
    try:
        feed = find_feed(token, network=client_network(request))
    except Problem as problem:
        response = HttpResponse(f"{problem.message}\n", content_type="text/plain", status=problem.status)
        if problem.retry_after:
            response["Retry-After"] = str(problem.retry_after)
        return response
    content = feed_content(feed)
    etag = quote_etag(sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="fusemeet.ics"'
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return _private(answer or response)


def feed_content(feed: CalendarFeed) -> bytes:
    """What the feed's owner hosts and is invited to, a month back and a year ahead, but for what they declined."""
    now = timezone.now()
    entries = calendar_of(feed.user, now - PAST, now + FUTURE)
    wanted = [one for one in entries if not (one.invite and one.invite.status == Invite.Status.DECLINED)]
    return publish_calendar("FuseMeet", [_published(one) for one in wanted])


def _published(entry: CalendarEntry) -> tuple[Envelope, Session, bool]:
    schedule = entry.schedule
    envelope = Envelope(
        method=PUBLISH,
        # Its own name: the mails name a whole series by one, and a calendar may hold both.
        uid=f"session-{schedule.pk}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=schedule.ical_sequence,
        stamp=schedule.updated_at.replace(microsecond=0),
        zone=schedule.timezone,
        links=Links(join_link(schedule.room.room_id)),
    )
    undecided = entry.invite is not None and entry.invite.status != Invite.Status.ACCEPTED
    return envelope, session_of(schedule), undecided


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key: no search engine lists it, nobody is told of it, and no proxy keeps what is there."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return response
