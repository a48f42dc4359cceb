"""The handshake reads what browsers really send."""

from tests.ws import RoomClient, access_token, join


def test_somebody_elses_odd_cookie_does_not_hide_ours(live, make_room):
    room = make_room()
    token = access_token(room.interviewer)
    join(live, room.room_id, token)
    cookies = {"Cookie": f'prefs={{"theme":"dark"}}; access={token}'}
    RoomClient.connect(live, room.room_id, headers=cookies).close()
