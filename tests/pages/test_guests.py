"""How a candidate comes: a link and a name before the room; and what a link that is no good says."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rooms.access import room_for
from rooms.admission import remove_participant
from rooms.models import Guest, Room, ShareInvitation
from rooms.services import create_room, end_room
from rooms.sharing import share_room

Visit = Callable[..., Client]
GUEST_COOKIE = f"{settings.COOKIE_PREFIX}guest"


@pytest.fixture
def room(ada: Any) -> Room:
    return create_room(owner=ada, name="Backend interview", room_type="INTERVIEW")


@pytest.fixture
def link(room: Room) -> str:
    """The room's own link."""
    return f"/rooms/{room.room_id}/?invite={room.invite_link_token}"


def made_link(ada: Any, room: Room, **limits: Any) -> str:
    """A link that ends."""
    share = share_room(member=room_for(ada, room.room_id), identifier="", invite_type="LINK", **limits)
    return f"/rooms/{room.room_id}/?invite={share.token}"


def come_in(client: Client, link: str, name: str = "Kim") -> Any:
    found = re.fullmatch(r"/rooms/([^/]+)/\?invite=(.+)", link)
    assert found
    return ask(client, f"/api/rooms/{found[1]}/guest", {"username": name, "inviteToken": found[2]})


def ask(client: Client, path: str, body: dict[str, str]) -> Any:
    """As the page's script asks."""
    return client.post(path, body, content_type="application/json", headers={"accept": "application/json"})


def data_of(page: Any) -> dict[str, Any]:
    found = re.search(
        r'<script id="room-data" type="application/json">(.*?)</script>', page.content.decode(), re.S
    )
    assert found
    return json.loads(found[1])


def heading(page: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.content.decode(), re.S)
    assert found
    return found[1].strip()


# --- before the room


def test_a_visitor_with_the_rooms_link_stands_before_the_room_without_an_account(
    visit: Visit, room: Room, link: str
) -> None:
    page = visit().get(link)
    data = data_of(page)
    assert page.status_code == 200
    assert data["roomName"] == "Backend interview"
    assert data["me"] is None
    assert "csrftoken" in page.cookies
    assert f'data-invite="{room.invite_link_token}"' in page.content.decode()


def test_signing_in_instead_keeps_the_invitation(visit: Visit, room: Room, link: str) -> None:
    data = data_of(visit().get(link))
    way = f"%2Frooms%2F{room.room_id}%2F%3Finvite%3D{room.invite_link_token}"
    assert data["signInUrl"] == f"/sign-in/?next={way}"
    assert (data["registerUrl"], data["startUrl"]) == ("/register/", "/")


def test_the_password_of_the_room_is_not_asked_of_who_has_its_link(visit: Visit, ada: Any) -> None:
    room = create_room(owner=ada, name="Closed", room_type="INTERVIEW", password="open sesame")
    data = data_of(visit().get(f"/rooms/{room.room_id}/?invite={room.invite_link_token}"))
    assert (data["hasPassword"], data["needsPassword"]) == (True, False)


@pytest.mark.parametrize("known", [True, False])
def test_a_visitor_without_an_invitation_is_asked_to_sign_in_whether_or_not_there_is_such_a_room(
    visit: Visit, room: Room, known: bool
) -> None:
    address = f"/rooms/{room.room_id if known else 'xxx-xxxx-xxx'}/"
    page = visit().get(address)
    assert (page.status_code, page["Location"]) == (302, f"/sign-in/?next={address.replace('/', '%2F')}")


def test_an_invitation_for_a_host_asks_to_sign_in(visit: Visit, ada: Any, room: Room) -> None:
    share = share_room(
        member=room_for(ada, room.room_id), identifier="bo@example.org", invite_type="INTERVIEWER"
    )
    page = visit().get(f"/rooms/{room.room_id}/?invite={share.token}")
    assert page.status_code == 302
    assert page["Location"].startswith("/sign-in/?next=%2Frooms%2F")
    assert "invite%3D" in page["Location"]


# --- a link that is no good


def test_a_made_up_link_a_switched_off_one_and_one_of_no_room_are_the_same_page(
    visit: Visit, room: Room, link: str
) -> None:
    client = visit()
    made_up, nowhere = f"/rooms/{room.room_id}/?invite=made-up", "/rooms/xxx-xxxx-xxx/?invite=made-up"
    first = client.get(made_up)
    Room.objects.update(allow_link_access=False)
    pages = [first, client.get(nowhere), client.get(link)]
    assert {page.status_code for page in pages} == {404}
    assert heading(first) == "This link does not work"
    assert b"Backend" not in first.content

    def stripped(page: Any) -> str:
        return re.sub(r'(csrfmiddlewaretoken" value="|next=)[^"]*"', "", page.content.decode())

    assert len({stripped(page) for page in pages}) == 1


def test_a_link_that_was_good_once_says_what_became_of_it(visit: Visit, ada: Any, room: Room) -> None:
    used, run_out, revoked = (made_link(ada, room, max_uses=1) for _ in range(3))
    first, second, third = ShareInvitation.objects.order_by("pk")
    assert come_in(visit(), used).status_code == 200
    ShareInvitation.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    ShareInvitation.objects.filter(pk=third.pk).update(revoked_at=timezone.now())
    pages = [visit().get(link) for link in (used, run_out, revoked)]
    assert [page.status_code for page in pages] == [410, 410, 410]
    assert [heading(page) for page in pages] == [
        "This link was used already",
        "This link has run out",
        "This link was taken back",
    ]
    assert first.pk and all(b"Backend" not in page.content for page in pages)
    assert all(b"Ask whoever sent it for a new one" in page.content for page in pages)


def test_guessing_links_is_throttled_in_words(visit: Visit, room: Room) -> None:
    client = visit()
    answers = [client.get(f"/rooms/{room.room_id}/?invite=guess{number}") for number in range(31)]
    assert [page.status_code for page in answers[:30]] == [404] * 30
    assert answers[30].status_code == 429
    assert b"Too many tries" in answers[30].content
    assert int(answers[30]["Retry-After"]) > 0


def test_a_room_that_is_over_says_so_even_where_the_link_is_used_up(
    visit: Visit, ada: Any, room: Room, link: str
) -> None:
    once = made_link(ada, room, max_uses=1)
    client = visit()
    assert come_in(client, once).status_code == 200
    end_room(member=room_for(ada, room.room_id))
    for page in (client.get(once), visit().get(link), visit().get(once)):
        assert (page.status_code, heading(page)) == (410, "This room has ended")
        assert b"/open/" not in page.content
        assert b"/dashboard/" not in page.content


# --- a guest comes back


def test_a_guest_who_reloads_is_the_same_guest_though_the_link_is_used_up(
    visit: Visit, ada: Any, room: Room
) -> None:
    once = made_link(ada, room, max_uses=1)
    client = visit()
    assert come_in(client, once, "Kim Li").status_code == 200
    guest = Guest.objects.get()
    me = {"userId": f"g{guest.pk}", "username": "Kim Li", "fullName": "Kim Li", "isGuest": True}
    assert data_of(client.get(once))["me"] == me
    assert data_of(client.get(f"/rooms/{room.room_id}/"))["me"] == me
    assert ask(client, f"/api/rooms/{room.room_id}/join", {}).status_code == 200
    assert Guest.objects.count() == 1


def test_a_pass_opens_no_other_room_and_no_page_of_an_account(visit: Visit, ada: Any, link: str) -> None:
    client = visit()
    assert come_in(client, link).status_code == 200
    other = create_room(owner=ada, name="Next round", room_type="INTERVIEW")
    assert client.get(f"/rooms/{other.room_id}/")["Location"].startswith("/sign-in/")
    assert client.get("/dashboard/")["Location"].startswith("/sign-in/")
    # With the other room's link they are a visitor like any other, and say a name again.
    assert data_of(client.get(f"/rooms/{other.room_id}/?invite={other.invite_link_token}"))["me"] is None


def test_a_removed_guest_is_told_so_and_the_link_does_not_bring_them_back(
    visit: Visit, ada: Any, room: Room, link: str
) -> None:
    client = visit()
    assert come_in(client, link).status_code == 200
    remove_participant(member=room_for(ada, room.room_id), user_id=f"g{Guest.objects.get().pk}")
    page = client.get(link)
    assert (page.status_code, heading(page)) == (403, "A host removed you from this room")
    assert b"/dashboard/" not in page.content
    assert b'href="/register/"' in page.content
    assert come_in(client, link).status_code == 403


def test_who_has_an_account_in_the_room_comes_with_it_and_who_has_none_there_as_the_guest(
    visit: Visit, ada: Any, cai: Any, room: Room, link: str
) -> None:
    host, candidate = visit(ada), visit(cai)
    for client in (host, candidate):
        anonymous = visit()
        assert come_in(anonymous, link).status_code == 200
        client.cookies[GUEST_COOKIE] = anonymous.cookies[GUEST_COOKIE].value
    assert data_of(host.get(link))["me"]["userId"] == str(ada.pk)
    assert data_of(candidate.get(link))["me"]["isGuest"] is True


def test_a_pass_that_has_run_out_asks_for_a_name_again(visit: Visit, link: str) -> None:
    client = visit()
    assert come_in(client, link).status_code == 200
    Guest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert data_of(client.get(link))["me"] is None
