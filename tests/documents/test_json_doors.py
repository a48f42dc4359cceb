"""The code over JSON events on the real server: patches, whole texts, what is refused and what everybody hears."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from signaling.documents import services
from signaling.documents.diff import diff
from signaling.documents.patch import patch_of_edits
from signaling.documents.text import text_hash, to_units
from tests.documents.test_live import Editor
from tests.live import Live
from tests.ws import Refused, RoomClient


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def people(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any], stack: ExitStack
) -> tuple[Any, RoomClient, RoomClient]:
    """A room, and a host and a candidate in it, both as JSON clients, on two processes."""
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    return (
        room,
        stack.enter_context(RoomClient.enter(live, room.room_id, ada, documents="")),
        stack.enter_context(
            RoomClient.enter(live, room.room_id, cai, documents="", process=1, invite=room.invite_link_token)
        ),
    )


def patch(before: str, after: str) -> str:
    return patch_of_edits(to_units(before), diff(before, after))


def write(client: RoomClient, text: str, version: int = 0) -> int:
    return int(client.send("code-change", content=text, version=version)["seq"])


def code(room: Any) -> str:
    return services.read_code(room=room.pk).content


def test_a_patch_reaches_everybody_with_its_version_and_hash(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, cai = people
    assert write(ada, "hello world\n") == 1
    made = patch("hello world\n", "hello 😀 world\n")
    ack = ada.send("code-patch", id="mine", patch=made, version=1, language="python")
    assert ack["seq"] == 2
    heard = cai.expect("code-patch", newVersion=2)
    own = ada.expect("code-patch", newVersion=2)
    assert {k: v for k, v in heard.items() if k != "timestamp"} == {
        "type": "code-patch",
        "userId": str(ada.user.pk),
        "patch": heard["patch"],
        "version": 1,
        "newVersion": 2,
        "language": "python",
        "textHash": text_hash("hello 😀 world\n"),
    }
    assert own["clientId"] == "mine"
    assert code(room) == "hello 😀 world\n"


def test_a_whole_text_is_a_change_of_what_it_differs_in(people: tuple[Any, RoomClient, RoomClient]) -> None:
    room, ada, cai = people
    write(ada, "one\ntwo\nthree\n")
    ada.send("code-change", content="one\nTWO\nthree\n", language="python", version=1)
    assert cai.send("code-change", content="one\ntwo\nthree\nfour\n", version=1)["seq"] == 3
    assert code(room) == "one\nTWO\nthree\nfour\n"
    heard = ada.expect("code-change", newVersion=3)
    assert (heard["userId"], heard["version"]) == (str(cai.user.pk), 2)
    assert "content" not in heard


def test_line_ends_of_another_system_become_line_feeds_in_a_whole_text_and_are_refused_in_a_patch(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, _ = people
    write(ada, "one\r\ntwo\rthree\n")
    assert code(room) == "one\ntwo\nthree\n"
    with pytest.raises(Refused, match="bad_field"):
        ada.send("code-patch", patch="@@ -1,0 +1 @@\n+%0D\n", version=1)
    op = {"at": 0, "del": 0, "ins": "\r"}
    with pytest.raises(Refused, match="bad_field"):
        ada.send("code-patch", patch="@@ -1,0 +1 @@\n+%0A\n", ops=[op], version=1)


def test_a_patch_that_does_not_fit_changes_nothing_and_its_sender_is_told_what_there_is(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, cai = people
    write(ada, "right\n")
    cai.expect("code-change")
    for version, made in ((1, patch("wrong\n", "wrong!\n")), (7, patch("right\n", "right!\n"))):
        with pytest.raises(Refused) as refused:
            ada.send("code-patch", patch=made, version=version)
        event = refused.value.event
        assert (event["code"], event["version"], event["content"]) == ("patch_does_not_apply", 1, "right\n")
        assert event["textHash"] == text_hash("right\n")
    cai.hears_nothing("code-patch")
    assert code(room) == "right\n"
    assert services.read_code(room=room.pk).version == 1


def test_a_patch_of_an_older_version_is_moved_over_what_came_since(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, cai = people
    start = "def f():\n    return 1\n"
    write(ada, start)
    ada.send("code-patch", patch=patch(start, "# 😀 first\n" + start), version=1)
    seq = cai.send("code-patch", patch=patch(start, start.replace("1", "41 + 1")), version=1)["seq"]
    assert seq == 3
    assert code(room) == "# 😀 first\ndef f():\n    return 41 + 1\n"


def test_the_same_id_again_is_the_same_edit(people: tuple[Any, RoomClient, RoomClient]) -> None:
    room, ada, cai = people
    made = patch("", "once")
    assert ada.send("code-patch", id="a1", patch=made, version=0)["seq"] == 1
    assert ada.send("code-change", content="once, twice", version=1)["seq"] == 2
    assert ada.send("code-patch", id="a1", patch=made, version=0)["seq"] == 1
    # Even where the version that it was made of is nothing that the patch fits.
    assert ada.send("code-patch", id="a1", patch=patch("else", "where"), version=2)["seq"] == 1
    assert cai.send("code-patch", id="a1", patch=patch("once", "twice"), version=1)["seq"] == 3
    assert code(room).startswith("twice")


def test_operations_beside_a_patch_are_taken_as_they_are(people: tuple[Any, RoomClient, RoomClient]) -> None:
    room, ada, cai = people
    write(ada, "aaa")
    # A patch cannot say which of three equal letters went.
    ops = [{"at": 0, "del": 1, "ins": ""}]
    ada.send("code-patch", patch="@@ -1,3 +1,2 @@\n aa\n-a\n", version=1, ops=ops)
    cai.send("code-patch", patch="@@ -1,3 +1,4 @@\n a\n+X\n aa\n", version=1)
    assert code(room) == "Xaa"
    for bad in (
        [{"at": 0, "del": 1, "ins": "b"}],  # comes to another text than the patch
        [{"at": 1, "del": 1, "ins": ""}, {"at": 0, "del": 0, "ins": ""}],  # descends
        [{"at": 0, "del": 0}],
        [{"at": -1, "del": 0, "ins": ""}],
        [{"at": 0, "del": 0, "ins": "", "more": 1}],
    ):
        with pytest.raises(Refused, match="bad_field"):
            ada.send("code-patch", patch="@@ -1,3 +1,2 @@\n aa\n-a\n", version=1, ops=bad)
    with pytest.raises(Refused, match="patch_does_not_apply"):
        ada.send(
            "code-patch", patch="@@ -1,3 +1,2 @@\n aa\n-a\n", version=1, ops=[{"at": 2, "del": 2, "ins": ""}]
        )


def test_the_language_in_an_edit_becomes_the_rooms_if_it_is_another(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, cai = people
    ada.send("code-change", content="x", language="rust", version=0)
    assert cai.expect("language")["language"] == "rust"
    assert cai.expect("code-change")["language"] == "rust"
    ada.send("code-change", content="xy", language="rust", version=1)
    assert cai.expect("code-change")["language"] == "rust"
    cai.hears_nothing("language")
    with pytest.raises(Refused, match="unknown_language"):
        ada.send("code-change", content="xyz", language="klingon", version=2)
    with pytest.raises(Refused, match="patch_does_not_apply"):
        ada.send("code-patch", patch=patch("abc", "abcd"), language="python", version=2)
    cai.hears_nothing("language")
    room.refresh_from_db()
    assert (room.current_language, code(room)) == ("rust", "xy")


def test_an_edit_that_is_refused_at_its_commit_leaves_the_language(
    people: tuple[Any, RoomClient, RoomClient],
) -> None:
    room, ada, cai = people
    piece = 125_000
    write(ada, "a" * piece)
    for number in range(1, 16):
        text = number * piece
        ada.send("code-patch", patch=f"@@ -{text},0 +{text + 1},{piece} @@\n+{'a' * piece}\n", version=number)
    with pytest.raises(Refused, match="too_big"):
        ada.send("code-patch", patch="@@ -1,0 +1 @@\n+b\n", version=16, language="rust")
    cai.hears_nothing("language")
    room.refresh_from_db()
    assert room.current_language == services.read_code(room=room.pk).language == "javascript"
    assert ada.send("code-patch", patch="@@ -1 +0,0 @@\n-a\n", version=16, language="rust")["seq"] == 17
    assert cai.expect("language")["language"] == "rust"
    assert cai.expect("code-patch", newVersion=17)["language"] == "rust"
    room.refresh_from_db()
    assert room.current_language == services.read_code(room=room.pk).language == "rust"


def test_content_goes_only_to_those_who_ask_for_it(people: tuple[Any, RoomClient, RoomClient]) -> None:
    _, ada, cai = people
    cai.send("code-mode", content=True)
    write(ada, "all of it")
    assert cai.expect("code-change")["content"] == "all of it"
    assert "content" not in ada.expect("code-change")
    cai.send("code-mode", content=False)
    write(ada, "all of it!", 1)
    assert "content" not in cai.expect("code-change", newVersion=2)


def test_what_is_typed_in_the_editor_is_heard_as_patches_of_who_typed_it(
    live: Live, people: tuple[Any, RoomClient, RoomClient]
) -> None:
    room, ada, cai = people
    editor = Editor(live, room, cai.user).come_in(1)
    text = ""
    for number, piece in enumerate(["a", "😀", "漢", "\n"], start=1):
        editor.type(len(text.encode()), piece)
        text += piece
        heard = ada.expect("code-patch", newVersion=number)
        assert (heard["userId"], heard["version"]) == (str(cai.user.pk), number - 1)
        assert heard["textHash"] == text_hash(text)
        assert "clientId" not in heard
    ada.send("code-patch", patch=patch(text, "#" + text), version=4)
    editor.until(lambda: str(editor) == "#" + text)
    editor.socket.close()


def test_who_speaks_yjs_hears_no_json_of_that_document(
    live: Live, people: tuple[Any, RoomClient, RoomClient]
) -> None:
    _, ada, cai = people
    cai.send_binary(bytes((0, 0, 0, 1, 0)))
    cai.expect_binary()
    write(ada, "x")
    ada.expect("code-change")
    cai.hears_nothing("code-change")


def test_without_the_right_nothing_is_edited(
    people: tuple[Any, RoomClient, RoomClient], api: Callable[..., Any]
) -> None:
    room, ada, cai = people
    write(ada, "x")
    cai.expect("code-change")
    api(ada.user).patch(f"/api/rooms/{room.room_id}", {"allowEditCode": False})
    cai.expect("abilities")
    for send in (
        lambda: cai.send("code-change", content="y", version=1),
        lambda: cai.send("code-patch", patch=patch("x", "y"), version=1),
    ):
        with pytest.raises(Refused, match="forbidden"):
            send()
    write(ada, "xz", 1)  # the host still may, and the one who may not still hears of it
    assert cai.expect("code-change")["newVersion"] == 2
    assert code(room) == "xz"


@pytest.mark.parametrize(
    "payload",
    [
        {"patch": "junk", "version": 0},
        {"patch": "@@ -1 +1 @@\n" * 3000, "version": 0},
        {"patch": "%" * 100_000, "version": 0},
        {"patch": "@@ -1,0 +1 @@\n+" + "%41" * 40_000 + "\n", "version": 0},
        {"patch": "", "version": -1},
        {"patch": "", "version": 2**53},
        {"patch": "", "version": "0"},
        {"patch": None, "version": 0},
        {"patch": "", "version": 0, "ops": [{"at": 0, "del": 0, "ins": ""}] * 1001},
        {"version": 0},
    ],
)
def test_a_hostile_patch_is_refused_and_the_socket_lives_on(
    people: tuple[Any, RoomClient, RoomClient], payload: dict[str, Any]
) -> None:
    room, ada, _ = people
    with pytest.raises(Refused) as refused:
        ada.send("code-patch", **payload)
    assert refused.value.code in {"bad_field", "patch_does_not_apply"}
    ada.send("ping")
    assert write(ada, "still here") == 1
    assert code(room) == "still here"


def test_a_frame_over_its_size_is_refused(people: tuple[Any, RoomClient, RoomClient]) -> None:
    _, ada, _ = people
    ada.tell("code-change", content="x" * (128 * 1024), version=0)
    ada.expect_error("too_big")
    assert write(ada, "x" * (128 * 1024 - 200)) == 1


def test_an_edit_that_changes_nothing_makes_no_version(people: tuple[Any, RoomClient, RoomClient]) -> None:
    room, ada, cai = people
    write(ada, "x")
    cai.expect("code-change")
    assert write(ada, "x", 1) == 1
    assert ada.send("code-patch", patch="", version=1)["seq"] == 1
    cai.hears_nothing("code-change")
    assert services.read_code(room=room.pk).version == 1


def test_the_text_now_and_as_it_was_is_read_over_rest(
    people: tuple[Any, RoomClient, RoomClient], api: Callable[..., Any]
) -> None:
    room, ada, cai = people
    write(ada, "one 😀")
    write(ada, "one 😀 two", 1)
    address = f"/api/rooms/{room.room_id}/code"
    now = {"content": "one 😀 two", "version": 2, "language": "python", "textHash": text_hash("one 😀 two")}
    assert api(cai.user).get(address).json() == {**now, "language": room.current_language}
    for version, text in ((0, ""), (1, "one 😀"), (2, "one 😀 two")):
        answer = api(cai.user).get(address, {"version": version}).json()
        assert (answer["version"], answer["content"], answer["textHash"]) == (version, text, text_hash(text))
    beyond = api(cai.user).get(address, {"version": 3})
    assert (beyond.status_code, beyond.json()["code"]) == (404, "version_not_found")
    assert api(cai.user).get(address, {"version": "-1"}).status_code == 400


def test_the_text_is_for_the_rooms_people(
    people: tuple[Any, RoomClient, RoomClient], api: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    room, _, _ = people
    address = f"/api/rooms/{room.room_id}/code"
    assert api(make_user("eve")).get(address).status_code == 404
    assert api().get(address).status_code == 401
