"""A hidden board is closed on every door, to those in the room and to those who come, now and when the past is read."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from rooms.grants import give_grant, take_back_grant
from rooms.models import Grant
from signaling.documents.varint import write_bytes
from tests.live import Live
from tests.whiteboard.conftest import School
from tests.whiteboard.images import an_image
from tests.ws import Event, Refused, RoomClient
from whiteboard.images import save_image

BOX: dict[str, Any] = {"id": "box", "type": "rectangle", "x": 10, "y": 20, "width": 30, "height": 40}
BOARD = 1
ASK_FOR_ALL = bytes((BOARD, 0, 0)) + write_bytes(b"\x00")
SECRET = "Answer to question 3"


def past_of(client: RoomClient) -> list[Event]:
    """Every durable event that this client is told again."""
    client.drain(0.1)
    client.send("catch-up", since=0)
    client.expect("head")
    events, client.events = client.events, []
    return events


def is_about_the_board(event: Event) -> bool:
    return bool(event["type"].startswith("whiteboard")) and event["type"] != "whiteboard-visibility"


def stock_client(live: Live, school: School, user: Any) -> RoomClient:
    """At the door for Yjs clients that know nothing of rooms."""
    path = f"/ws/rooms/{school.id}/documents/board"
    return RoomClient.connect(live, school.id, user, path=path, welcome=False)


def hide(teacher: RoomClient, *others: RoomClient) -> None:
    teacher.send("whiteboard-visibility", visible=False)
    for other in others:
        assert other.expect("whiteboard-visibility")["visible"] is False
        assert not {"see_board", "draw"} & set(other.expect("abilities", within=3)["abilities"])


def say_and_draw(teacher: RoomClient) -> None:
    """Something by every event of the board."""
    teacher.send("whiteboard-pages", action="add", pageId="secret", title=SECRET)
    teacher.send("whiteboard-page", pageId="secret")
    teacher.send("whiteboard-action", action="add", data=BOX)
    teacher.send("whiteboard-action", action="update", data={"id": "box", "x": 11})
    teacher.send("whiteboard-clear")
    teacher.send("whiteboard-pages", action="rename", pageId="first", title=f"{SECRET} again")


def test_who_is_in_the_room_hears_and_finds_nothing_while_it_is_hidden(
    live: Live, school: School, api: Callable[..., Any]
) -> None:
    image = save_image(member=school.member(school.teacher), data=an_image())
    with (
        RoomClient.enter(live, school.id, school.teacher, documents="") as teacher,
        RoomClient.enter(live, school.id, school.second, documents="", process=1) as second,
        RoomClient.enter(live, school.id, school.ann, documents="", process=1) as ann,
        RoomClient.enter_as_guest(live, school.room, documents="") as guest,
    ):
        teacher.send("whiteboard-pages", action="rename", pageId="first", title="Open to all")
        for hears in (second, ann, guest):
            assert hears.expect("whiteboard-pages")["pages"][0]["title"] == "Open to all"
        hide(teacher, ann, guest)
        say_and_draw(teacher)
        for type in ("whiteboard-pages", "whiteboard-page", "whiteboard-action", "whiteboard-clear"):
            assert second.expect(type)["userId"] == str(school.teacher.pk)
        for deaf in (ann, guest):
            deaf.send_binary(ASK_FOR_ALL)
            heard = [event for event in deaf.drain(0.5) if is_about_the_board(event)]
            assert not heard
            assert not [
                frame for frame in deaf.frames if frame[:1] == bytes((BOARD,)) and SECRET.encode() in frame
            ]
            assert not [event for event in past_of(deaf) if is_about_the_board(event)]
            with pytest.raises(Refused, match="forbidden"):
                deaf.send("whiteboard-action", action="add", data=BOX)
        with stock_client(live, school, school.ann) as stock:
            assert stock.wait_closed() == 4403
            assert not [frame for frame in stock.frames if SECRET.encode() in frame or b"rectangle" in frame]
    for user in (school.ann, school.ben):
        assert api(user).get(school.path).json() == {"pages": [], "activePageId": None, "pageCount": 0}
        assert api(user).get(f"{school.path}/visibility").json() == {"visible": False}
        assert api(user).get(f"{school.path}/images/{image.file_id}").status_code == 404
    assert [page["title"] for page in api(school.second).get(school.path).json()["pages"]] == [
        f"{SECRET} again",
        SECRET,
    ]


def test_who_comes_while_it_is_hidden_is_told_nothing_of_it_not_even_of_before(
    live: Live, school: School
) -> None:
    with RoomClient.enter(live, school.id, school.teacher, documents="") as teacher:
        teacher.send("whiteboard-pages", action="rename", pageId="first", title=SECRET)
        hide(teacher)
        with RoomClient.enter(live, school.id, school.ben, documents="", process=1) as ben:
            assert ben.welcome["board"] == {"visible": False, "activePageId": None, "pages": []}
            past = past_of(ben)
            assert not [event for event in past if is_about_the_board(event)]
            assert [event["visible"] for event in past if event["type"] == "whiteboard-visibility"] == [False]
            assert SECRET not in json.dumps([ben.welcome, past])
        with RoomClient.enter(live, school.id, school.second, documents="", process=1) as second:
            assert second.welcome["board"]["pages"][0]["title"] == SECRET
            assert [event for event in past_of(second) if event["type"] == "whiteboard-pages"]


def test_when_it_is_shown_again_everybody_has_it_and_what_was_said_meanwhile_stays_unsaid(
    live: Live, school: School, api: Callable[..., Any]
) -> None:
    with (
        RoomClient.enter(live, school.id, school.teacher, documents="") as teacher,
        RoomClient.enter(live, school.id, school.ann, documents="", process=1) as ann,
    ):
        hide(teacher, ann)
        teacher.send("whiteboard-pages", action="add", pageId="secret", title=SECRET)
        teacher.send("whiteboard-pages", action="add", pageId="p2", title="For you")
        teacher.send("whiteboard-pages", action="delete", pageId="secret")
        teacher.send("whiteboard-page", pageId="p2")
        teacher.send("whiteboard-visibility", visible=True)
        assert ann.expect("whiteboard-visibility", visible=True)
        told = ann.expect("whiteboard-pages")
        assert [page["id"] for page in told["pages"]] == ["first", "p2"]
        assert told["activePageId"] == "p2"
        assert "see_board" in ann.expect("abilities", within=3)["abilities"]
        teacher.send("whiteboard-action", action="add", data=BOX)
        assert ann.expect("whiteboard-action")["pageId"] == "p2"
        past = past_of(ann)
        assert SECRET not in json.dumps(past)
        assert [event["seq"] for event in past if event["type"] == "whiteboard-pages"] == [told["seq"]]
        drawn = api(school.ann).get(school.path).json()["pages"]
        assert [len(page["elements"]) for page in drawn] == [0, 1]


def test_an_exception_for_one_person_opens_and_closes_the_board_for_them_alone(
    live: Live, school: School, api: Callable[..., Any]
) -> None:
    host = school.member(school.teacher)
    with (
        RoomClient.enter(live, school.id, school.teacher, documents="") as teacher,
        RoomClient.enter(live, school.id, school.ann, documents="") as ann,
        RoomClient.enter(live, school.id, school.ben, documents="", process=1) as ben,
    ):
        hide(teacher, ann, ben)
        grant = give_grant(member=host, user_id=str(school.ben.pk), ability="see_board")
        assert "see_board" in ben.expect("abilities", within=3)["abilities"]
        now = ben.expect("board")
        assert (now["visible"], now["activePageId"], len(now["pages"])) == (False, "first", 1)
        ann.hears_nothing("board")
        teacher.send("whiteboard-pages", action="rename", pageId="first", title=SECRET)
        teacher.send("whiteboard-action", action="add", data=BOX)
        assert ben.expect("whiteboard-pages")["pages"][0]["title"] == SECRET
        ben.expect("whiteboard-action")
        assert api(school.ben).get(school.path).json()["pageCount"] == 1
        assert SECRET in json.dumps(past_of(ben))
        assert not [event for event in ann.drain() if is_about_the_board(event)]
        take_back_grant(member=host, grant_id=grant.pk)
        assert "see_board" not in ben.expect("abilities", within=3)["abilities"]
        assert SECRET not in json.dumps(past_of(ben))
        assert not Grant.objects.exists()


def test_a_student_draws_by_no_door(live: Live, school: School, api: Callable[..., Any]) -> None:
    from pycrdt import Doc, Map

    from signaling.documents.models import DocumentUpdate

    doc: Doc[Any] = Doc()
    page = doc.get("page:first", type=Map)
    page["a/base"] = {"type": "rectangle"}
    update = doc.get_update()
    with (
        RoomClient.enter(live, school.id, school.teacher, documents="") as teacher,
        RoomClient.enter(live, school.id, school.ann) as ann,
    ):
        with pytest.raises(Refused, match="forbidden"):
            ann.send("whiteboard-action", action="add", data=BOX)
        for step in (1, 2):  # as an answer to a question, and as an update
            ann.send_binary(bytes((BOARD, 0, step)) + write_bytes(update))
        refused = ann.expect_binary(lambda frame: frame[:2] == bytes((BOARD, 5)))
        assert b"read_only" in refused
        with stock_client(live, school, school.ann) as stock:
            stock.send_binary(bytes((0, 2)) + write_bytes(update))
            assert stock.wait_closed() == 4403
        file = {"file": io.BytesIO(an_image())}
        answer = api(school.ann).post(f"{school.path}/images", file, format="multipart")
        assert answer.status_code == 403
        teacher.hears_nothing("whiteboard-action", within=0.5)
    time.sleep(0.1)
    assert not DocumentUpdate.objects.filter(document__room=school.room.pk, document__kind="board").exists()
