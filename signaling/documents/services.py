"""What the rooms ask of their documents: create and delete them with the room, read the code. Synchronous."""

import zlib
from dataclasses import dataclass

from pycrdt import Doc, Text

from fusemeet.errors import Invalid, NotFound
from signaling.documents.checkpoints import replica_at
from signaling.documents.clock import now_us
from signaling.documents.log import DocumentGone, LogDamaged, load
from signaling.documents.models import (
    DocumentClient,
    DocumentHead,
    DocumentKind,
    DocumentUpdate,
    SharedDocument,
    UpdateKind,
)
from signaling.documents.replica import MAX_TEXT_UNITS, SERVER, Replica, ReplicaBroken
from signaling.documents.text import text_hash, utf16_length


@dataclass(frozen=True, slots=True)
class CodeText:
    """The code of a room. `text_hash` is the first 16 hex digits of the SHA-256 of the text in UTF-8."""

    content: str
    version: int
    language: str
    text_hash: str


def create_documents(*, room: int, language: str, text: str = "") -> None:
    """Create the room's code and board, within the transaction that creates the room.

    The text is written here, once, as an update of the log: a document is never made from text again, because
    that would double it in every copy. Line ends become LF. Raises Invalid (`too_big`).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if utf16_length(text) > MAX_TEXT_UNITS:
        raise Invalid("too_big", "This text is too long to edit together.")
    for kind in DocumentKind:
        is_code = kind == DocumentKind.CODE
        document = SharedDocument.objects.create(room=room, kind=kind, language=language if is_code else "")
        seq = _write_first_text(document, text) if is_code and text else 0
        DocumentHead.objects.create(document=document, seq=seq)


def _write_first_text(document: SharedDocument, text: str) -> int:
    doc: Doc[Text] = Doc()
    doc.get("code", type=Text).insert(0, text)
    state = doc.get_update()
    checksum = zlib.crc32(state)
    DocumentUpdate.objects.create(
        document=document,
        seq=1,
        time=now_us(),
        user=SERVER,
        client_id=doc.client_id,
        kind=UpdateKind.CONTENT,
        data=state,
        checksum=checksum,
    )
    DocumentClient.objects.create(document=document, client_id=doc.client_id, user=SERVER)
    document.text, document.state, document.state_seq, document.state_checksum = text, state, 1, checksum
    document.save(update_fields=["text", "state", "state_seq", "state_checksum", "updated_at"])
    return 1


def delete_documents(*, room: int) -> None:
    """Delete the room's documents with their logs, within the transaction that deletes the room."""
    SharedDocument.objects.filter(room=room).delete()


def read_code(*, room: int, version: int | None = None) -> CodeText:
    """The code as of the newest commit (the saved state and the tail of the log), or after an earlier version.

    Raises NotFound: there is no such room, or (`version_not_found`) no such version, or it cannot be read any more.
    """
    try:
        loaded = load(room, DocumentKind.CODE)
        if version is None or version == loaded.replica.seq:
            return _code_text(loaded.replica, loaded.language)
        if version > loaded.replica.seq:
            raise NotFound("version_not_found", "The code has no such version.")
        return _code_text(replica_at(loaded.document, version), loaded.language)
    except DocumentGone:
        raise NotFound from None
    except (LogDamaged, ReplicaBroken):
        raise NotFound("version_not_found", "That version cannot be read any more.") from None


def _code_text(replica: Replica, language: str) -> CodeText:
    content = replica.text()
    return CodeText(content, replica.seq, language, text_hash(content))


def set_language(*, room: int, language: str) -> None:
    """The language all members see the code in; a row of the room's journal announces it."""
    SharedDocument.objects.filter(room=room, kind=DocumentKind.CODE).update(language=language)


def document_epochs(*, room: int) -> dict[str, int]:
    """The epoch of each document of the room, by kind."""
    return dict(SharedDocument.objects.filter(room=room).values_list("kind", "epoch"))
