"""The text that a JSON client's edit was made of: an earlier version of the document, and what has come since."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from signaling.documents.changes import Change, TextEdit
from signaling.documents.log import Loaded, LogDamaged
from signaling.documents.models import DocumentHead
from signaling.documents.open_document import OpenDocument
from signaling.documents.past import Step
from signaling.documents.rebase import MAX_LOOKS, apply
from signaling.documents.replay import Busy, TooMuch, follow_alone, is_busy
from signaling.documents.replica import ReplicaBroken
from signaling.documents.text import Units, to_units

# How far back a version may lie that is not in memory: it is built again from the log.
MAX_REBUILT_VERSIONS = 10_000
# Steps times the text's units: going back over a step makes the whole text anew.
MAX_COPIED_UNITS = 1_000_000_000
BUSY_PAUSE_SECONDS = 0.05


class TooOld(Exception):
    """The version is not in memory, and too far back, or too much has changed since, to be built again."""


class Unknown(Exception):
    """There is no such version yet."""


@dataclass(frozen=True, slots=True)
class Base:
    """The steps lead from the version to `head`. `units` gives the units of the text at the version, in a while.

    `size` is a bound of how many those are, on the way too; `pieces` is how many edits the steps have.
    """

    head: int
    steps: Sequence[Sequence[TextEdit]]
    units: Callable[[], Units]
    size: int
    pieces: int
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
        return _from_memory(now, now.steps)
    if now.head - version > MAX_REBUILT_VERSIONS:
        raise TooOld
    return await _from_log(document, version, now)


def _from_memory(now: Now, steps: Sequence[Step]) -> Base:
    size = len(now.units) + sum(step.size for step in steps)
    pieces = _count([step.edits for step in steps])
    if len(steps) * size > MAX_COPIED_UNITS:
        raise TooOld
    return Base(
        now.head,
        [step.edits for step in steps],
        lambda: _before(now.units, steps),
        size,
        pieces,
        now.language,
    )


async def _from_log(document: OpenDocument, version: int, now: Now) -> Base:
    """One at a time in this process, so that the threads for the database stay free: the others wait, or give up."""
    while True:
        if not is_busy():
            with suppress(Busy):
                try:
                    text, rows = await document.run(
                        follow_alone, document.room, document.kind, version, now.head, len(now.units)
                    )
                except (LogDamaged, ReplicaBroken, TooMuch):
                    raise TooOld from None
                break
        await asyncio.sleep(BUSY_PAUSE_SECONDS * random.uniform(0.5, 1.5))
    steps = [_text_edits(row.changes) for row in rows]
    return Base(now.head, steps, lambda: to_units(text), len(text), _count(steps), now.language)


def _count(steps: Sequence[Sequence[TextEdit]]) -> int:
    pieces = sum(map(len, steps))
    if pieces > MAX_LOOKS:
        raise TooOld
    return pieces


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
