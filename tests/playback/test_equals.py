"""Playback equals: what real clients had at every moment of a session is what its recording gives."""

import random
from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Map
from rest_framework.test import APIClient

from signaling.documents import services
from signaling.documents.diff import diff
from signaling.documents.patch import patch_of_edits
from signaling.documents.text import to_units
from tests.documents.test_live import Editor, agree
from tests.live import Live
from tests.playback.session import all_steps, text_of
from tests.ws import RoomClient, access_token
from whiteboard.elements import elements_of

MOMENTS = 20


def patch(before: str, after: str) -> str:
    return patch_of_edits(to_units(before), diff(before, after))


def test_a_recorded_session_plays_back_to_what_its_clients_had(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    """Ada types over the Yjs lane of one process, Cai sends patches and whole texts to the other; both draw and talk.

    After each edit has reached both, its version and the text that Ada's copy has are noted.
    """
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room, chance = make_room(ada), random.Random(21)
    editor = Editor(live, room, ada).come_in(0)
    other = RoomClient.enter(
        live, room.room_id, cai, documents="json", process=1, invite=room.invite_link_token
    )
    noted: list[tuple[int, str]] = []
    with other:
        for number in range(40):
            text = str(editor)
            at = chance.randint(0, len(text))
            words = chance.choice(["a", "字", "😀", f"line {number}\n", "\t"])
            if number % 4 == 3:
                after = text[:at] + words + text[at:]
                if number % 8 == 3:
                    sent = other.send("code-patch", patch=patch(text, after), version=noted[-1][0])
                else:
                    sent = other.send("code-change", content=after, version=noted[-1][0])
                editor.until(lambda after=after: str(editor) == after)
                noted.append((int(sent["seq"]), after))
            elif number % 5 == 4 and len(text) > 4:
                start = len(text[: min(at, len(text) - 2)].encode())
                known = editor.doc.get_state()
                del editor.text[start : start + len(text[min(at, len(text) - 2)].encode())]
                editor.send(editor.doc.get_update(known))
                agree(editor, editor)
                noted.append((noted[-1][0] + 1, str(editor)))
            else:
                editor.type(len(text[:at].encode()), words)
                agree(editor, editor)
                noted.append((noted[-1][0] + 1 if noted else 1, str(editor)))
        box = {"type": "rectangle", "x": 10, "y": 20, "width": 30, "height": 40}
        for number in range(6):
            other.send("whiteboard-action", action="add", data={"id": f"box{number}"} | box)
            other.send("whiteboard-action", action="update", data={"id": f"box{number}", "x": number * 10})
        other.send("whiteboard-action", action="delete", data={"id": "box3"})
        other.send("chat", message="said at the end")
        editor.socket.close()

    client, base = APIClient(), f"/api/rooms/{room.room_id}/playback"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(ada)}")
    found = all_steps(client, base, "code")
    assert {step.kind for step in found} == {"yjs", "patch", "content"}
    assert {step.user for step in found} == {str(ada.pk), str(cai.pk)}
    assert text_of(found) == str(editor) == services.read_code(room=room.pk).content
    for version, text in chance.sample(noted, MOMENTS):
        assert text_of([step for step in found if step.seq <= version]) == text

    board: Doc[Any] = Doc()
    for step in all_steps(client, base, "board"):
        board.apply_update(step.data)
    groups: dict[str, dict[str, Any]] = {}
    for key, value in board.get("page:first", type=Map).to_py().items():
        element, _, group = key.partition("/")
        groups.setdefault(element, {})[group] = value
    shown = client.get(f"/api/rooms/{room.room_id}/whiteboard").json()["pages"][0]["elements"]
    assert elements_of(groups) == shown and len(shown) == 5

    manifest = client.get(base).json()
    assert [event["message"] for event in manifest["events"] if event["type"] == "chat"] == [
        "said at the end"
    ]
    assert [event["userId"] for event in manifest["events"] if event["type"] == "join"] == [
        str(ada.pk),
        str(cai.pk),
    ]
    assert manifest["documents"]["code"]["head"] == noted[-1][0]
    assert found[-1].time <= manifest["endedAt"] - manifest["startedAt"]


def test_what_a_link_shows_stops_at_once_on_every_process(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    import requests

    ada = make_user("ada")
    room = make_room(ada)
    headers = {"Authorization": f"Bearer {access_token(ada)}"}
    links = f"/api/rooms/{room.room_id}/playback/links"
    made = requests.post(live.http(0) + links, json={}, headers=headers, timeout=60).json()
    address = f"/api/playback/{made['url'].rstrip('/').rpartition('/')[2]}"
    processes = (0, 1)
    assert [requests.get(live.http(process) + address, timeout=60).status_code for process in processes] == [
        200,
        200,
    ]
    assert (
        requests.delete(f"{live.http(0)}{links}/{made['id']}", headers=headers, timeout=60).status_code == 204
    )
    assert [requests.get(live.http(process) + address, timeout=60).status_code for process in processes] == [
        410,
        410,
    ]
