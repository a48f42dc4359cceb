"""The rooms' REST contract: each path's success next to its refusal."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.utils import timezone

from rooms.models import Access, Participant, Room, ShareInvitation
from signaling.models import JournalHead

ROOM_KEYS = {
    "roomId", "roomName", "roomType", "description", "ownerId", "ownerName", "isActive", "status", "expiresAt",
    "isLocked",
    "hasPassword", "allowLinkAccess", "maxParticipants", "classCapacityTier", "currentLanguage", "recordingEnabled",
    "myRole", "participants", "participantCount", "scheduledStartTime", "scheduledEndTime", "createdAt", "lastActivity",
}  # fmt: skip


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def cai(make_user):
    return make_user("cai", account_type="CANDIDATE")


def code_of(answer):
    return answer.status_code, answer.json().get("code")


def path(room, rest=""):
    return f"/api/rooms/{room.room_id}{rest}"


def test_an_interviewer_creates_a_room_and_owns_it(api, ada):
    answer = api(ada).post(
        "/api/rooms/create",
        {"roomName": " Loops  ", "roomType": "INTERVIEW", "maxParticipants": 3, "password": "s3cret"},
    )
    body = answer.json()
    assert answer.status_code == 201 and body.keys() >= ROOM_KEYS
    assert (body["roomName"], body["myRole"], body["maxParticipants"], body["hasPassword"]) == (
        "Loops",
        "OWNER",
        3,
        True,
    )
    room = Room.objects.get(room_id=body["roomId"])
    assert room.room_password.startswith("argon2") and "s3cret" not in answer.content.decode()
    assert JournalHead.objects.filter(room=room.pk).exists()


def test_only_hosts_with_a_verified_address_create_rooms(api, make_user, cai):
    body = {"roomName": "x", "roomType": "INTERVIEW"}
    assert code_of(api(cai).post("/api/rooms/create", body)) == (403, "role_required")
    assert code_of(api(make_user(verified=False)).post("/api/rooms/create", body)) == (
        403,
        "email_not_verified",
    )
    assert api().post("/api/rooms/create", body).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roomName": " "}, "roomName"),
        ({"roomName": "x" * 101}, "roomName"),
        ({"roomType": "PARTY"}, "roomType"),
        ({"maxParticipants": 13}, "maxParticipants"),
        ({"maxParticipants": 1}, "maxParticipants"),
        ({"roomType": "CLASSROOM", "classCapacityTier": 20}, "classCapacityTier"),
    ],
)
def test_a_bad_room_names_its_wrong_field(api, ada, change, field):
    answer = api(ada).post("/api/rooms/create", {"roomName": "x", "roomType": "INTERVIEW"} | change)
    assert answer.status_code == 400 and field in answer.json()["errors"]
    assert not Room.objects.exists()


def test_a_classroom_takes_its_tier(api, make_user):
    tess = make_user(account_type="TEACHER")
    body = (
        api(tess)
        .post("/api/rooms/create", {"roomName": "x", "roomType": "CLASSROOM", "classCapacityTier": 50})
        .json()
    )
    assert (body["maxParticipants"], body["classCapacityTier"]) == (50, 50)


def test_joining_twice_is_one_participant_with_the_links_role(api, make_room, cai):
    room = make_room()
    for _ in range(2):
        body = api(cai).post(path(room, "/join"), {}).json()
    assert (body["myRole"], body["participantCount"]) == ("CANDIDATE", 1)
    assert Participant.objects.count() == 1 and Access.objects.filter(user=cai).count() == 1


def test_what_one_may_not_see_looks_like_what_does_not_exist(api, make_room, cai):
    closed = make_room(allow_link_access=False)
    for method, rest in [
        ("get", ""),
        ("get", "/participants"),
        ("post", "/share"),
        ("post", "/end"),
        ("patch", ""),
        ("delete", ""),
        ("post", "/ws-ticket"),
        ("post", "/leave"),
        ("post", "/owner"),
        ("get", "/grants"),
        ("post", "/participants/1/remove"),
        ("post", "/join"),
        ("post", "/open"),
    ]:
        mine = getattr(api(cai), method)(
            path(closed, rest), {"inviteType": "LINK", "userId": "1", "isLocked": True}
        )
        none = getattr(api(cai), method)(
            f"/api/rooms/aaa-bbbb-ccc{rest}", {"inviteType": "LINK", "userId": "1", "isLocked": True}
        )
        assert mine.status_code == none.status_code == 404 and mine.content == none.content, rest
        assert getattr(api(), method)(path(closed, rest), {}).status_code == 401


def test_a_password_is_asked_for_checked_and_guesses_are_limited(api, make_room, cai, make_user):
    room = make_room(password="open sesame")
    join = path(room, "/join")
    assert code_of(api(cai).post(join, {})) == (403, "password_required")
    assert code_of(api(cai).post(join, {"password": "no"})) == (403, "wrong_password")
    assert api(cai).post(join, {"password": "open sesame"}).status_code == 200
    assert api(cai).post(join, {}).status_code == 200, "who has access is not asked again"
    other = api(make_user(account_type="CANDIDATE"))
    tries = [other.post(join, {"password": f"no{n}"}) for n in range(6)]
    assert [answer.status_code for answer in tries] == [403] * 5 + [429]
    assert int(tries[-1]["Retry-After"]) > 0
    assert other.post(join, {"password": "open sesame"}).status_code == 429


def test_a_full_room_is_full_for_newcomers_and_not_for_those_inside(api, make_room, cai, make_user):
    room = make_room(max_participants=2)
    assert api(room.interviewer).post(path(room, "/join"), {}).status_code == 200
    assert api(cai).post(path(room, "/join"), {}).status_code == 200
    late = make_user(account_type="CANDIDATE")
    assert code_of(api(late).post(path(room, "/join"), {})) == (409, "room_full")
    assert api(cai).post(path(room, "/join"), {}).status_code == 200
    assert api(cai).post(path(room, "/leave"), {}).status_code == 200
    assert api(late).post(path(room, "/join"), {}).status_code == 200


def test_a_seat_that_no_socket_came_for_is_free_after_a_minute(api, make_room, cai, make_user):
    room = make_room(max_participants=2)
    api(room.interviewer).post(path(room, "/join"), {})
    api(cai).post(path(room, "/join"), {})
    Participant.objects.filter(user=cai).update(joined_at=timezone.now() - timedelta(seconds=61))
    assert api(make_user(account_type="CANDIDATE")).post(path(room, "/join"), {}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_who_join_at_once_only_as_many_as_fit_come_in(api, make_room, make_user):
    room = make_room(max_participants=4)
    people = [api(make_user(account_type="CANDIDATE")) for _ in range(10)]
    answers = []

    def join(client):
        try:
            answers.append(client.post(path(room, "/join"), {}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=join, args=[client]) for client in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 4 + [409] * 6


def test_a_locked_room_lets_in_only_who_is_there_and_its_owner(api, make_room, cai, make_user):
    room = make_room()
    api(cai).post(path(room, "/join"), {})
    assert api(room.interviewer).patch(path(room), {"isLocked": True}).json()["isLocked"] is True
    assert code_of(api(make_user(account_type="CANDIDATE")).post(path(room, "/join"), {})) == (
        423,
        "room_locked",
    )
    assert api(cai).post(path(room, "/join"), {}).status_code == 200
    assert api(room.interviewer).post(path(room, "/join"), {}).status_code == 200


def test_leaving_is_only_ones_own_whatever_the_body_says(api, make_room, cai):
    room = make_room()
    for user in (room.interviewer, cai):
        api(user).post(path(room, "/join"), {})
    answer = api(cai).post(
        path(room, "/leave"), {"userId": str(room.interviewer.pk), "username": room.interviewer.username}
    )
    assert answer.json()["success"] is True
    assert list(Participant.objects.filter(is_active=True).values_list("user", flat=True)) == [
        room.interviewer.pk
    ]


def test_settings_follow_the_policy(api, make_room, cai, make_user):
    room = make_room()
    host = make_user("host")
    Access.objects.create(room=room, user=host, access_type="INTERVIEWER", granted_at=timezone.now())
    api(cai).post(path(room, "/join"), {})
    assert api(cai).patch(path(room), {"isLocked": True}).status_code == 403
    assert api(host).patch(path(room), {"isLocked": True}).status_code == 200
    assert api(host).patch(path(room), {"roomName": "mine now"}).status_code == 403
    assert api(host).patch(path(room), {"allowHostSettings": True}).status_code == 403
    assert api(room.interviewer).patch(path(room), {"allowHostSettings": True}).status_code == 200
    assert api(host).patch(path(room), {"roomName": "ours"}).json()["roomName"] == "ours"
    assert code_of(api(room.interviewer).patch(path(room), {"isActive": False})) == (400, "invalid")
    assert code_of(api(room.interviewer).patch(path(room), {})) == (400, "invalid")


def test_a_changed_password_holds_from_then_on(api, make_room, cai):
    room = make_room(password="old")
    api(room.interviewer).patch(path(room), {"password": "new"})
    assert code_of(api(cai).post(path(room, "/join"), {"password": "old"})) == (403, "wrong_password")
    api(room.interviewer).patch(path(room), {"password": None})
    assert api(cai).post(path(room, "/join"), {}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_is_hashed_before_the_room_is_locked(api, make_room, monkeypatch):
    locked = []

    def watched(password):
        locked.append(connection.in_atomic_block)
        return make_password(password)

    room = make_room()
    monkeypatch.setattr("rooms.services.make_password", watched)
    assert api(room.interviewer).patch(path(room), {"password": "new"}).status_code == 200
    assert locked == [False]


def test_an_ended_room_is_gone_until_its_owner_opens_it_again(api, make_room, cai):
    room = make_room()
    api(cai).post(path(room, "/join"), {})
    assert code_of(api(cai).post(path(room, "/end"))) == (403, "forbidden")
    assert api(room.interviewer).post(path(room, "/end")).json()["success"] is True
    assert code_of(api(cai).post(path(room, "/join"), {})) == (410, "room_ended")
    assert api(cai).get(path(room)).json()["status"] == "EXPIRED"
    assert api(cai).post(path(room, "/open")).status_code == 403
    assert api(room.interviewer).post(path(room, "/open")).json()["status"] == "ACTIVE"
    assert api(cai).post(path(room, "/join"), {}).status_code == 200


def test_a_room_expires_a_day_after_its_last_activity_but_never_before_its_session(api, make_room, cai):
    room = make_room()
    Room.objects.update(last_activity=timezone.now() - timedelta(hours=25))
    assert code_of(api(cai).post(path(room, "/join"), {})) == (410, "room_ended")
    Room.objects.update(scheduled_end_time=timezone.now() + timedelta(hours=1))
    assert api(cai).post(path(room, "/join"), {}).status_code == 200


def test_only_the_owner_deletes_and_everything_goes(api, make_room, cai):
    room = make_room()
    api(cai).post(path(room, "/join"), {})
    assert api(cai).delete(path(room)).status_code == 403
    assert api(room.interviewer).delete(path(room)).status_code == 204
    assert not Room.objects.exists() and not JournalHead.objects.exists() and not Participant.objects.exists()


def test_a_room_is_handed_over_to_a_member_who_may_own_one(api, make_room, cai, make_user):
    room, host = make_room(), make_user("host")
    owner = api(room.interviewer)
    assert code_of(owner.post(path(room, "/owner"), {"userId": str(host.pk)})) == (400, "not_a_member")
    for person in (host, cai):
        api(person).post(path(room, "/join"), {})
    assert code_of(owner.post(path(room, "/owner"), {"userId": str(cai.pk)})) == (403, "role_required")
    body = owner.post(path(room, "/owner"), {"userId": str(host.pk)}).json()
    assert (body["ownerId"], body["myRole"]) == (str(host.pk), "INTERVIEWER")
    assert api(host).get(path(room)).json()["myRole"] == "OWNER"
    assert owner.delete(path(room)).status_code == 403


def test_the_rooms_link_brings_in_and_a_token_of_another_room_does_not(api, make_room, cai, make_user):
    room, other = make_room(password="p"), make_room(password="q")
    shared = api(room.interviewer).post(path(room, "/share"), {"identifier": "", "inviteType": "LINK"}).json()
    assert (
        shared.keys() == {"shareLink", "inviteToken", "expiresAt", "accessType"}
        and shared["accessType"] == "CANDIDATE"
    )
    token = shared["inviteToken"]
    assert shared["shareLink"].endswith(f"/rooms/{room.room_id}/?invite={token}")
    assert api(cai).post(path(other, "/join"), {"inviteToken": token}).status_code == 404
    assert api(cai).post(path(room, "/join"), {"inviteToken": token}).json()["myRole"] == "CANDIDATE"
    api(room.interviewer).patch(path(room), {"allowLinkAccess": False})
    assert api(make_user()).post(path(room, "/join"), {"inviteToken": token}).status_code == 404


def test_a_known_user_gets_access_at_once_and_an_address_gets_a_mail(
    api, make_room, cai, mailoutbox, django_capture_on_commit_callbacks, settings
):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from fusemeet.celery import app

    app.conf.task_always_eager = True
    room = make_room(allow_link_access=False)
    owner = api(room.interviewer)
    body = owner.post(
        path(room, "/share"), {"identifier": cai.username.upper(), "inviteType": "CANDIDATE"}
    ).json()
    assert body["accessType"] == "CANDIDATE" and body["inviteToken"] is None
    assert api(cai).post(path(room, "/join"), {}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        body = owner.post(
            path(room, "/share"), {"identifier": "New@Example.org", "inviteType": "INTERVIEWER"}
        ).json()
    app.conf.task_always_eager = False
    (mail,) = mailoutbox
    assert (
        mail.to == ["new@example.org"]
        and body["shareLink"] in mail.body
        and body["shareLink"] in mail.alternatives[0][0]
    )
    share = ShareInvitation.objects.get()
    assert body["inviteToken"] not in share.token_digest and share.max_uses == 1
    assert code_of(
        owner.post(path(room, "/share"), {"identifier": "nobody-here", "inviteType": "CANDIDATE"})
    ) == (400, "invalid")


def test_roles_that_one_cannot_give_are_refused(api, make_room, cai, make_user):
    room, host = make_room(), make_user("host")
    Access.objects.create(room=room, user=host, access_type="INTERVIEWER", granted_at=timezone.now())
    api(cai).post(path(room, "/join"), {})
    share = path(room, "/share")
    ask = {"identifier": "x@example.org", "inviteType": "CANDIDATE"}
    assert api(cai).post(share, ask).status_code == 403
    assert api(host).post(share, ask).status_code == 200
    assert api(host).post(share, ask | {"inviteType": "INTERVIEWER"}).status_code == 403
    for owner_made in (api(host), api(room.interviewer)):
        assert owner_made.post(share, ask | {"inviteType": "OWNER"}).status_code == 403


def test_a_grant_is_for_members_and_switched_abilities(api, make_room, cai):
    room = make_room(room_type="CLASSROOM")
    owner, grants = api(room.interviewer), path(room, "/grants")
    ask = {"userId": str(cai.pk), "ability": "microphone"}
    assert owner.post(grants, ask).status_code == 404
    api(cai).post(path(room, "/join"), {})
    assert api(cai).post(grants, ask).status_code == 403
    made = owner.post(grants, ask)
    assert made.status_code == 201 and made.json()["allowed"] is True
    assert owner.post(grants, ask | {"ability": "delete"}).status_code == 400
    assert owner.post(grants, ask | {"until": "2020-01-01T00:00:00Z"}).status_code == 400
    assert len(owner.get(grants).json()) == 1
    assert owner.delete(f"{grants}/{made.json()['id']}").status_code == 204
    assert owner.delete(f"{grants}/{made.json()['id']}").status_code == 404


def test_active_lists_the_rooms_i_may_enter_in_few_queries(
    api, make_room, cai, ada, django_assert_max_num_queries
):
    rooms = [make_room(owner=ada, name=f"r{n}") for n in range(8)]
    for room in rooms[:5]:
        api(cai).post(path(room, "/join"), {})
    api(ada).post(path(rooms[0], "/end"))
    client = api(cai)
    with django_assert_max_num_queries(6):
        body = client.get("/api/rooms/active").json()
    assert body["count"] == 4 and body["totalParticipants"] == 4
    assert {room["roomName"] for room in body["rooms"]} == {"r1", "r2", "r3", "r4"}


def test_health_needs_no_account(api, make_room):
    make_room()
    assert api().get("/api/rooms/health").json() == {"status": "UP", "activeRooms": 1, "totalParticipants": 0}


def test_a_malformed_body_gets_the_envelope(api, ada):
    for body in (
        "{",
        "[" * 2000,
        '{"roomName": NaN}',
        '{"roomName":"a","roomName":"b","roomType":"INTERVIEW"}',
    ):
        answer = api(ada).post("/api/rooms/create", body, content_type="application/json")
        assert code_of(answer) == (400, "bad_json") and answer.json()["success"] is False
    for path_ in ("/api/nothing", "/api/rooms/create/x/y"):
        assert code_of(api(ada).get(path_)) == (404, "not_found")
    assert code_of(api(ada).delete("/api/rooms/create")) == (405, "method_not_allowed")
