"""The export: one file from which a session can be made again, as docs/export.md says."""

import base64
import json
import re
import tracemalloc
import zlib

import pytest
from django.conf import settings
from pycrdt import Doc, Text

from playback.export import FORMAT, VERSION
from rooms.policy import Role
from signaling.documents.models import DocumentHead, DocumentUpdate, SharedDocument
from tests.playback.conftest import Cast
from tests.playback.session import Session, ms
from whiteboard.models import BoardImage

pytestmark = pytest.mark.django_db
PLACE = {"x": 10, "y": 20, "width": 90, "height": 20, "angle": 0}


def exported(cast: Cast, who=None):
    answer = cast.client(who or cast.ada).get(f"{cast.base}/export")
    assert answer.status_code == 200
    return answer, json.loads(b"".join(answer.streaming_content))


def test_it_has_the_whole_session(cast: Cast, session: Session):
    image = {
        "file_id": "ab" * 20,
        "mime_type": "image/png",
        "width": 1,
        "height": 1,
        "data": b"PIXELS",
        "size": 6,
    }
    BoardImage.objects.create(room=cast.room, uploaded_by="1", **image)
    BoardImage.objects.create(room=cast.room, uploaded_by="1", **{**image, "file_id": "cd" * 20})
    session.join(cast.ada, Role.OWNER).say(cast.ada, "hello 😀").language(cast.ada, "python")
    session.type(cast.ada, "x = ").type(cast.cai, "1", kind="patch")
    session.draw(cast.ada, "box", base={"type": "rectangle", "seed": 7}, place=PLACE)
    session.draw(cast.ada, "pic", base={"type": "image", "seed": 7, "fileId": "ab" * 20}, place=PLACE)
    _, file = exported(cast)
    assert (file["format"], file["version"]) == (FORMAT, VERSION)
    assert file["room"]["roomName"] == "Backend interview" and file["room"]["startedAt"] == ms(0)
    assert [person["fullName"] for person in file["people"]] == ["Ada Park"]
    assert [(line["message"], line["time"]) for line in file["chat"]] == [("hello 😀", ms(1))]
    assert [event["type"] for event in file["events"]] == ["join", "language"]
    assert file["code"]["text"] == "x = 1" and file["code"]["language"] == "python"
    assert [(row["version"], row["time"], row["userId"], row["kind"]) for row in file["code"]["versions"]] == [
        (1, ms(3), str(cast.ada.pk), "yjs"), (2, ms(4), str(cast.cai.pk), "patch"),
    ]  # fmt: skip
    (page,) = file["board"]["pages"]
    assert [element["type"] for element in page["elements"]] == ["rectangle", "image"]
    assert page["elements"][0]["x"] == 10 and page["elements"][0]["strokeColor"], (
        "whole elements, with what is unsaid"
    )
    (shown,) = file["board"]["images"]
    assert base64.b64decode(shown["data"]) == b"PIXELS", "those that are to be seen, and no others"
    assert len(file["board"]["versions"]) == 2


def test_its_versions_make_the_text_again(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a😀c").type(cast.cai, "b", at=1).delete(cast.ada, 0, 1)
    _, file = exported(cast)
    doc: Doc = Doc()
    doc["code"] = text = Text()
    for version in file["code"]["versions"]:
        doc.apply_update(base64.b64decode(version["update"]))
    assert str(text) == file["code"]["text"] == session.text


def test_its_name_is_safe_whatever_the_room_is_called(cast: Cast, session: Session):
    session.join(cast.ada)
    cast.client(cast.ada).patch(
        f"/api/rooms/{cast.room.room_id}", {"roomName": 'x"; evil=/../../a\u202etxt.exe'}
    )
    answer, _ = exported(cast)
    assert re.fullmatch(
        rf'attachment; filename="fusemeet-{cast.room.room_id}-\d{{4}}-\d\d-\d\d\.json"',
        answer["Content-Disposition"],
    )
    assert answer["Content-Type"] == "application/json" and answer["Cache-Control"] == "no-store"


def test_the_document_that_describes_it_names_every_key(cast: Cast, session: Session):
    session.join(cast.ada).say(cast.ada, "a").type(cast.ada, "b").draw(
        cast.ada, "box", base={"type": "rectangle", "seed": 7}, place=PLACE
    )
    _, file = exported(cast)
    words = (settings.BASE_DIR / "docs/export.md").read_text()
    keys = {
        *file,
        *file["room"],
        *file["code"],
        *file["board"],
        *file["code"]["versions"][0],
        *file["people"][0],
    }
    assert not [key for key in keys if f"`{key}`" not in words]
    assert f"`version` {VERSION}" in words


def test_a_long_log_is_never_in_memory_whole(cast: Cast, session: Session):
    """Twenty megabytes of rows, of which some four are read at a time."""
    session.join(cast.ada)
    filler = Doc()
    filler["other"] = Text("x" * 30_000)
    data = filler.get_update()
    document = SharedDocument.objects.get(room=cast.room.pk, kind="code")
    row = {"document": document, "user": "1", "kind": "yjs", "data": data, "checksum": zlib.crc32(data)}
    DocumentUpdate.objects.bulk_create(
        (DocumentUpdate(seq=number + 1, time=ms(number) * 1000, **row) for number in range(700)),
        batch_size=50,
    )
    DocumentHead.objects.filter(document=document).update(seq=700)
    answer = cast.client(cast.ada).get(f"{cast.base}/export")
    tracemalloc.start()
    size = sum(len(part) for part in answer.streaming_content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < size / 2, f"{peak} of {size}"
