"""The people of one room with its two documents: they come back after whatever happens, and at the end all agree."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tests.fuzz.ledger import Ledger
from tests.fuzz.sources import rebuilt
from tests.fuzz.writers import PATIENCE, Door, Writer
from tests.fuzz.yjs_writers import BoardWriter, YjsWriter

DOCUMENTS = ("code", "board")


class Different(AssertionError):
    """Something acknowledged is lost or doubled, or two copies are not equal."""


def document_of(kind: type[Writer]) -> str:
    return "board" if issubclass(kind, BoardWriter) else "code"


class Company:
    """`doors()` gives a tab of another person each time; `places` is the number of server processes."""

    def __init__(
        self, doors: Callable[[], Door], places: int, kinds: Sequence[type[Writer]], chance: random.Random
    ) -> None:
        self.doors, self.places, self.chance = doors, places, chance
        self.ledgers = {name: Ledger(random.Random(chance.random())) for name in DOCUMENTS}
        self.counts: Counter[str] = Counter()
        self.patience = PATIENCE  # seconds, for all to agree
        self.content: dict[str, Any] = {}
        self.writers = [self.newcomer(kind) for kind in kinds]

    def newcomer(self, kind: type[Writer]) -> Writer:
        return kind(self.doors(), self.ledgers[document_of(kind)], random.Random(self.chance.random()))

    async def come_in(self) -> None:
        await asyncio.gather(*(writer.come_in() for writer in self.writers))

    async def bring_back(self, writers: Sequence[Writer]) -> None:
        """Whoever has lost the connection, as a page does by itself."""
        for writer in writers:
            if writer.away:
                self.counts["came back"] += 1
                writer.cut()
                await writer.come_in()

    async def agree(self) -> None:
        """All is settled, then all copies become equal, also those of newcomers at every process.

        Raises Different; leaves `content` by document. Every socket is closed then.
        """
        deadline = time.monotonic() + self.patience
        await self._settle(deadline)
        newcomers: list[Writer] = []
        for place in range(self.places):
            for kind in (YjsWriter, BoardWriter):
                newcomers.append(kind(self.doors(), Ledger(self.chance), self.chance))
                await newcomers[-1].come_in(place)
        everybody = [*self.writers, *newcomers]
        for document in DOCUMENTS:
            copies = [writer for writer in everybody if document_of(type(writer)) == document]
            while any(writer.content() != copies[-1].content() for writer in copies):
                await self.bring_back(copies)
                if time.monotonic() > deadline:
                    raise Different(f"the copies of {document} differ: {described(copies)}")
                await asyncio.sleep(0.02)
            self.counts["people's and processes' copies compared"] += len(copies)
            self.content[document] = copies[-1].content()
        for writer in everybody:
            self.check_refusals(writer)
            writer.cut()

    async def _settle(self, deadline: float) -> None:
        while not all(writer.settled and not writer.away for writer in self.writers):
            await self.bring_back(self.writers)
            if time.monotonic() > deadline:
                raise Different(
                    f"never settled: {described([each for each in self.writers if not each.settled])}"
                )
            await asyncio.sleep(0.02)

    def check_refusals(self, writer: Writer) -> None:
        if writer.refused:
            raise Different(f"an honest edit of a {type(writer).__name__} was refused: {writer.refused}")

    def judge(self, room: int) -> None:
        """Compare what people saw with everything that the database holds, and with the books. Synchronous."""
        for document in DOCUMENTS:
            seen = self.content[document]
            for source, content in rebuilt(room, document).items():
                if content != seen:
                    raise Different(f"{document} by {source} is {content!r}, and people see {seen!r}")
                self.counts["rebuilt copies compared"] += 1
            text = seen if document == "code" else "".join(board_tokens(seen))
            if wrong := self.ledgers[document].differences(text):
                raise Different(f"{document}: {wrong}")
            self.counts += self.ledgers[document].counts


def board_tokens(content: dict[str, Any]) -> list[str]:
    return [value["text"] for key, value in content.items() if key.endswith("/text")]


def described(copies: Sequence[Writer]) -> str:
    """What each has, and whether it would have the same if it were given all that the last one has."""
    lines = []
    newest = copies[-1]
    for writer in copies:
        lines.append(f"\n{writer!r}: {writer.content()!r}")
        if writer.content() != newest.content():
            lines.append(f"  {writer.compared_with(newest)}; history: {writer.history[-40:]}")
    return "\n".join(lines)
