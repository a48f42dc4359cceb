"""The page of a session: its host changes it there, whoever is invited answers, and nobody else finds it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import ClassGroup, GroupMember
from rooms.access import lock_room
from rooms.models import Room
from rooms.services import close_room
from scheduling.answers import answer_invite
from scheduling.models import Invite, Schedule
from scheduling.planning import cancel_session
from signaling import journal
from signaling.models import JournalEvent
from tests.pages.sessions import form, plan, tomorrow

Visit = Callable[..., Client]
pytestmark = pytest.mark.django_db


def test_only_its_host_and_those_invited_find_it_and_the_invited_see_nobody_else(
    visit: Visit, ada: Any, cai: Any, room: Room, make_user: Any
) -> None:
    made = plan(room, cai.email, "dee@example.org", notes="Bring a pen")
    path = f"/sessions/{made.pk}/"
    host, invited = visit(ada).get(path).content.decode(), visit(cai).get(path).content.decode()
    assert "dee@example.org" in host
    assert "Bring a pen" in invited
    assert "dee@example.org" not in invited
    assert f"/sessions/{made.pk}/cancel/" not in invited
    assert visit(make_user("eve")).get(path).status_code == 404
    assert visit().get(path)["Location"].startswith("/sign-in/?next=")
    assert visit(ada).get(f"/sessions/{2**70}/").status_code == 404


def test_a_time_is_said_in_the_readers_zone_and_in_the_sessions_own(
    visit: Visit, ada: Any, room: Room
) -> None:
    start = datetime(2027, 7, 5, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    made = plan(room, start=start, zone="Europe/Berlin")
    client = visit(ada)
    assert "Mon 5 Jul 2027, 13:00–14:00 (UTC)" in client.get(f"/sessions/{made.pk}/").content.decode()
    client.cookies["zone"] = "Asia%2FKathmandu"
    own = client.get(f"/sessions/{made.pk}/").content.decode()
    assert "Mon 5 Jul 2027, 18:45–19:45 (your time)" in own
    assert "15:00–16:00 (Europe/Berlin)" in own
    asked = client.get(f"/sessions/{made.pk}/?zone=Australia/Lord_Howe").content.decode()
    assert "23:30–Tue" not in asked
    assert "Mon 5 Jul 2027, 23:30 – Tue 6 Jul 2027, 00:30 (Australia/Lord Howe)" in asked
    client.cookies["zone"] = "../../etc/passwd"
    assert "13:00–14:00 (UTC)" in client.get(f"/sessions/{made.pk}/").content.decode()


def test_one_joins_from_ten_minutes_before_until_the_end(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    made = plan(room, cai.email)
    path, join = f"/sessions/{made.pk}/", 'id="session-join"'
    now = timezone.now()
    for start, end, joins in ((11, 60, False), (9, 60, True), (-30, 5, True), (-60, -1, False)):
        Schedule.objects.update(
            start_time=now + timedelta(minutes=start), end_time=now + timedelta(minutes=end)
        )
        for user in (ada, cai):
            assert (join in visit(user).get(path).content.decode()) is joins, (start, end, user)


def test_an_invitee_answers_and_changes_their_mind_and_nobody_answers_for_them(
    visit: Visit, ada: Any, cai: Any, room: Room, make_user: Any
) -> None:
    made = plan(room, cai.email)
    path = f"/sessions/{made.pk}/answer/"
    for status in ("ACCEPTED", "MAYBE", "DECLINED"):
        assert visit(cai).post(path, {"status": status})["Location"] == f"/sessions/{made.pk}/"
        assert Invite.objects.get().status == status
    for other in (ada, make_user("eve")):
        assert visit(other).post(path, {"status": "ACCEPTED"}).status_code == 404
    visit(cai).post(path, {"status": "PENDING"})
    assert Invite.objects.get().status == "DECLINED"


def test_after_an_answer_one_is_where_one_gave_it_and_never_on_another_site(
    visit: Visit, cai: Any, room: Room
) -> None:
    made = plan(room, cai.email)
    for back, expected in (
        ("/dashboard/", "/dashboard/"),
        ("https://evil.example/", "/dashboard/"),
        ("//evil.example", "/dashboard/"),
    ):
        page = visit(cai).post(f"/sessions/{made.pk}/answer/", {"status": "MAYBE", "next": back})
        assert page["Location"] == expected


def test_an_answer_to_what_was_cancelled_is_refused_in_words(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    made = plan(room, cai.email)
    visit(ada).post(f"/sessions/{made.pk}/cancel/")
    page = visit(cai).post(f"/sessions/{made.pk}/answer/", {"status": "ACCEPTED"}, follow=True)
    assert "cancelled by its host" in page.content.decode()
    assert 'value="ACCEPTED"' not in page.content.decode()
    assert Invite.objects.get().status == "PENDING"


def test_a_series_is_answered_and_cancelled_alone_or_as_a_whole(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    first = plan(room, cai.email, repeat_count=3)
    rows = list(Schedule.objects.order_by("start_time"))
    visit(cai).post(f"/sessions/{first.pk}/answer/", {"status": "ACCEPTED"})
    assert sorted(Invite.objects.values_list("status", flat=True)) == ["ACCEPTED", "PENDING", "PENDING"]
    visit(cai).post(f"/sessions/{rows[1].pk}/answer/", {"status": "DECLINED", "series": "1"})
    assert set(Invite.objects.values_list("status", flat=True)) == {"DECLINED"}
    visit(ada).post(f"/sessions/{rows[1].pk}/cancel/")
    assert Schedule.objects.filter(cancelled_at=None).count() == 2
    visit(ada).post(f"/sessions/{first.pk}/cancel/", {"series": "1"})
    assert not Schedule.objects.filter(cancelled_at=None).exists()


def test_a_host_asks_more_people_and_takes_one_back(
    visit: Visit, ada: Any, cai: Any, room: Room, make_user: Any
) -> None:
    sam = make_user("sam", account_type="STUDENT")
    group = ClassGroup.objects.create(name="Algebra", owner=ada)
    GroupMember.objects.create(group=group, user=sam, role="STUDENT", joined_at=timezone.now())
    made = plan(room, "dee@example.org")
    client = visit(ada)
    client.post(
        f"/sessions/{made.pk}/people/", {"emails": f"{cai.email}\ndee@example.org", "groups": [str(group.pk)]}
    )
    asked = made.invites.filter(withdrawn_at=None)
    assert set(asked.values_list("invitee_email", flat=True)) == {"dee@example.org", cai.email, sam.email}
    gone = asked.get(invitee_email="dee@example.org")
    client.post(f"/sessions/{made.pk}/people/remove/", {"invite": str(gone.pk)})
    assert set(asked.values_list("invitee_email", flat=True)) == {cai.email, sam.email}
    assert client.get(f"/sessions/{made.pk}/people/").headers["Location"] == f"/sessions/{made.pk}/"
    again = client.post(f"/sessions/{made.pk}/people/remove/", {"invite": "x"}, follow=True)
    assert again.status_code == 200
    assert asked.count() == 2


def test_who_is_no_host_changes_nothing_on_it(visit: Visit, cai: Any, room: Room, make_user: Any) -> None:
    made = plan(room, cai.email)
    one = made.invites.get()
    for user in (cai, make_user("eve")):
        client = visit(user)
        for what, sent in (
            ("people/", {"emails": "x@example.org"}),
            ("people/remove/", {"invite": str(one.pk)}),
            ("cancel/", {}),
            ("edit/", form(tomorrow(hour=18))),
        ):
            assert client.post(f"/sessions/{made.pk}/{what}", sent).status_code == 404, what
    made.refresh_from_db()
    assert made.cancelled_at is None
    assert made.invites.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize(
    ("emails", "words"), [("", "at least one address"), ("nobody", "not an email address"), ("a@b", "“a@b”")]
)
def test_wrong_addresses_are_said_beside_what_was_typed_and_nobody_is_asked(
    visit: Visit, ada: Any, room: Room, emails: str, words: str
) -> None:
    made = plan(room)
    page = visit(ada).post(f"/sessions/{made.pk}/people/", {"emails": emails})
    text = page.content.decode()
    assert words in text
    assert "autofocus" in text
    assert not made.invites.exists()
    # Another zone is looked at on the session's page: the form's own address only takes what is sent.
    assert f'<form class="zone-form" method="get" action="/sessions/{made.pk}/">' in text


def test_a_session_is_moved_by_form_in_its_own_zone_and_a_wrong_time_moves_nothing(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    made = plan(room, cai.email, start=tomorrow("Europe/Berlin"), zone="Europe/Berlin")
    client, path = visit(ada), f"/sessions/{made.pk}/edit/"
    client.cookies["zone"] = "Asia%2FKathmandu"
    first = client.get(path).context["form"]
    assert (f"{first['start'].value():%H:%M}", first["timezone"].value()) == ("14:00", "Europe/Berlin")
    later = tomorrow("Europe/Berlin", hour=17)
    wrong = client.post(path, form(later, end="16:00"))
    assert "ends after it starts" in wrong.content.decode()
    looked = client.post(path, form(later, preview="1"))
    assert looked.status_code == 200
    made.refresh_from_db()
    assert made.start_time.astimezone(berlin).hour == 14
    assert client.post(path, form(later))["Location"] == f"/sessions/{made.pk}/"
    made.refresh_from_db()
    assert made.start_time == later.astimezone(UTC)


def test_a_series_is_moved_as_a_whole_when_that_is_chosen(visit: Visit, ada: Any, room: Room) -> None:
    made = plan(room, repeat_count=3)
    visit(ada).post(f"/sessions/{made.pk}/edit/", form(tomorrow(hour=16), series="1"))
    assert {row.start_time.hour for row in Schedule.objects.all()} == {16}
    visit(ada).post(f"/sessions/{made.pk}/edit/", form(tomorrow(hour=18), series=""))
    assert sorted(row.start_time.hour for row in Schedule.objects.all()) == [16, 16, 18]


def test_a_cancelled_session_cannot_be_changed_any_more(visit: Visit, ada: Any, room: Room) -> None:
    made = plan(room)
    cancel_session(host=ada, schedule_id=made.pk)
    assert visit(ada).get(f"/sessions/{made.pk}/edit/").status_code == 410
    page = visit(ada).get(f"/sessions/{made.pk}/").content.decode()
    assert "Cancelled" in page
    assert f"/sessions/{made.pk}/edit/" not in page


def test_what_people_wrote_is_text_on_every_page(visit: Visit, ada: Any, cai: Any, room: Room) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    made = plan(room, cai.email, title=nasty, notes=nasty)
    for user in (ada, cai):
        for path in (f"/sessions/{made.pk}/", "/calendar/", "/calendar/?view=week", "/dashboard/"):
            assert "<img src=x" not in visit(user).get(path).content.decode(), path


def test_the_page_takes_the_same_number_of_queries_for_one_and_for_500_invitees(
    visit: Visit, ada: Any, room: Room, make_user: Any
) -> None:
    made = plan(room)
    people = [make_user(f"p{number}") for number in range(20)]
    client = visit(ada)

    def queries(emails: list[str]) -> int:
        Invite.objects.all().delete()
        rows = [
            Invite(schedule=made, invitee_email=email, inviter=ada, invite_token=email, nonce="n",
                   invitee_user=people[number % 20], status=["ACCEPTED", "PENDING"][number % 2])
            for number, email in enumerate(emails)
        ]  # fmt: skip
        Invite.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"/sessions/{made.pk}/")
        assert len(page.context["shown"].asked) == len(emails)
        return len(seen)

    assert queries(["one@example.org"]) == queries([f"x{n}@example.org" for n in range(500)]) <= 12


def test_answers_are_counted_those_who_come_first(visit: Visit, ada: Any, cai: Any, room: Room) -> None:
    made = plan(room, cai.email, "dee@example.org", "eli@example.org")
    answer_invite(invite=made.invites.get(invitee_user=cai), status="ACCEPTED")
    shown = visit(ada).get(f"/sessions/{made.pk}/").context["shown"]
    assert [(words, count) for words, _, count in shown.counts] == [("Accepted", 1), ("Not answered", 2)]
    assert shown.asked[0].email == cai.email


def test_afterwards_its_host_sees_who_was_there_and_for_how_long_and_nobody_else_does(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    made = plan(room, cai.email, "dee@example.org")
    now = timezone.now()
    Schedule.objects.update(start_time=now - timedelta(hours=2), end_time=now - timedelta(hours=1))
    for kind, minutes in (("join", 115), ("leave", 65)):
        with transaction.atomic():
            lock_room(room.pk)
            journal.append(room=room.pk, type=kind, payload={"userId": str(cai.pk), "fullName": "Cai Liu"})
        row = JournalEvent.objects.filter(room=room.pk, type=kind)
        row.update(created_at=now - timedelta(minutes=minutes))
    page = visit(ada).get(f"/sessions/{made.pk}/")
    text = page.content.decode()
    assert [(one.name, one.seconds) for one in page.context["shown"].attended] == [
        ("Cai Liu", 50 * 60), ("dee@example.org", 0),
    ]  # fmt: skip
    assert "50 min" in text
    assert "Did not come" in text
    assert "Who attended" not in visit(cai).get(f"/sessions/{made.pk}/").content.decode()


def test_a_session_whose_room_was_ended_early_does_not_promise_a_way_in(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    made = plan(room, cai.email, start=timezone.now() + timedelta(minutes=5))
    pages = [(visit(user), path) for user in (ada, cai) for path in (f"/sessions/{made.pk}/", "/dashboard/")]
    for client, path in pages:
        assert "You can join now" in client.get(path).content.decode(), path
    close_room(room=room, by="")
    for client, path in pages:
        text = client.get(path).content.decode()
        assert "You can join" not in text, path
        assert ("The room has ended" in text) == path.startswith("/sessions/")
    assert "Open the room again" in visit(ada).get(f"/sessions/{made.pk}/").content.decode()
