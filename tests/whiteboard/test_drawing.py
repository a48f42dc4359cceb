"""Drawing by JSON events: what is taken, what is refused, who hears of it, and that all copies agree."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from rooms.grants import give_grant
from rooms.services import update_room
from signaling import db
from signaling.documents.edits import make_edit
from signaling.documents.log import load
from signaling.documents.models import DocumentUpdate
from tests.documents.network import Network
from tests.live import Live
from tests.whiteboard.conftest import School
from tests.ws import Refused, RoomClient
from whiteboard import drawing
from whiteboard.elements import DEFAULTS
from whiteboard.pages import add_page, delete_page

BOX: dict[str, Any] = {"id": "box", "type": "rectangle", "x": 10, "y": 20, "width": 30, "height": 40}


@pytest.fixture
def pair(live: Live, school: School) -> Iterator[tuple[RoomClient, RoomClient]]:
    """The teacher, and Ann on another process; both JSON clients."""
    with RoomClient.enter(live, school.id, school.teacher, documents="json") as teacher:
        with RoomClient.enter(live, school.id, school.ann, documents="json", process=1) as ann:
            yield teacher, ann


def add(client: RoomClient, **fields: Any) -> int:
    return int(client.send("whiteboard-action", action="add", data=BOX | fields)["seq"])


def rows(school: School) -> int:
    return DocumentUpdate.objects.filter(document__room=school.room.pk, document__kind="board").count()


def board(school: School) -> dict[str, Any]:
    return load(school.room.pk, "board").replica.board()


def test_what_is_drawn_is_heard_whole_kept_in_groups_and_read_again(
    pair: tuple[RoomClient, RoomClient], school: School, api: Callable[..., Any]
) -> None:
    teacher, ann = pair
    seq = add(teacher, strokeColor="#ff0000", version=7, versionNonce=8, link=None)
    heard = ann.expect("whiteboard-action", action="add")
    assert (heard["userId"], heard["pageId"], heard["newVersion"]) == (str(school.teacher.pk), "first", seq)
    assert heard["data"].items() >= (DEFAULTS | BOX | {"strokeColor": "#ff0000", "link": None}).items()
    assert "clientId" not in heard
    assert teacher.expect("whiteboard-action", action="add")["clientId"]
    groups = board(school)["first"]["box"]
    assert groups["base"] == {"type": "rectangle"}
    assert groups["place"] == {"x": 10, "y": 20, "width": 30, "height": 40}
    assert groups["style"] == {"strokeColor": "#ff0000"}
    shown = api(school.ann).get(school.path).json()
    assert shown["pages"][0]["elements"] == [heard["data"]]


def test_an_update_changes_its_fields_alone_and_a_deletion_is_harmless_twice(
    pair: tuple[RoomClient, RoomClient], school: School
) -> None:
    teacher, ann = pair
    add(teacher, backgroundColor="#00ff00")
    add(teacher, id="other")
    update = {"id": "box", "x": 11, "strokeColor": "#0000ff"}
    teacher.send("whiteboard-action", action="update", data=update)
    assert ann.expect("whiteboard-action", action="update")["data"] == update
    groups = board(school)["first"]["box"]
    assert groups["place"] == {"x": 11, "y": 20, "width": 30, "height": 40}
    assert groups["style"] == {"backgroundColor": "#00ff00", "strokeColor": "#0000ff"}
    for _ in range(2):
        last = teacher.send("whiteboard-action", action="delete", data={"id": "box"})
    assert ann.expect("whiteboard-action", action="delete")["data"] == {"id": "box"}
    ann.hears_nothing("whiteboard-action", action="delete")
    assert last["seq"] == rows(school)
    assert board(school)["first"]["box"]["gone"] == {"isDeleted": True}


def test_two_who_change_fields_of_one_group_at_once_both_get_what_they_did(
    live: Live, pair: tuple[RoomClient, RoomClient], school: School
) -> None:
    teacher, ann = pair
    with RoomClient.enter(live, school.id, school.second, documents="json", process=1) as second:
        add(teacher)
        ids = [
            (client, client.tell("whiteboard-action", action="update", data={"id": "box", field: 100 + step}))
            for step in range(10)
            for client, field in ((teacher, "x"), (second, "y"))
        ]
        for client, id in ids:
            client.expect("ack", id=id)
        place = board(school)["first"]["box"]["place"]
        assert place == {"x": 109, "y": 109, "width": 30, "height": 40}
        told = {"x": 10, "y": 20}
        for _ in range(20):
            told |= {
                key: value
                for key, value in ann.expect("whiteboard-action", action="update")["data"].items()
                if key in told
            }
        assert told == {"x": 109, "y": 109}


def test_the_same_id_is_one_change(pair: tuple[RoomClient, RoomClient], school: School) -> None:
    teacher, _ = pair
    seqs = {
        teacher.send("whiteboard-action", id="once", action="add", data=BOX | {"x": x})["seq"] for x in (1, 2)
    }
    assert len(seqs) == 1
    assert board(school)["first"]["box"]["place"]["x"] == 1


def test_clear_deletes_what_is_there_and_is_heard_as_one(
    pair: tuple[RoomClient, RoomClient], school: School
) -> None:
    teacher, ann = pair
    for id in ("a", "b", "c"):
        add(teacher, id=id)
    seq = teacher.send("whiteboard-clear", pageId="first")["seq"]
    heard = ann.expect("whiteboard-clear")
    assert (heard["pageId"], heard["newVersion"]) == ("first", seq)
    ann.hears_nothing("whiteboard-action", action="delete")
    add(teacher, id="later")
    heard_in_order = [ann.expect("whiteboard-action")["data"]["id"] for _ in range(4)]
    assert heard_in_order == ["a", "b", "c", "later"]


def test_what_is_drawn_over_yjs_is_heard_as_actions(
    pair: tuple[RoomClient, RoomClient], school: School, live: Live
) -> None:
    from pycrdt import Doc, Map

    from signaling.documents.varint import write_bytes

    _, ann = pair
    doc: Doc[Any] = Doc()
    page = doc.get("page:first", type=Map)
    before = doc.get_state()
    with doc.transaction():
        for group, value in {
            "base": {"type": "text"},
            "place": {"x": 1, "y": 2},
            "text": {"text": "Hi"},
        }.items():
            page[f"t/{group}"] = value
    with RoomClient.enter(live, school.id, school.second) as second:
        second.send_binary(bytes((1, 0, 2)) + write_bytes(doc.get_update(before)))
        heard = ann.expect("whiteboard-action", action="add")
        assert heard["userId"] == str(school.second.pk)
        assert (heard["data"]["text"], heard["data"]["originalText"]) == ("Hi", "Hi")
        second.hears_nothing("whiteboard-action")


def test_who_speaks_yjs_and_who_may_not_see_hear_no_actions(live: Live, school: School) -> None:
    host = school.member(school.teacher)
    give_grant(member=host, user_id=str(school.ben.pk), ability="see_board", allowed=False)
    with (
        RoomClient.enter(live, school.id, school.teacher, documents="json") as teacher,
        RoomClient.enter(live, school.id, school.ann, documents="json", process=1) as ann,
        RoomClient.enter(live, school.id, school.ben, documents="json", process=1) as ben,
        RoomClient.enter(live, school.id, school.second) as by_yjs,
    ):
        add(teacher)
        ann.expect("whiteboard-action")
        ben.hears_nothing("whiteboard-action")
        by_yjs.hears_nothing("whiteboard-action", within=0.1)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"type": "rectangle", "x": 0, "y": 0}, "bad_element"),
    "an id that is none": (BOX | {"id": "a/b"}, "bad_element"),
    "an id too long": (BOX | {"id": "a" * 41}, "bad_element"),
    "no type": ({"id": "x", "x": 0, "y": 0}, "bad_element"),
    "an embedded page": (BOX | {"type": "iframe"}, "bad_element"),
    "an embeddable": (BOX | {"type": "embeddable"}, "bad_element"),
    "a link": (BOX | {"link": "https://example.org"}, "bad_element"),
    "data of a client's own": (BOX | {"customData": {"a": 1}}, "bad_element"),
    "an unknown field": (BOX | {"onclick": "alert(1)"}, "bad_element"),
    "a number as text": (BOX | {"x": "1"}, "bad_element"),
    "a number beyond": (BOX | {"x": 1e300}, "bad_element"),
    "a side that is too long": (BOX | {"width": -1e6}, "bad_element"),
    "a line too thin to hatch with": (BOX | {"strokeWidth": 0}, "bad_element"),
    "a colour with more in it": (BOX | {"strokeColor": "red;background:url(//x)"}, "bad_element"),
    "a colour that is an address": (BOX | {"backgroundColor": "URL(//example.org/x)"}, "bad_element"),
    "an arrow of nothing": ({"id": "x", "type": "arrow", "x": 0, "y": 0}, "bad_element"),
    "an image of nothing": ({"id": "x", "type": "image", "x": 0, "y": 0}, "bad_element"),
}


def test_what_is_no_element_is_refused_and_leaves_nothing(
    pair: tuple[RoomClient, RoomClient], school: School
) -> None:
    teacher, ann = pair
    for what, (data, code) in BAD.items():
        with pytest.raises(Refused) as refused:
            teacher.send("whiteboard-action", action="add", data=data)
        assert refused.value.code == code, what
    for action, data, code, page in (
        ("update", {"id": "nobody", "x": 1}, "unknown_element", None),
        ("add", BOX, "unknown_page", "nopage"),
        ("delete", {"id": "x"}, "unknown_page", "nopage"),
    ):
        with pytest.raises(Refused, match=code):
            teacher.send("whiteboard-action", action=action, data=data, **({"pageId": page} if page else {}))
    teacher.send("whiteboard-action", action="delete", data={"id": "nobody"})
    assert rows(school) == 0
    add(teacher)
    with pytest.raises(Refused, match="bad_element"):
        teacher.send("whiteboard-action", action="update", data={"id": "box", "type": "ellipse"})
    with pytest.raises(Refused, match="bad_field"):
        teacher.send("whiteboard-action", action="move", data=BOX)
    assert rows(school) == 1
    ann.expect("whiteboard-action")
    ann.hears_nothing("whiteboard-action")


def test_a_deleted_page_takes_what_was_on_it_along(
    pair: tuple[RoomClient, RoomClient], school: School, api: Callable[..., Any]
) -> None:
    teacher, ann = pair
    teacher.send("whiteboard-pages", action="add", pageId="notes", title="Notes")
    teacher.send("whiteboard-action", action="add", data=BOX, pageId="notes")
    assert ann.expect("whiteboard-action")["pageId"] == "notes"
    teacher.send("whiteboard-pages", action="delete", pageId="notes")
    assert board(school).get("notes", {}) == {}
    assert ann.expect("whiteboard-clear")["pageId"] == "notes"
    with pytest.raises(Refused, match="unknown_page"):
        teacher.send("whiteboard-action", action="add", data=BOX, pageId="notes")
    assert [page["id"] for page in api(school.ann).get(school.path).json()["pages"]] == ["first"]


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_is_on_the_list_again_is_not_emptied(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Network().process()
    monkeypatch.setattr(drawing, "make_edit", partial(make_edit, engine=process.engine))
    where = {"room": school.room.pk, "page": "notes"}
    person = str(school.teacher.pk)
    await db.run(add_page, **where, person=person)
    await drawing.draw(
        **where, user=person, action="add", data=BOX, may_edit=lambda: True, client_id=None, size=100
    )
    await drawing.empty_page(**where, user=person)
    assert (await db.run(board, school))["notes"].keys() == {"box"}
    await db.run(delete_page, **where, person=person)
    await drawing.empty_page(**where, user=person)
    assert (await db.run(board, school)).get("notes", {}) == {}
    await process.stop()


def test_the_whole_board_is_read_only_so_often(
    school: School, api: Callable[..., Any], settings: Any
) -> None:
    settings.RATE_LIMITS = {"board": [(3, 3600)]}
    assert [api(school.ann).get(school.path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert api(school.ben).get(school.path).status_code == 200


def test_a_student_may_draw_only_while_allowed(pair: tuple[RoomClient, RoomClient], school: School) -> None:
    teacher, ann = pair
    with pytest.raises(Refused, match="forbidden"):
        add(ann)
    for event in ("whiteboard-clear", "whiteboard-page", "whiteboard-pages", "whiteboard-visibility"):
        sample = {
            "whiteboard-page": {"pageId": "first"},
            "whiteboard-pages": {"action": "add"},
            "whiteboard-visibility": {"visible": True},
        }.get(event, {})
        with pytest.raises(Refused, match="forbidden"):
            ann.send(event, **sample)
    update_room(member=school.member(school.teacher), changes={"allowDraw": True})
    assert "draw" in ann.expect("abilities", within=3)["abilities"]
    add(ann)
    teacher.expect("whiteboard-action", userId=str(school.ann.pk))
    with pytest.raises(Refused, match="forbidden"):
        ann.send("whiteboard-clear")
    update_room(member=school.member(school.teacher), changes={"allowDraw": False})
    assert "draw" not in ann.expect("abilities", within=3)["abilities"]
    with pytest.raises(Refused, match="forbidden"):
        add(ann, id="late")
    assert "late" not in json.dumps(board(school))


def test_more_than_thirty_actions_a_second_are_too_fast_and_disturb_nobody(
    pair: tuple[RoomClient, RoomClient], school: School
) -> None:
    teacher, ann = pair
    for _ in range(300):
        teacher.tell("whiteboard-action", action="add", data={"id": "nothing"})
    teacher.expect_error("rate_limited", within=10)
    assert rows(school) == 0
    ann.send("ping")
    ann.expect("pong")
