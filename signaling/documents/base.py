"""The text that a JSON client's edit was made of: an earlier version of the document, and what has come since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from signaling.documents.changes import Change, TextEdit
from signaling.documents.log import Loaded, LogDamaged
from signaling.documents.models import DocumentHead
from signaling.documents.open_document import OpenDocument
from signaling.documents.past import Step
from signaling.documents.rebase import apply
from signaling.documents.replay import follow_from
from signaling.documents.replica import ReplicaBroken
from signaling.documents.text import Units, to_units

# How far back a version may lie that is not in memory: it is built again from the log.
MAX_REBUILT_VERSIONS = 10_000


class TooOld(Exception):
    """The version is not in memory, and too far back to be built again."""


class Unknown(Exception):
    """There is no such version yet."""


@dataclass(frozen=True, slots=True)
class Base:
    """The steps lead from the version to `head`. `units` gives the units of the text at the version, in a while."""

    head: int
    steps: Sequence[Sequence[TextEdit]]
    units: Callable[[], Units]
    size: int
    language: str


@dataclass(frozen=True, slots=True)
class Now:
    """The document at this moment; `steps` where those since the version are in memory."""

    document: int
    head: int
    units: Units
    steps: list[Step] | None
    language: str


async def find_base(document: OpenDocument, version: int) -> Base:
    """Raises TooOld, Unknown, DocumentGone, or a database error."""
    now = await look(document, version)
    if version > now.head:
        await _catch_up(document, now.document, version)
        now = await look(document, version)
        if version > now.head:
            raise Unknown
    if now.steps is not None:
        steps = now.steps
        return Base(
            now.head,
            [step.edits for step in steps],
            lambda: _before(now.units, steps),
            len(now.units),
            now.language,
        )
    if now.head - version > MAX_REBUILT_VERSIONS:
        raise TooOld
    try:
        text, rows = await document.run(follow_from, document.room, document.kind, version, now.head)
    except (LogDamaged, ReplicaBroken):
        raise TooOld from None
    return Base(
        now.head, [_text_edits(row.changes) for row in rows], lambda: to_units(text), len(text), now.language
    )


async def look(document: OpenDocument, version: int) -> Now:
    """The document as it is now, from now on with its steps. Raises DocumentGone."""

    def see(loaded: Loaded) -> Now:
        document.watch()
        replica = loaded.replica
        past = replica.past
        if past is None:
            raise ReplicaBroken("this document is no text")
        steps = past.since(version, replica.seq)
        return Now(loaded.document, replica.seq, past.units, steps, loaded.language)

    return await document.read(see)


async def _catch_up(document: OpenDocument, key: int, version: int) -> None:
    """A version that another process has committed may not have been heard of here."""
    head = await document.run(_read_head, key)
    if head is not None and version <= head:
        document.known_seq = max(document.known_seq, head)
        async with document.lock:
            await document.follow()


def _read_head(document: int) -> int | None:
    return DocumentHead.objects.filter(document_id=document).values_list("seq", flat=True).first()


def _before(units: Units, steps: Sequence[Step]) -> Units:
    for step in reversed(steps):
        units = apply(units, step.undo)
    return units


def _text_edits(changes: Sequence[Change] | None) -> list[TextEdit]:
    return [change for change in changes or () if isinstance(change, TextEdit)]
