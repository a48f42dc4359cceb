"""A host switches devices off and takes hands down: one person's, or everybody's."""

import pytest
from django.utils import timezone

from rooms.models import Access, Room
from rooms.policy import Role
from tests.ws import Refused, RoomClient

ON = {"audio": True, "video": True, "screen": False}


@pytest.fixture
def class_of_four(live, make_room, make_user):
    """The owner, another teacher, and two students who send sound and picture."""
    ada = make_user("ada", account_type="TEACHER")
    room = make_room(owner=ada, room_type="CLASSROOM")
    Room.objects.filter(pk=room.pk).update(
        switches={"allowMicrophone": True, "allowCamera": True, "allowScreenShare": True}
    )
    tom = make_user("tom", account_type="TEACHER")
    Access.objects.create(room=room, user=tom, access_type=Role.TEACHER, granted_at=timezone.now())
    cai, dora = (make_user(name, account_type="STUDENT") for name in ("cai", "dora"))
    clients = [
        RoomClient.enter(live, room.room_id, person, media=True, process=number % 2)
        for number, person in enumerate((ada, tom, cai, dora))
    ]
    for client in clients:
        client.send("media-state", **ON)
    for client in clients:
        for other in clients:
            client.expect("media-state", userId=str(other.user.pk), **ON)
        client.drain(0.1)
    yield clients
    for client in clients:
        client.close()


def test_mute_one_mute_all_and_by_kind(class_of_four):
    ada, tom, cai, dora = class_of_four
    with pytest.raises(Refused, match="forbidden"):
        cai.send("mute", userId=str(dora.user.pk))
    tom.send("mute", userId=str(cai.user.pk))
    for client in class_of_four:
        told = client.expect("mute")
        assert (told["userId"], told["kind"], told["by"]) == (str(cai.user.pk), "audio", str(tom.user.pk))
        client.expect("media-state", userId=str(cai.user.pk), audio=False, video=True)
    cai.send("media-state", **ON)  # where it is allowed they may again
    dora.expect("media-state", userId=str(cai.user.pk), **ON)

    tom.send("mute", kind="video")
    for client in class_of_four:
        assert "userId" not in client.expect("mute", kind="video")
        for student in (cai, dora):
            client.expect("media-state", userId=str(student.user.pk), audio=True, video=False)
        client.hears_nothing("media-state", within=0.1, userId=str(ada.user.pk))
        client.hears_nothing("media-state", within=0.1, userId=str(tom.user.pk))
    seq = tom.send("mute", id="again", userId=str(ada.user.pk))["seq"]  # a host by name
    assert tom.send("mute", id="again", userId=str(ada.user.pk))["seq"] == seq
    cai.expect("media-state", userId=str(ada.user.pk), audio=False)
    with pytest.raises(Refused, match="not_here"):
        ada.send("mute", userId="999999")
    with pytest.raises(Refused, match="bad_field"):
        ada.send("mute", kind="thoughts")


def test_hands_keep_their_order_when_one_is_lowered(class_of_four, live):
    ada, tom, cai, dora = class_of_four
    with pytest.raises(Refused, match="forbidden"):
        dora.send("lower-hand")
    for client in (dora, cai, tom):
        client.send("hand", raised=True)
        ada.expect("hand", userId=str(client.user.pk), raised=True)
    dora.send("hand", raised=True)  # once more: the place stays
    ada.send("lower-hand", userId=str(cai.user.pk))
    assert cai.expect("lower-hand")["by"] == str(ada.user.pk)
    with pytest.raises(Refused, match="not_here"):
        ada.send("lower-hand", userId="999999")

    def in_order():
        again = RoomClient.connect(live, ada.welcome["room"]["roomId"], token=ada.token)
        raised = [one for one in again.welcome["participants"] if one["hand"]]
        again.close()
        return [one["userId"] for one in sorted(raised, key=lambda one: one["handRaisedAt"])]

    assert in_order() == [str(dora.user.pk), str(tom.user.pk)]
    cai.send("hand", raised=True)
    assert in_order() == [str(dora.user.pk), str(tom.user.pk), str(cai.user.pk)]
    tom.send("lower-hand")
    assert "userId" not in dora.expect("lower-hand", by=str(tom.user.pk))
    assert in_order() == []
