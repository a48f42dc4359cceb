"""What a guest's pass opens, what it does not, and when it ends."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

from rooms.access import room_for
from rooms.models import Access, Guest, Participant, Room
from rooms.operators import revoke_pass
from rooms.passes import GUEST_COOKIE
from rooms.people import someone
from tests.rooms.visits import bearer, code_of, enter, knock, path
from tests.ws import access_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted():
    caches["strict"].clear()


# --- what the pass opens


def test_a_guest_takes_part_as_the_table_says(make_room, api, make_user):
    room = make_room()
    client = enter(room)
    assert client.get(path(room)).json()["myRole"] == "CANDIDATE"
    assert client.get(path(room, "/participants")).json()["count"] == 1
    assert client.post(path(room, "/join"), {}).status_code == 200
    assert client.post(path(room, "/ws-ticket")).status_code == 200
    assert client.get("/api/webrtc/ice-servers").status_code == 200
    assert client.post(path(room, "/leave"), {"userId": str(room.interviewer.pk)}).status_code == 200
    assert not Participant.objects.filter(is_active=True).exists()
    assert client.post(path(room, "/join"), {}).json()["participantCount"] == 1


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("patch", "", {"isLocked": True}),
        ("delete", "", {}),
        ("post", "/end", {}),
        ("post", "/open", {}),
        ("post", "/owner", {"userId": "1"}),
        ("get", "/grants", {}),
        ("post", "/grants", {"userId": "1", "ability": "chat"}),
        ("delete", "/grants/1", {}),
        ("post", "/participants/1/remove", {}),
        ("post", "/share", {"inviteType": "LINK"}),
        ("get", "/invitations", {}),
        ("delete", "/invitations/1", {}),
    ],
)
def test_what_hosts_do_is_not_a_guests(make_room, method, rest, body):
    room = make_room()
    answer = getattr(enter(room), method)(path(room, rest), body)
    assert code_of(answer) == (403, "forbidden")


@pytest.mark.parametrize("how", ["cookie", "bearer"])
def test_everywhere_else_a_guest_is_not_signed_in(make_room, how):
    room = make_room()
    client = APIClient()
    token = knock(room, client=client).json()["guestToken"]
    if how == "bearer":
        client = bearer(token)
    for method, address in [
        ("get", "/api/auth/check"),
        ("get", "/api/auth/profile"),
        ("put", "/api/auth/profile"),
        ("post", "/api/auth/logout"),
        ("get", "/api/rooms/active"),
        ("post", "/api/rooms/create"),
        ("post", "/api/rooms/clear-cache"),
    ]:
        answer = getattr(client, method)(address, {"roomName": "x", "roomType": "INTERVIEW"})
        assert answer.status_code == 401, address


def test_another_room_looks_to_a_guest_like_none(make_room):
    room, other = make_room(), make_room()
    client = enter(room)
    for method, rest in [
        ("get", ""),
        ("get", "/participants"),
        ("post", "/join"),
        ("post", "/ws-ticket"),
        ("post", "/leave"),
    ]:
        theirs = getattr(client, method)(path(other, rest), {"inviteToken": other.invite_link_token})
        none = getattr(client, method)(f"/api/rooms/aaa-bbbb-ccc{rest}", {})
        assert theirs.status_code == none.status_code == 404 and theirs.content == none.content, rest
    assert not Participant.objects.filter(room=other).exists()


def test_the_two_kinds_of_token_are_not_taken_for_each_other(make_room, api):
    room = make_room()
    token = knock(room).json()["guestToken"]
    access = access_token(room.interviewer)
    as_access = APIClient()
    as_access.cookies[f"{settings.COOKIE_PREFIX}access"] = token
    assert as_access.get(path(room)).status_code == 401
    as_pass = APIClient()
    as_pass.cookies[GUEST_COOKIE] = access
    assert as_pass.get(path(room)).status_code == 401
    for wrong in (f"guest_{access}", token[:-1], token.upper(), "guest_", token.removeprefix("guest_")):
        assert bearer(wrong).get(path(room)).status_code == 401


def test_the_cookie_needs_proof_that_our_own_page_asks(make_room):
    room = make_room()
    client = APIClient(enforce_csrf_checks=True)
    knock(room, client=client)
    assert client.get(path(room)).status_code == 200
    assert code_of(client.post(path(room, "/leave"))) == (403, "csrf_failed")
    assert code_of(knock(room, client=client)) == (403, "csrf_failed")
    assert Participant.objects.filter(is_active=True).count() == 1


# --- two identities in one browser


def both(room, user):
    """A browser with the pass of a guest of `room` and the access cookie of `user`."""
    client = APIClient()
    knock(room, client=client)
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
    return client


def test_an_account_with_access_goes_before_the_pass_and_one_without_does_not(make_room, make_user):
    room, cai = make_room(), make_user("cai", account_type="CANDIDATE")
    assert both(room, room.interviewer).get(path(room)).json()["myRole"] == "OWNER"
    client = both(room, cai)
    assert client.get(path(room)).json()["myRole"] == "CANDIDATE"
    assert not Access.objects.filter(user=cai).exists(), "they are here as the guest"
    other = make_room()
    assert client.post(path(other, "/join"), {}).status_code == 200, "elsewhere they are who they are"
    assert client.get("/api/auth/check").json()["username"] == "cai"


# --- the pass ends


def test_a_pass_ends_after_its_hours(make_room):
    room = make_room()
    client = enter(room)
    Guest.objects.update(expires_at=timezone.now())
    assert code_of(client.get(path(room))) == (401, "pass_ended")
    assert client.get("/api/webrtc/ice-servers").status_code == 401
    by_cookie = APIClient()
    by_cookie.cookies[GUEST_COOKIE] = "guest_" + "x" * 22
    assert by_cookie.get(path(room)).status_code == 401


def test_who_was_removed_hears_so_and_their_pass_and_link_bring_them_back_in_no_way(make_room, api):
    room = make_room()
    client = APIClient()
    token = knock(room, client=client).json()["guestToken"]
    guest = Guest.objects.get()
    answer = api(room.interviewer).post(path(room, f"/participants/g{guest.pk}/remove"))
    assert answer.status_code == 200
    for one in (client, bearer(token)):
        assert code_of(one.get(path(room))) == (403, "removed")
        assert code_of(one.post(path(room, "/join"), {})) == (403, "removed")
        assert code_of(knock(room, client=one)) == (403, "removed")
        assert one.get("/api/webrtc/ice-servers").status_code == 401
    assert api(room.interviewer).get(path(room)).json()["participantCount"] == 0
    assert knock(room, name="Somebody else").status_code == 200


@pytest.mark.parametrize("how", ["removed", "revoked"])
def test_a_pass_that_was_taken_away_keeps_nobody_out_who_signs_in(make_room, make_user, api, how):
    room, cai = make_room(), make_user("cai", account_type="CANDIDATE")
    client = both(room, cai)
    guest = Guest.objects.get()
    if how == "removed":
        api(room.interviewer).post(path(room, f"/participants/g{guest.pk}/remove"))
    else:
        revoke_pass(guest=guest)
    assert code_of(client.get(path(room))) == (404, "room_not_found"), "as for any account without access"
    assert client.post(path(room, "/join"), {}).json()["myRole"] == "CANDIDATE"
    assert Access.objects.filter(room=room, user=cai).exists()
    client.cookies.pop(f"{settings.COOKIE_PREFIX}access")
    assert client.get(path(room)).status_code in {401, 403}, "the pass itself is as dead as before"


def test_a_pass_that_an_operator_revoked_is_none(make_room):
    room, other = make_room(), make_room()
    client = enter(room)
    revoke_pass(guest=Guest.objects.get())
    assert code_of(client.get(path(room))) == (401, "pass_ended")
    assert client.post(path(room, "/join"), {}).status_code == 401
    assert client.get(path(other)).status_code == 401
    assert knock(room, client=client).status_code == 401, "nor does it come back with its cookie and a link"


@pytest.mark.parametrize("how", ["end", "delete"])
def test_a_pass_is_gone_with_its_room(make_room, api, how):
    room = make_room()
    client, host = enter(room), api(room.interviewer)
    answer = host.post(path(room, "/end")) if how == "end" else host.delete(path(room))
    assert answer.status_code in {200, 204}
    assert client.get(path(room)).status_code == 401
    if how == "end":
        assert host.post(path(room, "/open")).status_code == 200
        assert client.get(path(room)).status_code == 401, "an opened room asks for the link again"
        assert client.post(path(room, "/join"), {}).status_code == 401
    else:
        assert not Guest.objects.exists()


# --- what hosts do with guests


def test_a_host_gives_a_guest_an_exception_and_takes_it_back(make_room, api):
    room = make_room(room_type="CLASSROOM")
    enter(room)
    person, host = f"g{Guest.objects.get().pk}", api(room.interviewer)
    ask = {"userId": person, "ability": "microphone"}
    made = [host.post(path(room, "/grants"), ask) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"] and made[0].json()["userId"] == person
    assert "microphone" in room_for(someone(Guest.objects.get()), room.room_id).abilities
    assert host.delete(path(room, f"/grants/{made[0].json()['id']}")).status_code == 204
    assert "microphone" not in room_for(someone(Guest.objects.get()), room.room_id).abilities


@pytest.mark.parametrize("nobody", ["g0", "g007", "g", "gg1", "g1.0", "g-1", "g99999999999999999999"])
def test_an_id_that_is_no_guests_matches_nobody(make_room, api, nobody):
    room = make_room()
    enter(room)
    assert api(room.interviewer).post(path(room, f"/participants/{nobody}/remove")).status_code == 404
    ask = {"userId": nobody, "ability": "chat"}
    assert api(room.interviewer).post(path(room, "/grants"), ask).status_code == 404


def test_a_room_is_never_handed_to_a_guest(make_room, api):
    room = make_room()
    enter(room)
    answer = api(room.interviewer).post(path(room, "/owner"), {"userId": f"g{Guest.objects.get().pk}"})
    assert code_of(answer) == (400, "not_a_member")
    assert Room.objects.get().interviewer == room.interviewer


def test_guests_cost_the_lists_no_query_each(make_room, api, django_assert_num_queries):
    room = make_room(max_participants=12)
    host = api(room.interviewer)
    host.post(path(room, "/join"), {})
    for _ in range(2):
        enter(room)
    with django_assert_num_queries(7):
        assert host.get(path(room, "/participants")).json()["count"] == 3
    for _ in range(5):
        enter(room)
    with django_assert_num_queries(7):
        assert host.get(path(room, "/participants")).json()["count"] == 8
