"""Where a server of the tests kills itself: named points of a document's commit, its saving, and its other values.

Put in place in the process that serves (tests/faults/nursery.py); the product knows nothing of it.
"""

import asyncio
import contextlib
import importlib
import itertools
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

COMMIT = "signaling.documents.commit"
SAVING = "signaling.documents.saving"
ARCHIVE = "signaling.documents.archive"
POINTS = ("before-commit", "before-ack", "before-fan-out", "while-saving", "while-checkpoint")
# Of the job that archives a log: its value is inserted; it was read back and found good; the rows are deleted.
ARCHIVE_POINTS = ("archive-written", "archive-verified", "archive-emptied", "archive-committed")


def put_in_place(
    *,
    die_at: str = "",
    passing: int = 1,
    witness: str = "",
    lie_from: int = 0,
    values: dict[str, Any] | None = None,
) -> None:
    """Die at the `passing`th passing of the point `die_at` (none: never); `values` are constants by their full name.

    `witness` is a file that gets a letter of each that dies so.

    `lie_from`: from this edit on everything is acknowledged and nothing stored, for showing that this is found out.
    """
    for name, value in (values or {}).items():
        module, _, constant = name.rpartition(".")
        found = importlib.import_module(module)
        getattr(found, constant)  # a name that is gone is an error, not a value that nobody reads
        setattr(found, constant, value)
    if lie_from:
        _lie_from(lie_from)
    if not die_at:
        return
    bomb = Bomb(passing, witness)
    match die_at:
        case "before-commit":
            _at_transactions(COMMIT, before=bomb.passed)
        case "before-ack":
            _at_transactions(COMMIT, after=bomb.passed)
        case "before-fan-out":
            _after_the_acknowledgement(bomb)
        case "while-saving":
            _at_transactions(SAVING, before=bomb.passed)
        case "while-checkpoint":
            _at_checkpoints(bomb)
        case "archive-written":
            _before(ARCHIVE, "_verify", bomb)
        case "archive-verified":
            _after(ARCHIVE, "_verify_content", bomb)
        case "archive-emptied":
            _after_deleting_rows(bomb)
        case "archive-committed":
            _after(ARCHIVE, "archive_rows", bomb)
        case _:
            raise ValueError(die_at)


class Bomb:
    def __init__(self, passing: int, witness: str) -> None:
        self._left, self._witness = passing, witness

    def is_next(self) -> bool:
        self._left -= 1
        return self._left == 0

    def passed(self) -> None:
        if self.is_next():
            self.explode()

    def explode(self) -> None:
        with open(self._witness, "ab", buffering=0) as witness:
            witness.write(b"x")
        os.kill(os.getpid(), signal.SIGKILL)


class WatchedTransactions:
    """`django.db.transaction` as one module sees it, with somebody right before and after its COMMIT."""

    def __init__(self, before: Callable[[], None], after: Callable[[], None]) -> None:
        self._before, self._after = before, after

    @contextlib.contextmanager
    def atomic(self, *args: Any, **kwargs: Any) -> Iterator[None]:
        with transaction.atomic(*args, **kwargs):
            yield
            self._before()
        self._after()

    def __getattr__(self, name: str) -> Any:
        return getattr(transaction, name)


def _nothing() -> None:
    return


def _at_transactions(
    module: str, *, before: Callable[[], None] = _nothing, after: Callable[[], None] = _nothing
) -> None:
    watched = importlib.import_module(module)
    assert watched.transaction is transaction
    watched.transaction = WatchedTransactions(before, after)  # type: ignore[attr-defined]


def _after_the_acknowledgement(bomb: Bomb) -> None:
    """The authors are told, and it is on its way to them; no other member and no other process hears of the rows."""
    from signaling.documents.open_document import OpenDocument

    tell_rows, announce = OpenDocument.tell_rows, OpenDocument.announce
    silent: set[OpenDocument] = set()

    def tell(self: OpenDocument, rows: Any, authors: Any = ()) -> None:
        if self not in silent and any(authors) and bomb.is_next():
            silent.add(self)
            asyncio.get_running_loop().create_task(_die_when_written(bomb))
        if self not in silent:
            tell_rows(self, rows, authors)

    def hint(self: OpenDocument, rows: Any) -> None:
        if self not in silent:
            announce(self, rows)

    OpenDocument.tell_rows, OpenDocument.announce = tell, hint  # type: ignore[method-assign]


async def _die_when_written(bomb: Bomb) -> None:
    """When all that is said so far is with the kernel; an answer to a JSON client takes a few turns of the loop."""
    from signaling.hub import hub

    for _ in range(20):
        await asyncio.sleep(0)
    for socket in hub.all_sockets():
        await socket.outbox.drained()
    bomb.explode()


def _lie_from(edit: int) -> None:
    from signaling.documents.writer import Pending, Writer

    submit = Writer.submit
    numbers = itertools.count(1)

    def submit_or_lie(self: Writer, pending: Pending) -> None:
        if next(numbers) < edit:
            submit(self, pending)
        else:
            pending.author.saved(pending.number, 1)

    Writer.submit = submit_or_lie  # type: ignore[method-assign]


def _at_checkpoints(bomb: Bomb) -> None:
    """The new checkpoint is inserted, and not committed."""
    from signaling.documents.models import DocumentCheckpoint

    create = DocumentCheckpoint.objects.create

    def create_and_die(*args: Any, **kwargs: Any) -> Any:
        made = create(*args, **kwargs)
        bomb.passed()
        return made

    DocumentCheckpoint.objects.create = create_and_die  # type: ignore[method-assign]


def _before(module: str, name: str, bomb: Bomb) -> None:
    _wrap(module, name, before=bomb.passed)


def _after(module: str, name: str, bomb: Bomb) -> None:
    _wrap(module, name, after=bomb.passed)


def _wrap(
    module: str, name: str, *, before: Callable[[], None] = _nothing, after: Callable[[], None] = _nothing
) -> None:
    holder = importlib.import_module(module)
    function = getattr(holder, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        before()
        result = function(*args, **kwargs)
        after()
        return result

    setattr(holder, name, wrapped)


def _after_deleting_rows(bomb: Bomb) -> None:
    """The rows are deleted beside the archive that holds them, and neither is committed."""
    from django.db.models.query import QuerySet

    from signaling.documents.models import DocumentUpdate

    delete = QuerySet.delete

    def delete_and_die(self: Any) -> Any:
        result = delete(self)
        if self.model is DocumentUpdate:
            bomb.passed()
        return result

    QuerySet.delete = delete_and_die  # type: ignore[method-assign]
