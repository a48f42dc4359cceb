"""The page behind the links of an invitation's mail: what the session is, the answer, and the way in when it begins.

Looking at it changes nothing, for programs that guard mailboxes follow every link, and some run the page's script. What
changes is a form that is sent, with a mark that the page gave out: nothing here is sent by itself. The address is the
key, so no account, cookie or session takes part (docs/decisions/0034).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.throttle import client_network
from fusemeet.errors import Gone, NotFound, Problem
from playback.answers import secret_address
from scheduling.answers import answer_invite, find_invite_or_count
from scheduling.invitation_links import ANSWERS, join_link
from scheduling.models import Invite
from scheduling.reader_zone import ReaderZone, zone_of
from scheduling.session_words import spoken_time
from scheduling.upcoming import EARLY

STAYS_OPEN = timedelta(hours=12)
FORM_GOOD_FOR = timedelta(days=1)
WORDS = {"accept": "I will be there", "maybe": "I am not sure yet", "decline": "I cannot come"}
BY_STATUS = {status: answer for answer, status in ANSWERS.items()}


@dataclass(frozen=True)
class Asked:
    """One session as the page shows it."""

    invite: Invite
    when: str
    answer: str  # a key of ANSWERS, "" while there is none


@csrf_exempt  # no cookie says who this is: whoever could forge the form knows its address, which is all it takes
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """410 where there is nothing to answer any more, 404 for a token that nobody made."""
    try:
        invite = find_invite_or_count(token, network=client_network(request))
        ahead = sessions_ahead(invite)
        if not ahead:
            raise _why_none(invite)
        if request.method == "POST":
            return secret_address(_answer(request, token, invite, ahead))
        return secret_address(_page(request, token, invite, ahead))
    except Gone as problem:
        return secret_address(_closed(request, problem))
    except NotFound as problem:  # such an address is no key
        return _closed(request, problem)


def sessions_ahead(invite: Invite) -> list[Invite]:
    """What this person can still answer: this one, and for a series all of theirs, in order of time."""
    mine = Invite.objects.filter(pk=invite.pk)
    if series := invite.schedule.series_id:
        mine = Invite.objects.filter(
            schedule__series_id=series,
            schedule__ical_uid=invite.schedule.ical_uid,
            invitee_email=invite.invitee_email,
        )
    open_ones = mine.filter(
        withdrawn_at=None, schedule__cancelled_at=None, schedule__end_time__gt=timezone.now()
    )
    return list(open_ones.select_related("schedule__room", "schedule__host").order_by("schedule__start_time"))


def _why_none(invite: Invite) -> Gone:
    if invite.schedule.cancelled_at is not None:
        return Gone("session_cancelled", "This session was cancelled by its host.")
    return Gone("session_over", "This session is over.")


def _answer(request: HttpRequest, token: str, invite: Invite, ahead: list[Invite]) -> HttpResponse:
    """What the form says, kept; then the page again, which shows what is kept."""
    answer = request.POST.get("answer", "")
    alone = request.POST.get("sessions") == "one" and invite in ahead
    if answer not in ANSWERS:
        return _page(request, token, invite, ahead, wrong="Choose one of the three answers.")
    if not _is_ours(request.POST.get("form", ""), invite):
        again = "This page was open for very long. Please send your answer once more."
        return _page(request, token, invite, ahead, wrong=again, chosen=answer)
    answer_invite(invite=invite if invite in ahead else ahead[0], status=ANSWERS[answer], series=not alone)
    return HttpResponseRedirect(reverse("session-invitation", args=[token]), status=303)


def _page(
    request: HttpRequest,
    token: str,
    invite: Invite,
    ahead: list[Invite],
    *,
    wrong: str = "",
    chosen: str = "",
) -> HttpResponse:
    reader = zone_of(request)
    sessions = [_asked(one) for one in ahead]
    this = next((one for one in sessions if one.invite.pk == invite.pk), sessions[0])
    wanted = chosen or request.GET.get("answer", "")
    now = timezone.now()
    following = ahead[0].schedule
    opens_at = following.start_time - EARLY
    context: dict[str, Any] = {
        "this": this,
        "sessions": sessions if len(sessions) > 1 else [],
        "schedule": this.invite.schedule,
        "host": following.host.get_full_name(),
        "chosen": wanted if wanted in ANSWERS else this.answer,
        "unsent": wanted in ANSWERS and wanted != this.answer,
        "only_one": request.GET.get("only") == "1",
        "may_answer_one": invite in ahead,
        "answers": [(answer, WORDS[answer]) for answer in ANSWERS],
        "form_mark": _signer().sign(_mark(invite)),
        "wrong": wrong,
        "reader": reader,
        "own_time": _own_time(this.invite, reader),
        "following": following,
        "is_open": now >= opens_at,
        "opens_in": _seconds_until(opens_at, now),
        "join": join_link(following.room.room_id, token),
    }
    return render(request, "scheduling/invitation.html", context, status=400 if wrong else 200)


def _asked(invite: Invite) -> Asked:
    session = invite.schedule
    when = spoken_time(session.start_time, session.end_time, session.timezone)
    return Asked(invite, when, BY_STATUS.get(invite.status, ""))


def _own_time(invite: Invite, reader: ReaderZone) -> str:
    """The same in the reader's zone, if the browser said one and clocks there show something else."""
    session = invite.schedule
    if reader.source == "none":
        return ""
    here, there = (session.start_time.astimezone(zone) for zone in (reader.info, ZoneInfo(session.timezone)))
    if here.utcoffset() == there.utcoffset():
        return ""
    return spoken_time(session.start_time, session.end_time, reader.name)


def _seconds_until(opens_at: datetime, now: datetime) -> int:
    """After how long the page looks again for the way in; 0 if it is there, or too far off to wait for."""
    left = opens_at - now
    return int(left.total_seconds()) + 1 if timedelta() < left <= STAYS_OPEN else 0


def _closed(request: HttpRequest, problem: Problem) -> HttpResponse:
    return render(request, "scheduling/invitation_closed.html", {"problem": problem}, status=problem.status)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="scheduling.answer")


def _mark(invite: Invite) -> str:
    return f"{invite.pk}-{invite.nonce}"


def _is_ours(mark: str, invite: Invite) -> bool:
    """Whether the form came from a page that was shown for this invitation, not too long ago."""
    try:
        return _signer().unsign(mark, max_age=FORM_GOOD_FOR) == _mark(invite)
    except BadSignature:
        return False
