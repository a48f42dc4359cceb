"""Mails of sessions as a mail server takes them: one for each person and change, and what calendars need."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from mailing import delivery
from mailing.delivery import deliver_due
from mailing.models import OutgoingMail, State
from scheduling.models import Invite, Schedule
from scheduling.news import session_of
from scheduling.planning import cancel_session, change_session, withdraw_invite
from tests.mailing.conftest import post_office  # noqa: F401  (a fixture)
from tests.mailing.post_office import PostOffice
from tests.scheduling.calendar_reading import content_of, hours, instants, read
from tests.scheduling.conftest import ahead
from tests.scheduling.letters import Planner, Post, html_of, links_of, text_of

pytestmark = pytest.mark.django_db
KIT, LEA = "kit@example.org", "lea@example.org"


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    caches["strict"].clear()
    yield
    caches["strict"].clear()


@pytest.fixture
def post(post_office: PostOffice) -> Post:  # noqa: F811
    return Post(post_office)


def event_of(mail: EmailMessage) -> Any:
    """The only session of the mail's calendar object."""
    [event] = read(content_of(mail)).walk("VEVENT")
    return event


def method_of(mail: EmailMessage) -> str:
    return str(read(content_of(mail))["METHOD"])


def test_an_invitation_has_text_html_and_a_calendar_object_with_its_links(plan: Planner, post: Post) -> None:
    [session] = plan(KIT, LEA, title="Talk; about (A, B)", notes="Bring a pen.", timezone="Asia/Kolkata")
    mails = post.new()
    assert set(mails) == {KIT, LEA}
    mail = mails[KIT]
    assert "Hedda Host invites you to Talk; about (A, B)" in mail["Subject"]
    assert mail["From"] == "FuseMeet <noreply@localhost>" and "hedda@example.org" not in mail.as_string()
    for words in (text_of(mail), html_of(mail)):
        assert "Asia/Kolkata, UTC+05:30" in words and "Bring a pen." in words
        assert all(f"answer={answer}" in words for answer in ("accept", "maybe", "decline"))
    event = event_of(mail)
    assert (event["UID"], event["SEQUENCE"]) == (session.ical_uid, 0)
    assert event["ATTENDEE"] == f"mailto:{KIT}" and event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert instants(content_of(mail)) == [(session.start_time, session.end_time)]
    assert event["URL"] in links_of(mail), "the calendar's link is the mail's"
    assert not set(links_of(mail)) & set(links_of(mails[LEA])) - {"http://localhost:8000"}, (
        "everybody has their own"
    )


def test_what_an_outbox_row_holds_is_no_secret(plan: Planner, post: Post) -> None:
    plan(KIT)
    token = links_of(post.new()[KIT])[0].split("/invitations/")[1].split("/")[0]
    assert token not in str(list(OutgoingMail.objects.values())) + str(list(Invite.objects.values()))


def test_a_moved_session_is_told_with_what_was_and_what_is(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT, timezone="Europe/Berlin")
    post.new()
    start = session.start_time + hours(25)
    changes = {"start": start, "end": start + hours(2), "title": "Second interview"}
    change_session(host=host, schedule_id=session.pk, changes=changes)
    mail = post.new()[KIT]
    assert mail["Subject"].startswith("Changed: Second interview")
    words = text_of(mail)
    assert "Title: Second interview\n  before: Interview" in words
    before = session.start_time.astimezone(UTC)
    assert f"before: {before:%A} {before.day} {before:%B %Y}" in words
    event = event_of(mail)
    assert (event["UID"], method_of(mail)) == (session.ical_uid, "REQUEST")
    assert event["SEQUENCE"] > 0
    assert instants(content_of(mail)) == [(start, start + hours(2))]


def test_of_two_changes_before_the_first_mail_only_the_last_is_told(
    plan: Planner, host: Any, post: Post
) -> None:
    [session] = plan(KIT)
    for days in (1, 2, 3):
        start = session.start_time + timedelta(days=days)
        change_session(host=host, schedule_id=session.pk, changes={"start": start, "end": start + hours(1)})
    mail = post.new()[KIT]
    assert " invites you to " in mail["Subject"], "they have heard of none before"
    assert instants(content_of(mail)) == [(start, start + hours(1))]
    states = list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.CANCELLED] * 3 + [State.SENT]


def test_a_change_that_was_undone_is_not_told(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    post.new()
    for title in ("Another", "Interview"):
        change_session(host=host, schedule_id=session.pk, changes={"title": title})
    assert post.new() == {}
    assert OutgoingMail.objects.latest("pk").state == State.MOOT


def test_a_change_during_the_handing_over_is_told_by_a_mail_of_its_own(
    plan: Planner, host: Any, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker has written the first mail, and the session is moved before the mail server has it."""
    [session] = plan(KIT)
    start = session.start_time + hours(30)
    from mailing.transport import hand_over

    def move_first(*args: Any) -> None:
        monkeypatch.setattr(delivery, "hand_over", hand_over)
        change_session(host=host, schedule_id=session.pk, changes={"start": start, "end": start + hours(1)})
        hand_over(*args)

    monkeypatch.setattr(delivery, "hand_over", move_first)
    deliver_due()
    first, second = (taken.message for taken in post.office.taken)
    assert instants(content_of(first)) == [(session.start_time, session.end_time)]
    assert event_of(second)["SEQUENCE"] > event_of(first)["SEQUENCE"]
    assert instants(content_of(second)) == [(start, start + hours(1))]


def test_a_cancelled_session_takes_itself_out_of_calendars(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    first = event_of(post.new()[KIT])
    cancel_session(host=host, schedule_id=session.pk)
    mail = post.new()[KIT]
    event = event_of(mail)
    assert mail["Subject"].startswith("Cancelled: Interview") and method_of(mail) == "CANCEL"
    assert (event["UID"], event["STATUS"]) == (first["UID"], "CANCELLED")
    assert event["SEQUENCE"] > first["SEQUENCE"]
    assert not [link for link in links_of(mail) if "/invitations/" in link or "/rooms/" in link]


def test_who_is_withdrawn_is_told_alone_and_may_be_asked_again(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT, LEA)
    post.new()
    invite = Invite.objects.get(invitee_email=KIT)
    withdraw_invite(host=host, schedule_id=session.pk, invite_id=invite.pk)
    [(to, mail)] = post.new().items()
    assert (to, method_of(mail)) == (KIT, "CANCEL")
    assert mail["Subject"].startswith("Invitation taken back: Interview")
    gone = event_of(mail)
    change_session(host=host, schedule_id=session.pk, changes={"emails": [KIT, LEA]})
    [(to, mail)] = post.new().items()
    assert (to, method_of(mail)) == (KIT, "REQUEST")
    assert " invites you to " in mail["Subject"]
    assert event_of(mail)["SEQUENCE"] > gone["SEQUENCE"], "a calendar forgets nothing that is newer"


@pytest.mark.parametrize("how", ["cancelled", "withdrawn", "deleted", "over"])
def test_what_ended_before_its_invitation_was_sent_is_never_mentioned(
    how: str, plan: Planner, host: Any, post: Post
) -> None:
    [session] = plan(KIT)
    if how == "cancelled":
        cancel_session(host=host, schedule_id=session.pk)
    elif how == "withdrawn":
        withdraw_invite(host=host, schedule_id=session.pk, invite_id=Invite.objects.get().pk)
    elif how == "deleted":
        host.delete()
    else:
        past = timezone.now() - hours(3)
        Schedule.objects.update(start_time=past, end_time=past + hours(1))
    assert post.new() == {}
    assert not OutgoingMail.objects.filter(state__in=[State.WAITING, State.FAILED]).exists()


def test_a_change_that_is_rolled_back_is_not_told(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    post.new()

    def give_up() -> None:
        with transaction.atomic():
            cancel_session(host=host, schedule_id=session.pk)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    assert post.new() == {}


def test_a_room_that_is_deleted_cancels_its_sessions(plan: Planner, room: Any, post: Post) -> None:
    from rooms.access import room_for
    from rooms.services import delete_room

    [session] = plan(KIT)
    first = event_of(post.new()[KIT])
    delete_room(member=room_for(room.interviewer, room.room_id))
    mail = post.new()[KIT]
    event = event_of(mail)
    assert method_of(mail) == "CANCEL" and event["UID"] == session.ical_uid
    assert event["SEQUENCE"] > first["SEQUENCE"]
    assert "Hedda Host has cancelled this session: Interview." in text_of(mail)


def test_a_mail_that_failed_says_what_is_when_it_is_tried_again(plan: Planner, host: Any, post: Post) -> None:
    [session] = plan(KIT)
    post.office.refusals = [("DATA", "451 later")]
    assert post.new() == {}
    start = session.start_time + hours(48)
    change_session(host=host, schedule_id=session.pk, changes={"start": start, "end": start + hours(1)})
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert instants(content_of(post.new()[KIT])) == [(start, start + hours(1))]


def test_a_series_is_one_mail_with_one_rule(plan: Planner, post: Post) -> None:
    sessions = plan(KIT, LEA, repeat_count=6, timezone="Europe/Berlin")
    mails = post.new()
    assert set(mails) == {KIT, LEA}
    content = content_of(mails[KIT])
    [event] = read(content).walk("VEVENT")
    assert event["RRULE"]["COUNT"] == [6]
    assert instants(content) == [(one.start_time, one.end_time) for one in sessions]
    assert "6 sessions, from " in text_of(mails[KIT])


def test_one_moved_session_of_a_series_is_an_exception(plan: Planner, host: Any, post: Post) -> None:
    sessions = plan(KIT, repeat_count=4, timezone="Europe/Berlin")
    post.new()
    start = sessions[1].start_time + hours(26)
    change_session(host=host, schedule_id=sessions[1].pk, changes={"start": start, "end": start + hours(1)})
    mail = post.new()[KIT]
    event = event_of(mail)
    assert event["RECURRENCE-ID"].dt.astimezone(UTC) == sessions[1].start_time
    assert event["DTSTART"].dt.astimezone(UTC) == start
    assert event["UID"] == sessions[0].ical_uid
    assert "one session of a series" in text_of(mail) and "only=1" in text_of(mail)


def test_one_cancelled_session_of_a_series_leaves_the_others(plan: Planner, host: Any, post: Post) -> None:
    sessions = plan(KIT, repeat_count=4)
    post.new()
    cancel_session(host=host, schedule_id=sessions[2].pk)
    mail = post.new()[KIT]
    event = event_of(mail)
    assert (method_of(mail), event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["RECURRENCE-ID"].dt.astimezone(UTC) == sessions[2].start_time
    assert "The others take place." in text_of(mail)
    change_session(
        host=host,
        schedule_id=sessions[0].pk,
        series=True,
        changes={"start": sessions[0].start_time + hours(2), "end": sessions[0].end_time + hours(2)},
    )
    content = content_of(post.new()[KIT])
    moved = [(one.start_time + hours(2), one.end_time + hours(2)) for one in sessions]
    assert instants(content) == [one for place, one in enumerate(moved) if place != 2]


def test_a_cancelled_series_is_one_cancellation_of_all(plan: Planner, host: Any, post: Post) -> None:
    sessions = plan(KIT, repeat_count=4)
    post.new()
    cancel_session(host=host, schedule_id=sessions[0].pk, series=True)
    mail = post.new()[KIT]
    assert method_of(mail) == "CANCEL" and "RECURRENCE-ID" not in event_of(mail)
    assert "this series of sessions" in text_of(mail)


def test_who_is_added_to_a_running_series_gets_what_lies_ahead(plan: Planner, host: Any, post: Post) -> None:
    sessions = plan(KIT, repeat_count=4)
    post.new()
    past = timezone.now() - hours(5)
    Schedule.objects.filter(pk=sessions[0].pk).update(start_time=past, end_time=past + hours(1))
    change_session(host=host, schedule_id=sessions[1].pk, series=True, changes={"emails": [KIT, LEA]})
    [(to, mail)] = post.new().items()
    assert to == LEA
    assert instants(content_of(mail)) == [(one.start_time, one.end_time) for one in sessions[1:]]


def test_a_running_series_that_is_moved_is_told_as_a_whole_by_its_new_rule(
    plan: Planner, host: Any, post: Post
) -> None:
    sessions = plan(KIT, repeat_count=4)
    post.new()
    back = hours(24 * 8)  # the first one was held yesterday
    for one in sessions:
        start = one.start_time - back
        span = {"start_time": start, "end_time": start + hours(1), "series_start": start}
        Schedule.objects.filter(pk=one.pk).update(**span)
    for invite in Invite.objects.select_related("schedule__room", "schedule__host"):
        invite.told = {**(invite.told or {}), **session_of(invite.schedule).to_told()}
        invite.save()
    start = sessions[1].start_time - back + hours(26)
    changes = {"start": start, "end": start + hours(1)}
    change_session(host=host, schedule_id=sessions[1].pk, series=True, changes=changes)
    content = content_of(post.new()[KIT])
    [event] = read(content).walk("VEVENT")
    assert "RECURRENCE-ID" not in event  # in their calendar there is none at the new place
    ahead = Schedule.objects.filter(pk__in=[one.pk for one in sessions[1:]]).order_by("start_time")
    assert instants(content) == [(one.start_time, one.end_time) for one in ahead]


def test_the_answer_that_was_given_stands_in_the_calendar_of_a_later_mail(
    plan: Planner, host: Any, post: Post
) -> None:
    from scheduling.answers import answer_invite

    [session] = plan(KIT)
    post.new()
    answer_invite(invite=Invite.objects.get(), status="ACCEPTED")
    change_session(host=host, schedule_id=session.pk, changes={"title": "Renamed"})
    mail = post.new()[KIT]
    assert event_of(mail)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "You have accepted." in text_of(mail)


def test_hostile_words_of_a_host_are_nothing_to_click(plan: Planner, host: Any, post: Post) -> None:
    words = "Pay at evil.example http://evil.example/x"
    type(host).objects.filter(pk=host.pk).update(full_name=words[:60])
    plan(KIT, title=words, notes=f"{words}\nSecond line <b>bold</b>")
    mail = post.new()[KIT]
    content = content_of(mail).decode().replace("\r\n ", "")
    for text in (mail["Subject"], text_of(mail), html_of(mail), content):
        assert "evil.example" not in text and "://evil" not in text
    assert "&lt;b&gt;bold" in html_of(mail)


def test_five_hundred_invitations_are_queued_by_few_statements(
    plan: Planner, django_assert_max_num_queries: Any
) -> None:
    addresses = [f"person{number}@example.org" for number in range(500)]
    [session] = plan()
    from scheduling.letters import tell_invited

    Invite.objects.bulk_create(
        Invite(schedule=session, invitee_email=one, inviter=session.host, invite_token=one, nonce="x")
        for one in addresses
    )
    invites = list(Invite.objects.all())
    with django_assert_max_num_queries(12):
        tell_invited([session], invites)
    assert OutgoingMail.objects.filter(state=State.WAITING).count() == 500


def test_a_second_worker_sends_no_second_invitation(plan: Planner, post: Post) -> None:
    [session] = plan(KIT)
    from scheduling.letters import tell_invited

    with transaction.atomic():
        tell_invited([session], list(Invite.objects.all()))
    assert set(post.new()) == {KIT}
    deliver_due()
    assert post.new() == {}
    told = Invite.objects.get().told or {}
    assert (told["method"], told["start"]) == ("REQUEST", ahead().isoformat())
