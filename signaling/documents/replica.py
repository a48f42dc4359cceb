"""This process's copy of one document: a pycrdt Doc that only ever takes what has been checked against it.

Nothing here is asynchronous; the caller sees to it that one thread at a time is inside. Whoever gets ReplicaBroken
throws the replica away and builds a new one from the database. What is particular to a text or to a board stands in
`text_content` and `board_content`.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from pycrdt import Doc, TransactionEvent

from signaling.documents.board_content import Board, BoardContent, Elements
from signaling.documents.changes import BoardChange, Change, TextEdit
from signaling.documents.past import Past
from signaling.documents.ranges import Ranges
from signaling.documents.refusals import Refused, ReplicaBroken, guarded
from signaling.documents.structs import Update
from signaling.documents.text_content import MAX_TEXT_UNITS, TextContent
from signaling.documents.validator import RULES, STORED, parse_update
from signaling.documents.varint import Malformed, read_state_vector, write_state_vector

__all__ = ["MAX_STATE_BYTES", "MAX_TEXT_UNITS", "Refused", "Replica", "ReplicaBroken"]

MAX_STATE_BYTES = 10_000_000
# Who owns the client ids of replicas.
SERVER = ""


class Replica:
    """`room` is whose board it is: a board asks which pages there are."""

    def __init__(self, kind: str, room: int = 0) -> None:
        self.rules = RULES[kind]
        self.seq = 0
        # Per client the first clock that is not known, and who owns the client id.
        self.clocks: dict[int, int] = {}
        self.owners: dict[int, str] = {}
        # A bound of the state's size; it is measured only when the bound is reached.
        self._bytes = 0
        self._events: list[bytes] = []
        self._doc: Doc[Any] = Doc(allow_multithreading=True)
        self._content = TextContent(self._doc) if kind == "code" else BoardContent(self._doc, room)
        self._hears = False
        self._watched = False

    @property
    def client_id(self) -> int:
        """Under which the server's own edits are written; a new one for each replica."""
        return self._doc.client_id

    def _hear(self) -> None:
        """Hear of updates from now on: not before a whole state is in, because each is encoded for who hears of it."""
        self._events.clear()
        if not self._hears:
            self._doc.observe(self._remember)
            self._hears = True

    def _remember(self, event: TransactionEvent) -> None:
        self._events.append(event.update)

    # --- changes ---------------------------------------------------------------------------------------------------
    @property
    def watched(self) -> bool:
        """Whether `changes` is kept."""
        return self._watched

    @watched.setter
    def watched(self, watched: bool) -> None:
        self._watched = watched
        self._content.watch(watched)

    @property
    def changes(self) -> Sequence[Change]:
        """What the newest update changed, if the replica is watched."""
        return self._content.changes

    @property
    def past(self) -> Past | None:
        """The newest steps of a code document, while it is watched."""
        return self._content.past if isinstance(self._content, TextContent) else None

    # --- taking ----------------------------------------------------------------------------------------------------
    def take(self, data: bytes) -> None:
        """Apply what the server stored: a state or a row of the log. Raises ReplicaBroken."""
        try:
            update = parse_update(data, self.rules, limits=STORED)
        except Malformed as problem:
            raise ReplicaBroken("stored update is malformed") from problem
        self._content.prepare(update)
        self._apply(data)
        try:
            self._note(update, len(data))
        except Refused as problem:
            raise ReplicaBroken("stored update does not fit") from problem

    def restore(self, state: bytes, facts: bytes | None) -> None:
        """Begin with a whole state that the server stored, and what was known of it. Raises ReplicaBroken.

        Reading 100,000 structs in Python takes longer than all else, so it is done only where `facts` are lost.
        """
        if facts is None:
            return self.take(state)
        self.replay([state])
        try:
            self._content.learn(facts)
        except Malformed as problem:
            raise ReplicaBroken("stored facts are malformed") from problem
        self._bytes = len(state)
        return None

    def replay(self, rows: Sequence[bytes]) -> None:
        """Apply what the server stored without learning anything of it but the text or board. Raises ReplicaBroken.

        For reading only: a replica that has missed what its rows claim must not judge other people's updates.
        """

        def in_one_transaction() -> None:
            with self._doc.transaction():
                for data in rows:
                    self._doc.apply_update(data)

        guarded(in_one_transaction)
        self._events.clear()
        self.clocks = read_state_vector(guarded(self._doc.get_state))

    def facts(self) -> bytes:
        """What `restore` wants to know of the state as it is now."""
        return self._content.facts()

    def integrate(self, data: bytes, update: Update, user: str) -> bytes:
        """Apply a person's update and give what to store and relay; empty when it brought nothing new.

        Raises Refused, and then the document is as it was; or ReplicaBroken.
        """
        fresh = self.check(update, user)
        self._refuse_growth(update, fresh, len(data))
        self._content.prepare(update)
        event = self._apply(data)
        emitted = parse_update(event, self.rules) if event else Update()
        if {(client, end) for client, _, end in emitted.inserts} != set(fresh.items()):
            raise ReplicaBroken("the update did not become part of the document")
        if not self._content.is_in_order(update, fresh, self.clocks):
            raise ReplicaBroken("the update names its neighbours in the wrong order")
        self._note(emitted, len(event))
        for client in fresh:
            self.owners.setdefault(client, user)
        return event

    def edit_text(self, edits: Sequence[TextEdit]) -> bytes:
        """Edit the text under the server's own client id and give what to store and relay.

        The edits ascend, do not overlap, and count in the text as it is now. Raises Refused or ReplicaBroken.
        """
        content = self._content
        if not isinstance(content, TextContent):
            raise Refused("invalid")
        self._refuse_bytes(sum(len(edit.insert.encode()) for edit in edits))
        return self._edit(lambda: content.edit(edits))

    def set_board(self, changes: Sequence[BoardChange]) -> bytes:
        """Set and remove groups of elements under the server's own client id, as one update to store and relay.

        Raises Refused (`invalid`, `unknown_page`, `too_big`), and then the board is as it was; or ReplicaBroken.
        """
        content = self._content
        if not isinstance(content, BoardContent):
            raise Refused("invalid")
        # What flags or removes passes in a board that is full, or nothing could ever make room in it.
        brought = [change.value for change in changes if change.value and change.group != "gone"]
        if brought:
            self._refuse_bytes(sum(len(json.dumps(value)) for value in brought))
        return self._edit(lambda: content.write(changes))

    def _edit(self, make: Callable[[], None]) -> bytes:
        """`make` changes the document, or raises Refused before it has changed anything."""
        self._hear()
        self._content.changes = []
        refused: list[Refused] = []

        def in_one_transaction() -> None:
            with self._doc.transaction():
                try:
                    make()
                except Refused as problem:
                    refused.append(problem)

        guarded(in_one_transaction)
        if refused:
            raise refused[0]
        event = self._only_event()
        if event:
            self._note(parse_update(event, self.rules, limits=STORED), len(event))
            self.owners[self.client_id] = SERVER
        return event

    # --- checks ----------------------------------------------------------------------------------------------------
    def check(self, update: Update, user: str) -> dict[int, int]:
        """For each client that the update brings something new of, its clock afterwards. Raises Refused."""
        clocks = self.clocks
        fresh: dict[int, int] = {}
        for client, start, end in update.inserts:
            known = clocks.get(client, 0)
            if start > known:
                raise Refused("gap")
            if end > known:
                if self.owners.get(client, user) != user:
                    raise Refused("foreign_client")
                fresh[client] = end
        for client, clock in update.left_origins:
            if clock >= (fresh.get(client) or clocks.get(client, 0)):
                raise Refused("gap")
        for client, clock in update.right_origins:
            if clock >= (fresh.get(client) or clocks.get(client, 0)):
                raise Refused("gap")
        for client, _, end in update.deletes:
            if end > (fresh.get(client) or clocks.get(client, 0)):
                raise Refused("gap")
        self._content.check(update, fresh, clocks)
        return fresh

    def _refuse_growth(self, update: Update, fresh: dict[int, int], size: int) -> None:
        self._content.check_growth(update, fresh, self.clocks)
        self._refuse_bytes(size)

    def _refuse_bytes(self, size: int) -> None:
        """Keep the state to its size. Raises Refused."""
        if self._bytes + size > MAX_STATE_BYTES:
            self._bytes = len(self.update_since())
            if self._bytes + size > MAX_STATE_BYTES:
                raise Refused("too_big")

    # --- the library -----------------------------------------------------------------------------------------------
    def _apply(self, data: bytes) -> bytes:
        """Apply checked bytes: the document's own event."""
        self._hear()
        self._content.changes = []
        guarded(lambda: self._doc.apply_update(data))
        return self._only_event()

    def _only_event(self) -> bytes:
        if len(self._events) > 1:
            raise ReplicaBroken("more than one event")
        return self._events.pop() if self._events else b""

    def _note(self, update: Update, size: int) -> None:
        self._content.note(update, self.clocks)
        for client, _, end in update.inserts:
            if end > self.clocks.get(client, 0):
                self.clocks[client] = end
        self._bytes += size

    # --- reading ---------------------------------------------------------------------------------------------------
    def state_vector(self) -> bytes:
        return write_state_vector(self.clocks)

    def update_since(self, state_vector: bytes = b"\x00") -> bytes:
        """All that somebody with this state vector lacks, as one update. Raises Malformed for bytes that are none."""
        read_state_vector(state_vector)
        return guarded(lambda: self._doc.get_update(state_vector))

    def holds(self, update: Update) -> bool:
        """Whether the update would bring nothing new."""
        if any(end > self.clocks.get(client, 0) for client, _, end in update.inserts):
            return False
        if not update.deletes:
            return True
        known = parse_update(self.update_since(self.state_vector()), self.rules, limits=STORED).deletes
        gone = Ranges(known)
        return all(gone.cover(client, start, end) for client, start, end in update.deletes)

    def text(self) -> str:
        """The text of a code document; empty for a board."""
        return self._content.text()

    def board(self) -> Board:
        """By page, element and group, the values of a board. Empty for another document."""
        return self._content.board() if isinstance(self._content, BoardContent) else {}

    def page(self, page: str) -> Elements:
        """What `board` has of one page: the others are not read for it."""
        return self._content.page(page) if isinstance(self._content, BoardContent) else {}

    def element(self, page: str, element: str) -> dict[str, dict[str, Any]]:
        """The values of one element by group; empty where there is none."""
        return self._content.element(page, element) if isinstance(self._content, BoardContent) else {}
