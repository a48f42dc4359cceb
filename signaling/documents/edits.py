"""Edits that the server makes in somebody's name: what a JSON client asks for becomes a change of the document here."""

import asyncio
from collections.abc import Callable

from fusemeet.errors import Denied, NotFound, Problem, Unavailable
from signaling.documents.clock import now_us
from signaling.documents.commit import Edit
from signaling.documents.engine import Engine
from signaling.documents.models import UpdateKind
from signaling.documents.replica import Replica
from signaling.documents.serving import engine as our_engine
from signaling.documents.writer import Pending

WAIT_SECONDS = 10.0
MESSAGES = {
    "invalid": "That is no edit of this document.",
    "too_big": "This document is full.",
    "read_only": "This document can only be read.",
    "unknown_page": "There is no such page.",
}


async def make_edit(
    *,
    room: int,
    kind: str,
    make: Callable[[Replica], bytes],
    user: str,
    update_kind: UpdateKind,
    may_edit: Callable[[], bool],
    message_id: str | None,
    size: int,
    engine: Engine = our_engine,
    language: str | None = None,
) -> int:
    """Have `make` change the newest state under the replica's own client id; gives the version that holds it.

    `make` runs on a thread, inside the transaction; it gives the update, as the replica's own edits do, or raises
    Refused. `size` is about how many bytes it is. A `language` becomes the document's with it. A `message_id` that the
    user has used before: nothing is done, and the version of that time is given. Raises Denied when the right went
    meanwhile, Problem with the code of a refusal, NotFound, or Unavailable when nothing was saved in time; then the
    same message may come again.
    """
    opened = engine.open(room, kind)
    if opened.document.gone:
        raise NotFound
    edit = Edit(
        make=make,
        user=user,
        kind=update_kind,
        time=now_us(),
        message_id=message_id,
        by_server=True,
        language=language,
    )
    asked = Asked(may_edit)
    opened.writer.submit(Pending(edit, asked, 1, size))
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await asked.answer
    except TimeoutError:
        raise Unavailable("unavailable", "That was not saved. Please try again.") from None


class Asked:
    """The author of one edit, who waits for what became of it."""

    def __init__(self, may_edit: Callable[[], bool]) -> None:
        self.may_edit = may_edit
        self.answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def saved(self, number: int, seq: int) -> None:
        if not self.answer.done():
            self.answer.set_result(seq)

    def refused(self, number: int, code: str, state_vector: bytes | None = None) -> None:
        if self.answer.done():
            return
        if not self.may_edit():
            self.answer.set_exception(Denied("forbidden", "You may not do this here."))
        else:
            self.answer.set_exception(Problem(code, MESSAGES.get(code, "That was not taken.")))
