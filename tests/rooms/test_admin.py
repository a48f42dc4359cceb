"""Rooms in the administration: ended, deleted and closed to invitations by an operator, and the people in them told."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.test import Client
from websockets.exceptions import InvalidStatus

from accounts.models import ROLE_ADMIN
from rooms.models import Guest, Room, ShareInvitation
from signaling.documents.models import SharedDocument
from signaling.models import JournalEvent
from tests.live import Live
from tests.ws import RoomClient, SocketClosed

LIST = "/admin/rooms/room/"


@pytest.fixture
def operator(db: None, make_user: Callable[..., Any]) -> Client:
    user = make_user("operator")
    user.give_roles(ROLE_ADMIN)
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, path: str, action: str, *rows: Any) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows], "post": "yes"}
    return client.post(path, data, follow=True).content.decode()


def test_a_room_that_an_operator_ends_says_so_to_everyone_in_it(
    live: Live, make_room, operator: Client
) -> None:
    room, other = make_room(), make_room()
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as inside,
        RoomClient.enter(live, other.room_id, other.interviewer) as elsewhere,
    ):
        assert "1 room was ended." in act(operator, LIST, "end_rooms", room)
        inside.expect("room-ended")
        inside.wait_closed()
        elsewhere.hears_nothing("room-ended")
    room.refresh_from_db()
    assert not room.is_active


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_room_that_an_operator_deletes_closes_on_everyone_in_it(
    live: Live, make_room, operator: Client, way: str
) -> None:
    room, other = make_room(), make_room()
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as inside,
        RoomClient.enter(live, other.room_id, other.interviewer) as elsewhere,
    ):
        inside.send("chat", message="hello")
        if way == "one":
            assert operator.post(f"{LIST}{room.pk}/delete/", {"post": "yes"}).status_code == 302
        else:
            act(operator, LIST, "delete_selected", room)
        assert inside.wait_closed() in {4403, 4404}
        elsewhere.send("chat", message="still here")
    assert not Room.objects.filter(pk=room.pk).exists()
    assert not JournalEvent.objects.filter(room=room.pk).exists()
    assert not SharedDocument.objects.filter(room=room.pk).exists()
    assert SharedDocument.objects.filter(room=other.pk).exists()


@pytest.mark.django_db
def test_the_page_before_the_deletion_names_the_room_and_hides_nothing_that_stops_it(
    make_room, operator: Client
) -> None:
    room = make_room(name="To be deleted")
    page = operator.get(f"{LIST}{room.pk}/delete/").content.decode()
    assert "To be deleted" in page
    assert "Yes, I’m sure" in page


@pytest.mark.django_db
def test_a_rooms_settings_are_not_an_operators_to_change(make_room, operator: Client) -> None:
    room = make_room(name="Ours", password="open sesame")
    page = operator.get(f"{LIST}{room.pk}/change/").content.decode()
    assert "Ours" in page
    assert room.room_password not in page
    assert room.invite_link_token not in page
    assert operator.post(f"{LIST}{room.pk}/change/", {"room_name": "Mine"}).status_code == 403
    room.refresh_from_db()
    assert room.room_name == "Ours"


@pytest.mark.django_db
def test_an_invitation_that_an_operator_revokes_opens_nothing(
    make_room, operator: Client, api, make_user
) -> None:
    room = make_room(password="closed")
    link = api(room.interviewer).post(
        f"/api/rooms/{room.room_id}/share", {"identifier": "", "inviteType": "LINK", "maxUses": 9}
    )
    share = ShareInvitation.objects.get()
    body = {"inviteToken": link.json()["inviteToken"]}
    assert api(make_user()).post(f"/api/rooms/{room.room_id}/join", body).status_code == 200
    assert "1 invitation was revoked." in act(operator, "/admin/rooms/shareinvitation/", "revoke", share)
    assert api(make_user()).post(f"/api/rooms/{room.room_id}/join", body).status_code == 410


def test_a_guest_whose_pass_an_operator_revokes_is_out_and_the_others_stay(
    live: Live, make_room, operator: Client
) -> None:
    room = make_room()
    path = f"{live.http()}/api/rooms/{room.room_id}/guest"
    body = {"username": "Cai", "inviteToken": room.invite_link_token}
    token = httpx.post(path, json=body, timeout=20).json()["guestToken"]
    with (
        RoomClient.enter(live, room.room_id, room.interviewer) as host,
        RoomClient.connect(live, room.room_id, token=token) as inside,
    ):
        page = act(operator, "/admin/rooms/guest/", "revoke", Guest.objects.get())
        assert "1 pass was revoked." in page
        assert token not in page
        inside.wait_closed(within=3)
        host.send("chat", message="still here")
    with pytest.raises((SocketClosed, InvalidStatus)):
        RoomClient.connect(live, room.room_id, token=token)
