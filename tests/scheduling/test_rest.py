"""Sessions and invitations over REST: the contract's paths and keys, who may ask, what a long list costs."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from rooms.models import Access
from scheduling.models import Invite, Schedule
from scheduling.tokens import token_of
from tests.scheduling.conftest import ahead

SCHEDULE_KEYS = {
    "id", "seriesId", "roomId", "roomName", "roomType", "title", "notes", "startTime", "endTime", "timezone", "hostId",
    "hostName", "capacity", "inviteLink", "invites",
}  # fmt: skip
INVITE_KEYS = {
    "id", "scheduleId", "title", "roomId", "roomName", "hostName", "inviteeEmail", "status", "startTime", "endTime",
    "timezone", "sentAt", "respondedAt",
}  # fmt: skip


def stamp(moment):
    return moment.isoformat().replace("+00:00", "Z")


def asked(**more):
    fields = {"title": "First round", "startTime": stamp(ahead()), "endTime": stamp(ahead(hour=11))}
    return fields | {"inviteeEmails": ["kit@example.org"], **more}


@pytest.fixture
def kit(make_user):
    return make_user("kit", account_type="CANDIDATE", email="kit@example.org")


def post(api, room, user, **more):
    return api(user).post(f"/api/rooms/{room.room_id}/schedule", asked(**more), format="json")


def test_a_session_is_planned_listed_moved_and_cancelled(api, room, host, kit):
    body = post(api, room, host, notes="Bring a question.", timezone="Europe/Berlin").json()
    session = body["data"]
    assert body["success"] and session.keys() == SCHEDULE_KEYS
    assert (session["startTime"], session["timezone"]) == (stamp(ahead()), "Europe/Berlin")
    assert (session["hostId"], session["capacity"]) == (str(host.pk), 5)
    assert session["inviteLink"].endswith(f"?invite={room.invite_link_token}")
    (invite,) = session["invites"]
    assert invite.keys() >= INVITE_KEYS and "token" not in invite and invite["inviteeName"] == "Kit"
    listed = api(host).get("/api/schedules/host").json()["data"]
    assert [one["id"] for one in listed] == [session["id"]]
    path = f"/api/schedules/{session['id']}"
    moved = api(host).put(path, asked(startTime=stamp(ahead(8)), endTime=stamp(ahead(8, 12))), format="json")
    assert moved.status_code == 200 and moved.json()["data"]["endTime"] == stamp(ahead(8, 12))
    assert api(host).get(path).json()["data"]["startTime"] == stamp(ahead(8))
    assert api(host).delete(path).json()["success"]
    assert api(host).get("/api/schedules/host").json()["data"] == []
    assert api(kit).get("/api/invites/me").json()["data"] == []


def test_a_weekly_series_answers_with_its_first_session(api, room, host):
    body = post(api, room, host, repeat={"every": "week", "count": 3}).json()
    assert body["message"].startswith("3 sessions are planned") and body["data"]["seriesId"]
    listed = api(host).get("/api/schedules/host").json()["data"]
    assert {one["seriesId"] for one in listed} == {body["data"]["seriesId"]} and len(listed) == 3
    path = f"/api/schedules/{listed[1]['id']}"
    api(host).put(path, {"title": "Renamed", "series": True}, format="json")
    assert set(Schedule.objects.values_list("title", flat=True)) == {"Renamed"}
    assert api(host).delete(f"{path}?series=true").json()["success"]
    assert api(host).get("/api/schedules/host").json()["data"] == []


def test_an_invitee_has_their_token_and_nobody_elses(api, room, host, kit, make_user):
    post(api, room, host, inviteeEmails=["kit@example.org", "mia@example.org"])
    (mine,) = api(kit).get("/api/invites/me").json()["data"]
    assert mine.keys() >= INVITE_KEYS | {"token"}
    assert mine["token"] == token_of(Invite.objects.get(invitee_user=kit))
    seen = api().get(f"/api/invites/{mine['token']}")
    assert seen.json()["data"] == mine
    for secret in ("mia@example.org", host.email, room.invite_link_token):
        assert secret not in seen.content.decode()
    assert api(make_user()).get("/api/invites/me").json()["data"] == []
    assert api().get("/api/invites/me").status_code == 401
    assert "token" not in api(host).get("/api/schedules/host").content.decode().replace("inviteToken", "")


def test_who_is_not_its_host_learns_nothing_of_a_session(api, room, host, kit, make_user):
    session = post(api, room, host).json()["data"]
    Access.objects.create(
        room=room, user=(helper := make_user()), access_type="INTERVIEWER", granted_at=timezone.now()
    )
    unknown = api(host).get(f"/api/schedules/{session['id'] + 999}")
    for user in (kit, helper, make_user()):
        for method in ("get", "put", "delete"):
            answer = getattr(api(user), method)(f"/api/schedules/{session['id']}", {}, format="json")
            assert (answer.status_code, answer.json()) == (404, unknown.json())
        assert api(user).get(f"/api/schedules/{session['id']}/attendance").status_code == 404
    assert post(api, room, helper).status_code == 403
    assert post(api, room, make_user()).status_code == 404
    assert Schedule.objects.get().cancelled_at is None


def test_an_invitation_is_taken_back_by_the_host_alone(api, room, host, kit):
    session = post(api, room, host).json()["data"]
    path = f"/api/schedules/{session['id']}/invites/{session['invites'][0]['id']}"
    assert api(kit).delete(path).status_code == 404
    assert api(host).delete(path).status_code == 200 and api(host).delete(path).status_code == 404
    assert api(kit).get("/api/invites/me").json()["data"] == []


def test_lists_are_bounded_by_from_and_to(api, room, host, plan):
    near, far = plan(start=ahead(3))[0], plan(start=ahead(500))[0]
    held = plan(start=ahead(5))[0]
    past = timezone.now() - timedelta(days=40)
    Schedule.objects.filter(pk=held.pk).update(start_time=past, end_time=past + timedelta(hours=1))

    def ids(query=""):
        return [one["id"] for one in api(host).get(f"/api/schedules/host{query}").json()["data"]]

    assert ids() == [near.pk]
    assert ids(f"?from={quote(stamp(ahead(400)))}&to={quote(stamp(ahead(600)))}") == [far.pk]
    assert ids(f"?from={quote(stamp(past - timedelta(days=1)))}&to={quote(stamp(timezone.now()))}") == [
        held.pk
    ]
    assert ids(f"?to={quote(stamp(past))}") == []
    for bad in (
        "?from=yesterday",
        f"?from={quote(stamp(ahead(2)))}&to={quote(stamp(ahead(1)))}",
        "?from=1990-01-01T00:00Z",
    ):
        for path in ("/api/schedules/host", "/api/invites/me"):
            answer = api(host).get(path + bad)
            assert answer.status_code == 400 and answer.json()["errors"], path + bad


def test_200_sessions_and_500_invitations_take_as_many_queries_as_one(
    api, room, host, kit, django_assert_num_queries, make_user
):
    start = ahead(2)
    Schedule.objects.bulk_create(
        [
            Schedule(
                room=room, host=host, room_type=room.room_type, title=f"s{n}", capacity=5, ical_uid=f"u{n}",
                start_time=start + timedelta(hours=n), end_time=start + timedelta(hours=n + 1),
            )
            for n in range(200)
        ]
    )  # fmt: skip
    from scheduling.tokens import renew_token

    invites = []
    for n, schedule in enumerate(Schedule.objects.order_by("id")):
        people = [("kit@example.org", kit)] + [
            (f"p{m}@example.org", None) for m in range(499 if n == 0 else 1)
        ]
        for email, user in people:
            one = Invite(schedule=schedule, invitee_email=email, invitee_user=user, inviter=host)
            renew_token(one)
            invites.append(one)
    Invite.objects.bulk_create(invites, batch_size=500)
    clients = api(host), api(kit)
    with django_assert_num_queries(3):  # who asks, the sessions, the invitations
        listed = clients[0].get("/api/schedules/host").json()["data"]
    assert len(listed) == 200 and len(listed[0]["invites"]) == 500
    with django_assert_num_queries(2):
        mine = clients[1].get("/api/invites/me").json()["data"]
    assert len(mine) == 200
    first = Schedule.objects.order_by("id").first()
    with django_assert_num_queries(6):
        assert len(clients[0].get(f"/api/schedules/{first.pk}").json()["data"]["invites"]) == 500
