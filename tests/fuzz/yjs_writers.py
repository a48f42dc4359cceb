"""People of a schedule who write as the page does, over the binary lane: in the code, and on the board."""

import random
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from signaling.documents.frames import DOCUMENT_KINDS, NOTHING_NEW, MessageKind, SyncKind
from signaling.documents.varint import read_bytes, read_state_vector, read_uint, write_bytes
from tests.fuzz.ledger import FILLERS, Ledger, erasable, gaps
from tests.fuzz.writers import Door, Writer

PAGE = "page:first"
GROUPS = {
    "place": lambda number: {"x": number, "y": -number / 4, "width": 10, "height": number % 100_000},
    "style": lambda number: {"strokeColor": f"#{number % 0xFFFFFF:06x}", "opacity": number % 101},
    "index": lambda number: {"index": f"a{number}"},
}
SHARED_ELEMENTS = 3


class YjsWriter(Writer):
    """The binary lane, as the page speaks it."""

    kind = "code"

    def __init__(self, door: Door, ledger: Ledger, chance: random.Random) -> None:
        super().__init__(door, ledger, chance)
        self.doc: Doc[Any] = Doc(client_id=chance.randrange(1, 2**31))
        self.open_document()
        self.doc.observe(self._edited)
        self.outgoing: list[bytes] = []
        self.applying = False
        self.waiting: set[str] = set()  # tokens that nobody has acknowledged
        self.under_way: dict[int, tuple[set[str], int]] = {}  # and the clock that the frame leads to
        self.told = 0  # the clock up to which the server has said that it has it
        self.sent = self.saved = 0
        self.asked = False

    def open_document(self) -> None:
        self.text: Text = self.doc.get("code", type=Text)

    def begin(self) -> None:
        self.sent = self.saved = 0
        self.under_way.clear()
        self.outgoing.clear()
        self.asked = False

    def _edited(self, event: TransactionEvent) -> None:
        if not self.applying:
            self.outgoing.append(event.update)

    @property
    def ready(self) -> bool:
        return self.asked

    @property
    def settled(self) -> bool:
        return self.asked and not self.under_way and not self.waiting and self.saved == self.sent

    def content(self) -> Any:
        return str(self.text)

    def compared_with(self, other: "YjsWriter") -> str:
        mine = read_state_vector(self.doc.get_state())
        theirs = read_state_vector(other.doc.get_state())
        lacking = {client: (mine.get(client, 0), clock) for client, clock in theirs.items()}
        lacking = {client: clocks for client, clocks in lacking.items() if clocks[0] < clocks[1]}
        self._apply(other.doc.get_update())
        return f"lacks {lacking}; with all of the other's equal: {self.content() == other.content()}"

    def unacknowledged(self) -> set[str]:
        return set(self.waiting)

    async def write(self) -> None:
        written = self.edit()
        self.waiting |= written
        self.ledger.counts["edits"] += 1
        outgoing, self.outgoing = self.outgoing, []
        if self.away or not self.asked:
            return  # it goes with the answer to the server's question
        for update in outgoing:
            await self._send_update(update, SyncKind.UPDATE, written)

    def edit(self) -> set[str]:
        text = str(self.text)
        places = erasable(text)
        if places and self.chance.random() < 0.2:
            at = self.chance.choice(places)
            start = len(text[:at].encode())
            del self.text[start : start + len(text[at].encode())]
            return set()
        token = self.ledger.token() if self.chance.random() < 0.7 else ""
        at = self.chance.choice(gaps(text)[-12:] if self.chance.random() < 0.6 else gaps(text))
        self.text.insert(len(text[:at].encode()), token or self.chance.choice(FILLERS))
        return {token} if token else set()

    async def _send_update(self, update: bytes, sync: SyncKind, tokens: set[str]) -> None:
        self.sent += 1
        clock = read_state_vector(self.doc.get_state()).get(self.doc.client_id, 0)
        self.under_way[self.sent] = tokens, clock
        await self.send(self._frame(MessageKind.SYNC, bytes((sync,)) + write_bytes(update)))

    def _frame(self, kind: MessageKind, payload: bytes) -> bytes:
        return bytes((DOCUMENT_KINDS.index(self.kind), kind)) + payload

    async def take_event(self, event: dict[str, Any]) -> None:
        if event["type"] == "welcome":
            await self.send(
                self._frame(MessageKind.SYNC, bytes((SyncKind.STEP_1,)) + write_bytes(self.doc.get_state()))
            )
        elif event["type"] == "error":
            self.refused.append(event["code"])

    async def take_frame(self, frame: bytes) -> None:
        if frame[0] != DOCUMENT_KINDS.index(self.kind):
            return
        kind, at = read_uint(frame, 1)
        if kind == MessageKind.SYNC:
            data, _ = read_bytes(frame, at + 1)
            if frame[at] == SyncKind.STEP_1:
                await self._answer(data)
            else:
                self._apply(data)
        elif kind == MessageKind.SAVED:
            self._settle(read_uint(frame, at)[0])
        elif kind == MessageKind.REFUSED:
            number, at = read_uint(frame, at)
            self._refused(number, read_bytes(frame, at)[0].decode())

    def _apply(self, update: bytes) -> None:
        self.applying = True
        try:
            self.doc.apply_update(update)
            self.history.append(update[:40].hex())
        finally:
            self.applying = False

    async def _answer(self, state_vector: bytes) -> None:
        """Everything that the server lacks. What it does not lack is committed: it shows nothing else."""
        missing = self.doc.get_update(state_vector)
        known = read_state_vector(state_vector).get(self.doc.client_id, 0)
        self.ledger.counts["committed without a word of it"] += known > self.told
        self.told = max(self.told, known)
        self.asked = True
        self.outgoing.clear()
        if missing == NOTHING_NEW:
            self.ledger.acknowledge(self.waiting)
            self.waiting.clear()
        else:
            self.ledger.counts["offered again when coming back"] += len(self.waiting)
            await self._send_update(missing, SyncKind.STEP_2, set(self.waiting))

    def _settle(self, count: int) -> None:
        self.saved = max(self.saved, count)
        for number in [number for number in self.under_way if number <= count]:
            tokens, clock = self.under_way.pop(number)
            self.told = max(self.told, clock)
            self.ledger.acknowledge(tokens)
            self.ledger.counts["frames acknowledged"] += 1
            self.waiting -= tokens

    def _refused(self, number: int, code: str) -> None:
        self.under_way.pop(number, None)
        if code == "gap":  # a question follows, whose answer brings what is missing
            self.ledger.counts["gaps"] += 1
        else:
            self.refused.append(code)


class BoardWriter(YjsWriter):
    """The same lane on the board: elements of one's own, and some that everybody changes at once."""

    kind = "board"

    def open_document(self) -> None:
        self.page: Map[Any] = self.doc.get(PAGE, type=Map)

    def content(self) -> Any:
        return {key: self.page[key] for key in sorted(self.page.keys())}

    def edit(self) -> set[str]:
        number = self.chance.randrange(1, 10**6)
        group = self.chance.choice(sorted(GROUPS))
        if self.chance.random() < 0.4:
            shared = self.chance.randrange(SHARED_ELEMENTS)
            self.page[f"shared{shared}/{group}"] = GROUPS[group](number)
            return set()
        token = self.ledger.token()
        self.page[f"own{ord(token[0])}/text"] = {"text": token, "fontSize": 20}
        self.page[f"own{ord(token[0])}/{group}"] = GROUPS[group](number)
        return {token}
