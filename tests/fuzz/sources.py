"""A document rebuilt from everything that the database keeps of it, each way for itself."""

import zlib
from typing import Any

from pycrdt import Doc, Map, Text

from signaling.documents.log import load
from signaling.documents.models import DocumentCheckpoint, DocumentHead, DocumentUpdate, SharedDocument
from tests.fuzz.yjs_writers import PAGE


def content_of(document: Doc[Any], kind: str) -> Any:
    if kind == "code":
        return str(document.get("code", type=Text))
    page = document.get(PAGE, type=Map)
    return {key: page[key] for key in sorted(page.keys())}


def rebuilt(room: int, kind: str) -> dict[str, Any]:
    """The content by source. Raises AssertionError where the log is not dense or ends elsewhere than its head."""
    stored = SharedDocument.objects.get(room=room, kind=kind)
    rows = list(
        DocumentUpdate.objects.filter(document=stored).order_by("seq").values_list("seq", "data", "checksum")
    )
    head = DocumentHead.objects.get(document=stored).seq
    assert [seq for seq, _, _ in rows] == list(range(1, head + 1)), "the log has a gap or another end"
    assert all(zlib.crc32(data) == checksum for _, data, checksum in rows)
    log = [bytes(data) for _, data, _ in rows]
    found = {
        "the log": _apply(log, kind),
        "the saved state and the rows after it": _apply(
            [bytes(stored.state), *log[stored.state_seq :]], kind
        ),
    }
    for checkpoint in DocumentCheckpoint.objects.filter(document=stored):
        state = zlib.decompress(bytes(checkpoint.state))
        found[f"checkpoint {checkpoint.seq} and the rows after it"] = _apply(
            [state, *log[checkpoint.seq :]], kind
        )
    loaded = load(room, kind)
    assert (loaded.replica.seq, loaded.damaged) == (head, False)
    found["a replica as a process loads it"] = _apply([loaded.replica.update_since()], kind)
    return found


def _apply(updates: list[bytes], kind: str) -> Any:
    document: Doc[Any] = Doc()
    for update in updates:
        document.apply_update(update)
    return content_of(document, kind)
