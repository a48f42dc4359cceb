"""A4, A15: what is over is over everywhere, and a limit counts a client however it calls itself."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.blocking import block_account
from accounts.sessions import end_session, open_session
from accounts.throttle import LIMITS
from rooms.access import room_for
from rooms.admission import remove_participant
from rooms.guests import admit_guest
from signaling.models import SocketTicket

ICE = "/api/webrtc/ice-servers"


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["removed guest", "signed out", "blocked"])
def test_a4_who_is_out_gets_no_credentials_for_calls(
    make_user: Callable[..., Any], make_room: Callable[..., Any], how: str
) -> None:
    room, cai = make_room(), make_user(account_type="CANDIDATE")
    client = APIClient()
    if how == "removed guest":
        guest = admit_guest(
            room_id=room.room_id, name="Gil", invite_token=room.invite_link_token, network="test"
        )
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {guest.token}")
    else:
        pair = open_session(user=cai, device="a browser", address="192.0.2.1")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    assert client.get(ICE).status_code == 200
    if how == "removed guest":
        owner = room_for(room.interviewer, room.room_id)
        remove_participant(member=owner, user_id=guest.member.person)
    elif how == "signed out":
        end_session(session_id=pair.session_id)
    else:
        block_account(user=cai)
    assert client.get(ICE).status_code in {401, 403}
    assert client.post(f"/api/rooms/{room.room_id}/ws-ticket").status_code in {401, 403}
    assert not SocketTicket.objects.exists()


FORWARDED = (
    {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}"},
    {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}, 192.0.2.9"},
    {"HTTP_X_FORWARDED_FOR": "2001:db8:{n}::1"},
    {"HTTP_X_FORWARDED_FOR": "[2001:db8:{n}::1]:443"},
    {"HTTP_X_FORWARDED_FOR": "unknown, {n}"},
    {"HTTP_X_FORWARDED_FOR": "198.51.100.{n}:80"},
    {"HTTP_FORWARDED": "for=198.51.100.{n}"},
    {"HTTP_X_REAL_IP": "198.51.100.{n}"},
    {"HTTP_CLIENT_IP": "198.51.100.{n}"},
    {"HTTP_TRUE_CLIENT_IP": "198.51.100.{n}", "HTTP_CF_CONNECTING_IP": "198.51.100.{n}"},
    {"HTTP_X_FORWARDED_HOST": "h{n}.example.org", "HTTP_X_CLIENT_IP": "198.51.100.{n}"},
)


@pytest.mark.django_db
@pytest.mark.parametrize("headers", FORWARDED, ids=range(len(FORWARDED)))
def test_a15_no_form_of_a_forwarding_header_makes_another_client(headers: dict[str, str]) -> None:
    """Rotated with each request, without cookies, and of an IPv6 network another address each time."""
    allowed = LIMITS["verification"][0][0]
    codes = []
    for number in range(allowed + 1):
        forged = {name: value.format(n=number) for name, value in headers.items()}
        body = {"email": f"nobody{number}@example.org"}
        client = APIClient(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        codes.append(client.post("/api/auth/resend-verification", body, **forged).status_code)
    assert codes[-1] == 429
    assert set(codes[:-1]) == {200}
