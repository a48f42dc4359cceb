"""Coming in as a guest: by what link, under what name, and every way in which it does not work."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

from fusemeet.errors import Denied, Gone, NotFound
from rooms import admission, services, sharing
from rooms.access import room_for
from rooms.models import Guest, Participant, Room, ShareInvitation
from rooms.passes import GUEST_COOKIE
from rooms.people import someone
from tests.rooms.visits import code_of, enter, knock, path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted():
    caches["strict"].clear()


def owner_of(room):
    return room_for(room.interviewer, room.room_id)


def share(room, **how):
    return sharing.share_room(member=owner_of(room), **({"identifier": "", "invite_type": "LINK"} | how))


# --- coming in


@pytest.mark.parametrize(("kind", "role"), [("INTERVIEW", "CANDIDATE"), ("CLASSROOM", "STUDENT")])
def test_a_name_and_the_rooms_link_make_a_guest_with_a_pass(make_room, kind, role):
    room = make_room(room_type=kind)
    client = APIClient()
    answer = knock(room, client=client, name="  Gil   Gast ")
    body = answer.json()
    assert answer.status_code == 200 and body["myRole"] == role and "inviteLink" not in body
    guest = Guest.objects.get()
    (shown,) = body["participants"]
    assert (shown["userId"], shown["username"], shown["fullName"]) == (f"g{guest.pk}", "Gil Gast", "Gil Gast")
    assert (shown["isGuest"], shown["role"]) == (True, role)
    assert guest.expires_at - timezone.now() > timedelta(hours=11, minutes=59)
    cookie = answer.cookies[GUEST_COOKIE]
    assert cookie.value == body["guestToken"] and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert 0 < int(cookie["max-age"]) <= 12 * 3600 and cookie["path"] == "/"
    assert client.get(path(room)).status_code == 200, "the cookie opens the room"


def test_the_pass_is_128_random_bits_and_only_their_hash_is_kept(make_room):
    token = knock(make_room()).json()["guestToken"]
    assert token.startswith("guest_") and len(token) == len("guest_") + 22
    row = Guest.objects.values().get()
    assert not any(token in str(value) or token[6:] in str(value) for value in row.values())


def test_a_limited_link_brings_in_as_many_guests_as_it_says(make_room):
    room = make_room()
    token = share(room, max_uses=2).token
    assert [knock(room, token).status_code for _ in range(2)] == [200, 200]
    assert code_of(knock(room, token)) == (410, "invite_used")
    assert Guest.objects.filter(invitation=ShareInvitation.objects.get()).count() == 2


def test_a_mailed_invitation_of_a_candidate_admits_them_as_a_guest_and_a_hosts_does_not(make_room):
    room = make_room()
    candidate = share(room, identifier="new@example.org", invite_type="CANDIDATE").token
    host = share(room, identifier="boss@example.org", invite_type="INTERVIEWER").token
    assert knock(room, candidate).json()["myRole"] == "CANDIDATE"
    assert code_of(knock(room, host)) == (403, "account_required")
    assert ShareInvitation.objects.get(email="boss@example.org").uses == 0


def test_coming_again_with_the_pass_is_the_same_guest(make_room):
    room = make_room()
    token = share(room, max_uses=1).token
    client = APIClient()
    first = knock(room, token, client=client).json()
    client.post(path(room, "/leave"))
    again = knock(room, token, client=client, name="Gil G.").json()
    assert again["guestToken"] == first["guestToken"] and again["participantCount"] == 1
    assert again["participants"][0]["username"] == "Gil G."
    assert (Guest.objects.count(), Participant.objects.count()) == (1, 1)


def test_who_is_in_the_room_keeps_the_name_that_the_others_see(make_room):
    room = make_room()
    client = APIClient()
    knock(room, client=client)
    assert knock(room, client=client, name="The Boss").json()["participants"][0]["username"] == "Gil"


@pytest.mark.parametrize("name", ["", "   ", "\u202eGil", "Gil\u0000", "x" * 65, "\u200b"])
def test_a_name_that_nobody_could_read_is_refused_with_its_field(make_room, name):
    room = make_room()
    answer = knock(room, name=name)
    assert answer.status_code == 400 and "username" in answer.json()["errors"]
    assert not Guest.objects.exists()


# --- not coming in


def test_without_a_link_of_this_room_it_looks_like_no_room(make_room):
    room, other = make_room(), make_room()
    unknown = Room(room_id="aaa-bbbb-ccc")
    for token in ("nonsense", other.invite_link_token, share(other).token):
        answers = [knock(one, token) for one in (room, unknown)]
        assert [code_of(answer) for answer in answers] == [(404, "invite_not_found")] * 2
        assert answers[0].content == answers[1].content
    assert "inviteToken" in knock(room, "").json()["errors"]
    assert not Guest.objects.exists()


def test_where_the_link_is_off_no_link_makes_a_guest(make_room):
    room = make_room()
    limited = share(room, max_uses=5).token
    Room.objects.update(allow_link_access=False)
    assert knock(room).status_code == 404
    # Who holds a good invitation knows the room: with an account it opens.
    assert code_of(knock(room, limited)) == (403, "account_required")
    assert not Guest.objects.exists() and ShareInvitation.objects.get().uses == 0


def test_a_link_that_was_good_once_says_what_became_of_it(make_room):
    room = make_room()
    expired, revoked = share(room, expires_in=60).token, share(room, max_uses=3).token
    ShareInvitation.objects.filter(max_uses=None).update(expires_at=timezone.now())
    ShareInvitation.objects.filter(max_uses=3).update(revoked_at=timezone.now())
    assert code_of(knock(room, expired)) == (410, "invite_expired")
    assert code_of(knock(room, revoked)) == (410, "invite_revoked")


def test_what_a_removed_host_handed_out_makes_no_guests(make_room, make_user):
    room, host = make_room(), make_user("host")
    sharing.give_access(member=owner_of(room), user=host, role=services.Role.INTERVIEWER)
    token = sharing.share_room(
        member=room_for(host, room.room_id), identifier="", invite_type="LINK", max_uses=9
    ).token
    admission.remove_participant(member=owner_of(room), user_id=str(host.pk))
    assert code_of(knock(room, token)) == (410, "invite_revoked")


def test_a_full_a_locked_and_an_ended_room_take_no_guest_and_use_up_no_link(make_room, api):
    room = make_room(max_participants=2)
    token = share(room, max_uses=9).token
    enter(room)
    enter(room)
    assert code_of(knock(room, token)) == (409, "room_full")
    Room.objects.update(max_participants=5, is_locked=True)
    assert code_of(knock(room, token)) == (423, "room_locked")
    Room.objects.update(is_locked=False)
    api(room.interviewer).post(path(room, "/end"))
    assert code_of(knock(room, token)) == (410, "room_ended")
    assert Guest.objects.count() == 2 and ShareInvitation.objects.get().uses == 0


def test_a_room_with_a_password_takes_guests_by_its_link_alone(make_room):
    room = make_room(password="open sesame")
    assert knock(room, "open sesame").status_code == 404
    assert knock(room).status_code == 200, "the token is what opens it"


def test_guessing_links_and_rooms_is_limited(make_room):
    room = make_room()
    answers = [knock(room, f"guess-{n}").status_code for n in range(31)]
    assert answers == [404] * 30 + [429]
    caches["strict"].clear()
    nowhere = [knock(Room(room_id="aaa-bbbb-ccc"), "x") for _ in range(31)]
    assert [answer.status_code for answer in nowhere] == [404] * 30 + [429]
    assert int(nowhere[-1]["Retry-After"]) > 0


@pytest.mark.parametrize("scope", ["guest-pass", "guest-pass-room"])
def test_passes_are_limited_by_network_and_by_room_and_refusals_do_not_count(make_room, settings, scope):
    settings.RATE_LIMITS = {scope: [(2, 3600)]}
    room = make_room()
    Room.objects.update(is_locked=True)
    assert [knock(room).status_code for _ in range(3)] == [423] * 3
    Room.objects.update(is_locked=False)
    assert [knock(room).status_code for _ in range(3)] == [200, 200, 429]


# --- what the page before the room may show


def test_a_visitor_sees_the_door_by_a_link_that_makes_guests_and_not_without(make_room):
    room = make_room(password="open sesame")
    door = admission.door_for(None, room.room_id, room.invite_link_token)
    assert (door.asks_name, door.is_member, door.needs_password) == (True, False, False)
    said = set()
    for room_id, token in ((room.room_id, ""), (room.room_id, "nonsense"), ("aaa-bbbb-ccc", "nonsense")):
        with pytest.raises(NotFound) as refused:
            admission.door_for(None, room_id, token)
        said.add((refused.value.code, refused.value.message))
    assert len(said) == 1
    Room.objects.update(allow_link_access=False)
    with pytest.raises(NotFound):
        admission.door_for(None, room.room_id, room.invite_link_token)


def test_the_door_says_what_became_of_a_link_and_asks_hosts_for_their_account(make_room, make_user):
    room = make_room()
    token = share(room, max_uses=1).token
    host = share(room, identifier="boss@example.org", invite_type="INTERVIEWER").token
    knock(room, token)
    for who in (None, make_user()):
        with pytest.raises(Gone, match="invite_used"):
            admission.door_for(who, room.room_id, token)
    with pytest.raises(Denied, match="account_required"):
        admission.door_for(None, room.room_id, host)
    assert not admission.door_for(make_user(), room.room_id, host).asks_name


def test_a_guest_finds_the_door_of_their_room_open_and_no_other(make_room):
    room, other = make_room(), make_room()
    enter(room)
    guest = someone(Guest.objects.get())
    assert admission.door_for(guest, room.room_id).is_member
    with pytest.raises(NotFound):
        admission.door_for(guest, other.room_id)
