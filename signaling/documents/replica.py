"""This process's copy of one document: a pycrdt Doc that only ever takes what has been checked against it.

Nothing here is asynchronous or knows the database; the caller sees to it that one thread at a time is inside. Whoever
gets ReplicaBroken throws the replica away and builds a new one from the database.
"""

from asyncio import CancelledError
from collections.abc import Callable
from typing import TypeVar

from pycrdt import Doc, StickyIndex, Text, TransactionEvent

from signaling.documents.text import utf16_length
from signaling.documents.validator import RULES, STORED, Update, parse_update
from signaling.documents.varint import (
    Malformed,
    read_state_vector,
    write_bytes,
    write_state_vector,
    write_uint,
)

MAX_TEXT_UNITS = 2_000_000
MAX_STATE_BYTES = 10_000_000

T = TypeVar("T")
Id = tuple[int, int]


class Refused(Exception):
    """An update that must not become part of the document. `code` is what its sender is told."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class ReplicaBroken(Exception):
    """The CRDT library failed or did not do what the update said; the replica may hold anything now."""


class Replica:
    def __init__(self, kind: str) -> None:
        self.rules = RULES[kind]
        self.seq = 0
        # Per client the first clock that is not known, and who owns the client id.
        self.clocks: dict[int, int] = {}
        self.owners: dict[int, str] = {}
        self._second_halves: set[Id] = set()
        # Bounds of the text's length and the state's size; measured only when a bound is reached.
        self._units = 0
        self._bytes = 0
        self._events: list[bytes] = []
        self._doc: Doc[Text] = Doc(allow_multithreading=True)
        self._text: Text = self._doc.get("code", type=Text)
        self._doc.observe(self._remember)

    def _remember(self, event: TransactionEvent) -> None:
        self._events.append(event.update)

    def take(self, data: bytes) -> None:
        """Apply what the server stored: a state or a row of the log. Raises ReplicaBroken."""
        try:
            update = parse_update(data, self.rules, limits=STORED)
        except Malformed as problem:
            raise ReplicaBroken("stored update is malformed") from problem
        self._apply(data)
        self._note(update, len(data))

    def integrate(self, data: bytes, update: Update, user: str) -> bytes:
        """Apply a person's update and give what to store and relay; empty when it brought nothing new.

        Raises Refused, and then the document is as it was; or ReplicaBroken.
        """
        fresh = self.check(update, user)
        self._refuse_growth(fresh, len(data))
        event = self._apply(data)
        emitted = parse_update(event, self.rules) if event else Update()
        if {(client, end) for client, _, end in emitted.inserts} != set(fresh.items()):
            raise ReplicaBroken("the update did not become part of the document")
        if not self._in_order([(left, right) for client, left, right in update.between if client in fresh]):
            raise ReplicaBroken("the update names its neighbours in the wrong order")
        self._note(emitted, len(event))
        for client in fresh:
            self.owners.setdefault(client, user)
        return event

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
        if self._second_halves or update.second_halves:
            self._refuse_cut_characters(update, fresh)
        return fresh

    def _refuse_growth(self, fresh: dict[int, int], size: int) -> None:
        """Keep the document to its size; what the same update deletes is not counted in its favour."""
        units = sum(end - self.clocks.get(client, 0) for client, end in fresh.items())
        if self._units + units > MAX_TEXT_UNITS:
            self._units = utf16_length(self.text())
            if self._units + units > MAX_TEXT_UNITS:
                raise Refused("too_big")
        if self._bytes + size > MAX_STATE_BYTES:
            self._bytes = len(self.update_since())
            if self._bytes + size > MAX_STATE_BYTES:
                raise Refused("too_big")

    def _refuse_cut_characters(self, update: Update, fresh: dict[int, int]) -> None:
        """An edit inside a surrogate pair: Yjs and pycrdt make different texts of it, so nobody may make one."""
        halves = self._second_halves.union(update.second_halves)
        cuts = [(client, clock + 1) for client, clock in update.left_origins]
        cuts += update.right_origins
        cuts += [(client, start) for client, start, _ in update.deletes]
        cuts += [(client, end) for client, _, end in update.deletes]
        cuts += [(client, self.clocks.get(client, 0)) for client in fresh]
        if not halves.isdisjoint(cuts):
            raise Refused("invalid")

    def _in_order(self, pairs: list[tuple[Id, Id]]) -> bool:
        """Whether each left neighbour stands left of its right one.

        Copies that take a struct with its neighbours exchanged, in another order among other edits or with its
        neighbours cut at other places, end with different texts.
        """
        unclear = []
        for left, right in pairs:
            left_at, right_at = _position(self._text, left), _position(self._text, right)
            if left_at > right_at:
                return False
            if left_at == right_at:
                unclear.append((left, right))
        return not unclear or self._in_order_among_deleted(unclear)

    def _in_order_among_deleted(self, pairs: list[tuple[Id, Id]]) -> bool:
        """The same for ids at one position of the visible text, as deleted ones can be: by markers in a copy."""
        copy: Doc[Text] = Doc()
        text = copy.get("code", type=Text)
        copy.apply_update(self._doc.get_update())
        # Client 0 sorts before every other, so a marker stands directly after the id that it names.
        clock = self.clocks.get(0, 0)
        for left, right in pairs:
            copy.apply_update(_marker(clock, left))
            copy.apply_update(_marker(clock + 1, right))
            if _position(text, (0, clock)) > _position(text, (0, clock + 1)):
                return False
            clock += 2
        return True

    def _apply(self, data: bytes) -> bytes:
        """Apply checked bytes: the document's own event. pycrdt's panics are BaseException."""
        self._events.clear()
        _guarded(lambda: self._doc.apply_update(data))
        if len(self._events) > 1:
            raise ReplicaBroken("more than one event")
        return self._events.pop() if self._events else b""

    def _note(self, update: Update, size: int) -> None:
        for client, start, end in update.inserts:
            known = self.clocks.get(client, 0)
            if end > known:
                self.clocks[client] = end
                self._units += end - max(start, known)
        self._bytes += size
        self._second_halves.update(update.second_halves)

    def state_vector(self) -> bytes:
        return write_state_vector(self.clocks)

    def update_since(self, state_vector: bytes = b"\x00") -> bytes:
        """All that somebody with this state vector lacks, as one update. Raises Malformed for bytes that are none."""
        read_state_vector(state_vector)
        return _guarded(lambda: self._doc.get_update(state_vector))

    def holds(self, update: Update) -> bool:
        """Whether the update would bring nothing new."""
        if any(end > self.clocks.get(client, 0) for client, _, end in update.inserts):
            return False
        if not update.deletes:
            return True
        deleted: dict[int, list[tuple[int, int]]] = {}
        for client, start, end in parse_update(self.update_since(self.state_vector()), self.rules).deletes:
            deleted.setdefault(client, []).append((start, end))
        return all(
            any(start >= first and end <= last for first, last in deleted.get(client, ()))
            for client, start, end in update.deletes
        )

    def text(self) -> str:
        return _guarded(lambda: str(self._text))


def _guarded(call: Callable[[], T]) -> T:
    try:
        return call()
    except (CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        raise ReplicaBroken(type(problem).__name__) from problem


def _position(text: Text, struct: Id) -> int:
    """The index of an id in the visible text (in UTF-8, but only order matters here)."""
    # Yjs' relative position: 0 for "an id", client, clock, 0 for "what follows".
    encoded = b"\x00" + write_uint(struct[0]) + write_uint(struct[1]) + b"\x00"
    return _guarded(lambda: StickyIndex.decode(encoded, text).get_index())


def _marker(clock: int, left: Id) -> bytes:
    """An update by client 0 that inserts one letter after the given id."""
    info_string_with_origin = b"\x84"
    origin = write_uint(left[0]) + write_uint(left[1])
    return (
        b"\x01\x01\x00" + write_uint(clock) + info_string_with_origin + origin + write_bytes(b"|") + b"\x00"
    )
