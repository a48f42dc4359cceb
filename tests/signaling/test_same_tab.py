"""A tab that comes back while the server still believes in its old connection."""

from tests.ws import RoomClient


def test_a_tab_that_comes_back_ends_the_connection_it_left_and_gets_its_signals(live, make_user, make_room):
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(owner=ada)
    with (
        RoomClient.enter(live, room.room_id, ada, media=True) as other,
        RoomClient.enter(live, room.room_id, cai, media=True, peer="the-tab-of-cai") as lost,
        RoomClient.connect(live, room.room_id, cai, media=True, peer="the-tab-of-cai", process=1) as back,
    ):
        other.send("offer", to="the-tab-of-cai", sdp="v=0", pair="p1")
        assert back.expect("offer")["pair"] == "p1"
        # Its process hears of the return by a hint: a signal may still reach the old connection before that.
        assert lost.wait_closed(2) == 1012
        back.send("chat", message="still here")
        other.expect("chat", message="still here")
