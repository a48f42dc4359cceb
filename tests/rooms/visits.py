"""How people without an account ask at a room over REST."""

from rest_framework.test import APIClient


def path(room, rest=""):
    return f"/api/rooms/{room.room_id}{rest}"


def knock(room, token=None, *, client=None, name="Gil"):
    """POST …/guest by somebody without an account."""
    token = room.invite_link_token if token is None else token
    return (client or APIClient()).post(path(room, "/guest"), {"username": name, "inviteToken": token})


def enter(room, **how):
    """A client that sends the new guest's pass as a Bearer token."""
    answer = knock(room, **how)
    assert answer.status_code == 200, answer.content
    return bearer(answer.json()["guestToken"])


def bearer(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def code_of(answer):
    return answer.status_code, answer.json().get("code")
