"""What JSON clients hear of the code: for each version the patch that leads to it, and the hash of what comes out."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from signaling.documents import feeds
from signaling.documents.changes import TextEdit
from signaling.documents.diff import diff
from signaling.documents.feeds import Listener
from signaling.documents.log import Loaded
from signaling.documents.models import DocumentKind, UpdateKind
from signaling.documents.patch import patch_of_edits
from signaling.documents.rebase import apply
from signaling.documents.rows import Row
from signaling.documents.text import Units, from_units, text_hash, to_units
from signaling.frames import MAX_TEXT_BYTES, encode, now_ms

# More rows at once than this are told as one patch for each run of rows by one person.
MAX_SINGLE_ROWS = 16
# More such runs than this are told as one patch of nobody.
MAX_RUNS = 16
# A longer text is not told: its hash says that it is to be fetched.
MAX_CONTENT_UNITS = 512 * 1024
# Above this, what costs time in proportion to the text is done on a thread.
LARGE_TEXT_UNITS = 64 * 1024

EVENTS = {UpdateKind.CONTENT.value: "code-change"}


class CodeFeed:
    """Keeps the text as its listeners were told it; tells them of rows as `code-patch` or `code-change`."""

    def __init__(self) -> None:
        self._version = 0
        self._units = Units()

    def begin(self, loaded: Loaded) -> None:
        self._version = loaded.replica.seq
        self._units = to_units(loaded.replica.text())

    async def tell(self, rows: Sequence[Row], language: str, listeners: Collection[Listener]) -> None:
        for run in _runs([row for row in rows if row.seq > self._version]):
            size = len(self._units) + sum(len(row.data) for row in run)
            if size > LARGE_TEXT_UNITS or len(run) > 1:
                told = await asyncio.to_thread(self._next, run, language)
            else:
                told = self._next(run, language)
            _send(told, run, self._units, list(listeners))

    def _next(self, run: Sequence[Row], language: str) -> dict[str, Any]:
        """Go on to the version after these rows, and give the event that tells of it."""
        units, edits = _after(self._units, run)
        text = from_units(units)
        patch: str | None = patch_of_edits(self._units, edits)
        if patch is not None and len(patch) > MAX_TEXT_BYTES:
            patch = None
        users = {row.user for row in run}
        told = {
            "type": EVENTS.get(run[-1].kind, "code-patch") if len(run) == 1 else "code-patch",
            "timestamp": now_ms(),
            "userId": run[-1].user if len(users) == 1 else "",
            "patch": patch,
            "version": self._version,
            "newVersion": run[-1].seq,
            "language": language,
            "textHash": text_hash(text),
        }
        self._units, self._version = units, run[-1].seq
        return told


def _runs(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """What is told at once: each row by itself, unless there are many."""
    if len(rows) <= MAX_SINGLE_ROWS:
        return ([row] for row in rows)
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row.user)]
    return iter(runs if len(runs) <= MAX_RUNS else [rows])


def _after(units: Units, run: Sequence[Row]) -> tuple[Units, list[TextEdit]]:
    """The units after these rows, and the edits that lead there."""
    edits: list[TextEdit] = []
    after = units
    for row in run:
        edits = [change for change in row.changes or () if isinstance(change, TextEdit)]
        after = apply(after, edits)
    if len(run) > 1:
        edits = diff(from_units(units), from_units(after))
    return after, edits


def _send(told: dict[str, Any], run: Sequence[Row], units: Units, listeners: Collection[Listener]) -> None:
    """To everybody; who sent it hears its own id, who asked for it the text."""
    encoded: dict[tuple[str | None, bool], str] = {}
    for listener in listeners:
        own = next((row.message_id for row in reversed(run) if row.user == listener.person.id), None)
        wants_content = listener.wants_content and len(units) <= MAX_CONTENT_UNITS
        frame = encoded.get((own, wants_content))
        if frame is None:
            body = told if own is None else {**told, "clientId": own}
            if wants_content:
                body = {**body, "content": from_units(units)}
            frame = encoded[own, wants_content] = encode(body)
        listener.send_text(frame)


feeds.register(DocumentKind.CODE, CodeFeed)
