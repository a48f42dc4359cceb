"""An edit of the code that a JSON client made of a version that it knows: brought to the newest one, exactly or not.

The edit is found in the text at that version, moved over what came since, and committed; only what comes between the
last two happens inside the transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from fusemeet.errors import Conflict, NotFound, Problem, Unavailable
from signaling.documents.base import Base, TooOld, Unknown, find_base, look
from signaling.documents.changes import TextEdit
from signaling.documents.costly import CostlyWork
from signaling.documents.edits import make_edit
from signaling.documents.engine import Engine
from signaling.documents.log import DocumentGone
from signaling.documents.models import DocumentKind, DocumentUpdate, UpdateKind
from signaling.documents.open_document import OpenDocument
from signaling.documents.patch import BadPatch, DoesNotApply
from signaling.documents.rebase import TooManyPieces, join_nearest, rebase_all
from signaling.documents.replica import Refused, Replica
from signaling.documents.serving import engine as our_engine
from signaling.documents.text import Units, from_units, text_hash, utf16_length

CODE = DocumentKind.CODE.value
WAIT_SECONDS = 10.0
# Edits in one message, and edits times the steps that they are moved over; where there are more, neighbours join.
MAX_EDITS = 1000
MAX_MOVES = 200_000
# Edits times the text's units, because the library looks for each place anew; and what joining may come to insert.
MAX_WALKED_UNITS = 400_000_000
MAX_JOINED_UNITS = 512 * 1024
# A longer text is not sent with an error: its client fetches it.
MAX_CONTENT_UNITS = 512 * 1024
# Above these, and to compare whole texts, the work is done on a thread.
LARGE_TEXT_UNITS = 64 * 1024
LARGE_MESSAGE_BYTES = 2 * 1024
MANY_STEPS = 50
MANY_PIECES = 1000
ATTEMPTS = 3

_threads = CostlyWork("json-code", threads=2, most=32)
T = TypeVar("T")


class Outdated(Conflict):
    """The edit fits no version here; `details` say what there is instead."""

    def __init__(self, code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(code, message)
        self.details = details


@dataclass(frozen=True, slots=True)
class CodeEdit:
    """One message of one person. `find` gives the edits in the text (its units) that `version` had.

    It raises DoesNotApply, or BadPatch; `size` is about how many bytes the message has. `language` is what the
    document's language becomes with the edit; None: as it is.
    """

    room: int
    user: str
    version: int
    find: Callable[[Units], Sequence[TextEdit]]
    kind: UpdateKind
    message_id: str | None
    size: int
    engine: Engine = our_engine
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What to do to the text at version `head`; `language` is the one that the document has."""

    edit: CodeEdit
    edits: Sequence[TextEdit]
    head: int
    language: str


async def prepare(edit: CodeEdit) -> Prepared | int:
    """Find what the message does to the newest text; a number: the version at which it was committed before.

    Raises Outdated (`patch_does_not_apply`, `version_too_old`), Problem (`bad_field`), NotFound or Unavailable.
    """
    return await _in_time(_prepare(edit))


async def _in_time(work: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await work
    except DocumentGone:
        raise NotFound from None
    except TimeoutError:
        raise Unavailable from None


async def _prepare(edit: CodeEdit) -> Prepared | int:
    document = edit.engine.open(edit.room, CODE).document
    try:
        base = await find_base(document, edit.version)
        if _is_heavy(base, edit):
            edits = await _threads.run(_bring, base, edit)
        else:
            edits = _bring(base, edit)
    except BadPatch as problem:
        raise Problem("bad_field", f"{problem}.") from None
    except (DoesNotApply, TooOld, Unknown) as problem:
        return await _repeat_or_outdated(document, edit, isinstance(problem, TooOld))
    return Prepared(edit, edits, base.head, base.language)


def _is_heavy(base: Base, edit: CodeEdit) -> bool:
    return (
        edit.kind is UpdateKind.CONTENT
        or edit.size > LARGE_MESSAGE_BYTES
        or base.size > LARGE_TEXT_UNITS
        or len(base.steps) > MANY_STEPS
        or base.pieces > MANY_PIECES
    )


def _bring(base: Base, edit: CodeEdit) -> Sequence[TextEdit]:
    """The message's edits as edits of the text at the head. Raises BadPatch, DoesNotApply or TooOld."""
    units = base.units()
    found = edit.find(units)
    most = min(MAX_EDITS, MAX_MOVES // (len(base.steps) or 1), MAX_WALKED_UNITS // (len(units) or 1))
    edits = join_nearest(found, units, max(1, most))
    if len(edits) < len(found) and sum(utf16_length(each.insert) for each in edits) > MAX_JOINED_UNITS:
        if base.steps:
            raise TooOld
        raise BadPatch("too many edits for so long a text")
    try:
        return rebase_all(edits, base.steps)
    except TooManyPieces:
        raise TooOld from None


async def _repeat_or_outdated(document: OpenDocument, edit: CodeEdit, too_old: bool) -> int:
    """A repeat is answered as it was before, whatever has become of its version. Raises Outdated for the others."""
    now = await look(document, edit.version)
    if edit.message_id is not None:
        repeat: int | None = await document.run(_find_repeat, now.document, edit.user, edit.message_id)
        if repeat is not None:
            return repeat
    text = from_units(now.units)
    details = {
        "version": now.head,
        "content": text if len(now.units) <= MAX_CONTENT_UNITS else None,
        "language": now.language,
        "textHash": text_hash(text),
    }
    if too_old:
        raise Outdated("version_too_old", "That version is too old. Go on from this one.", details)
    raise Outdated(
        "patch_does_not_apply", "The change does not fit the version it names. Go on from this one.", details
    )


def _find_repeat(document: int, user: str, message_id: str) -> int | None:
    rows = DocumentUpdate.objects.filter(document_id=document, user=user, message_id=message_id)
    return rows.values_list("seq", flat=True).first()


async def commit(prepared: Prepared, may_edit: Callable[[], bool]) -> int:
    """Make the edit; gives the version that holds it. Raises like `prepare` and like `make_edit`.

    The language that the edit names becomes the document's in the same transaction.
    """
    edit = prepared.edit
    for _ in range(ATTEMPTS):
        try:
            return await make_edit(
                room=edit.room,
                kind=CODE,
                make=partial(_make, edits=prepared.edits, head=prepared.head),
                user=edit.user,
                update_kind=edit.kind,
                may_edit=may_edit,
                message_id=edit.message_id,
                size=edit.size,
                engine=edit.engine,
                language=None if edit.language == prepared.language else edit.language,
            )
        except Problem as problem:
            if problem.code == "version_too_old":
                document = edit.engine.open(edit.room, CODE).document
                return await _in_time(_repeat_or_outdated(document, edit, too_old=True))
            if problem.code != "moved":
                raise
        again = await prepare(edit)
        if isinstance(again, int):
            return again
        prepared = again
    raise Unavailable


def _make(replica: Replica, *, edits: Sequence[TextEdit], head: int) -> bytes:
    """Inside the transaction: over the steps that have come meanwhile, into the document."""
    steps = None if replica.past is None else replica.past.since(head, replica.seq)
    if steps is None:
        raise Refused("moved")  # the replica was built anew, and knows no steps
    try:
        edits = rebase_all(edits, (step.edits for step in steps))
    except TooManyPieces:
        raise Refused("version_too_old") from None
    return replica.edit_text(edits) if edits else b""
