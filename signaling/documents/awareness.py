"""Who has the document open and where their cursor is: never stored, at most once, the newest wins.

The server says who somebody is: it writes `user` into every state, holds each connection to the one id that it used
first, and removes the state when the connection goes. Source of the format: y-protocols, awareness.js.
"""

import asyncio
import json
import time
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from signaling.documents.frames import awareness_frame
from signaling.documents.validator import MAX_CLOCK
from signaling.documents.varint import Malformed, read_bytes, read_uint, write_bytes, write_uint
from signaling.frames import BadFrame, parse_json

MAX_AWARENESS_BYTES = 4096
# States that come within this time go out in one frame.
GATHER_SECONDS = 0.03
# A client repeats its state every 15 s; another process's is forgotten after twice that.
REMOTE_SECONDS = 30.0
GONE = b"null"
READERS_TELL = ("view",)
# The eight colours of the design, for clients that have none of their own for people.
COLOURS = ("#0071dc", "#d63525", "#00863c", "#8d52db", "#9e6a00", "#ca358b", "#0c7f84", "#677a00")


class Person(Protocol):
    """The one side of an awareness state that its sender has no say in."""

    @property
    def id(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def full_name(self) -> str: ...


class Listener(Protocol):
    # Whether it hears its own state too: clients that hang up when they hear nothing for 30 s.
    echoes: bool

    def send_volatile(self, frame: bytes) -> None: ...


@dataclass(slots=True)
class Entry:
    """`owner` is the connection of this process that the state belongs to, or the name of another process."""

    clock: int
    state: bytes
    owner: object
    person: str
    seen: float


def parse_awareness(data: bytes) -> list[tuple[int, int, dict[str, Any] | None]]:
    """`(client id, clock, state)` for each client that an awareness update names. Raises Malformed."""
    if len(data) > MAX_AWARENESS_BYTES:
        raise Malformed("awareness too big")
    count, at = read_uint(data, 0)
    states = []
    for _ in range(count):
        client, at = read_uint(data, at)
        clock, at = read_uint(data, at)
        raw, at = read_bytes(data, at)
        try:
            state = parse_json(raw.decode())
        except (UnicodeDecodeError, BadFrame):
            raise Malformed("awareness is not JSON") from None
        if clock >= MAX_CLOCK or not (state is None or isinstance(state, dict)):
            raise Malformed("awareness out of range")
        states.append((client, clock, state))
    if at != len(data):
        raise Malformed("bytes left over")
    return states


def stamp(state: dict[str, Any], person: Person, *, may_edit: bool) -> bytes:
    """The state as others get it: with the server's word on who it is, and a cursor only from who may edit.

    Where somebody looks (`view`) may be known of readers too, so that others can follow them.
    """
    colour = COLOURS[zlib.crc32(person.id.encode()) % len(COLOURS)]
    user = {"id": person.id, "name": person.full_name or person.username, "colour": colour}
    shown = state if may_edit else {name: state[name] for name in READERS_TELL if name in state}
    stamped = {**shown, "user": user}
    return json.dumps(stamped, ensure_ascii=False, separators=(",", ":")).encode()


class Awareness:
    """The states of one document's connections, here and on the other processes."""

    def __init__(
        self, kind: str, listeners: Collection[Any], publish: Callable[[dict[str, Any]], None]
    ) -> None:
        self._kind = kind
        self._listeners = listeners
        self._publish = publish
        self._entries: dict[int, Entry] = {}
        self._changed: dict[int, bytes] = {}
        self._flush: asyncio.TimerHandle | None = None

    def take(self, owner: object, person: str, client: int, clock: int, state: bytes | None) -> bool:
        """A connection's own state, or None when it takes it back. False: the id is somebody else's.

        The same person may come with it on a new connection while the old one is not yet known to be dead.
        """
        entry = self._entries.get(client)
        if entry is not None and entry.person != person:
            return False
        if entry is not None and (clock < entry.clock or (clock == entry.clock and state is not None)):
            return True
        if state is None:
            self._remove(client, clock, person)
        else:
            self._set(client, Entry(clock, state, owner, person, time.monotonic()))
        return True

    def leave(self, owner: object) -> None:
        """The connection is gone: nobody is to see its cursor any longer."""
        for client, entry in list(self._entries.items()):
            if entry.owner is owner:
                self._remove(client, entry.clock + 1, entry.person)

    def everything(self) -> bytes | None:
        """All states as one frame, for who has just come; None if there is nobody."""
        if not self._entries:
            return None
        return self._frame({client: _encode(client, e.clock, e.state) for client, e in self._entries.items()})

    # --- other processes -------------------------------------------------------------------------------------------
    def ask_others(self) -> None:
        """This process has just opened the document: the others are to tell whom they have."""
        self._publish({"kind": "awareness-query", "document": self._kind})

    def tell_others(self) -> None:
        for client, entry in self._entries.items():
            if not isinstance(entry.owner, str):
                self._tell(client, entry.clock, entry.state, entry.person)

    def hear(self, process: str, person: str, client: int, clock: int, state: bytes) -> None:
        """A state that another process has checked and stamped."""
        entry = self._entries.get(client)
        if entry is not None and (entry.person != person or clock < entry.clock):
            return
        if state == GONE:
            if entry is not None and entry.owner == process:
                self._drop(client, clock)
            return
        self._entries[client] = Entry(clock, state, process, person, time.monotonic())
        self._show(client, clock, state)

    def forget_silent(self) -> None:
        """Drop what other processes no longer renew: they may be gone."""
        oldest = time.monotonic() - REMOTE_SECONDS
        for client, entry in list(self._entries.items()):
            if isinstance(entry.owner, str) and entry.seen < oldest:
                self._drop(client, entry.clock + 1)

    # --- telling ---------------------------------------------------------------------------------------------------
    def _set(self, client: int, entry: Entry) -> None:
        self._entries[client] = entry
        self._show(client, entry.clock, entry.state)
        self._tell(client, entry.clock, entry.state, entry.person)

    def _remove(self, client: int, clock: int, person: str) -> None:
        self._drop(client, clock)
        self._tell(client, clock, GONE, person)

    def _drop(self, client: int, clock: int) -> None:
        self._entries.pop(client, None)
        self._show(client, clock, GONE)

    def _tell(self, client: int, clock: int, state: bytes, person: str) -> None:
        said = {"person": person, "client": client, "clock": clock, "state": state}
        self._publish({"kind": "awareness", "document": self._kind, **said})

    def _show(self, client: int, clock: int, state: bytes) -> None:
        self._changed[client] = _encode(client, clock, state)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(GATHER_SECONDS, self.flush)

    def flush(self) -> None:
        """Give the listeners what has changed, but nobody their own state unless they ask for an echo."""
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        changed, self._changed = self._changed, {}
        if not changed:
            return
        everyone = self._frame(changed)
        own: dict[object, set[int]] = {}
        for client in changed:
            entry = self._entries.get(client)
            if entry is not None:
                own.setdefault(entry.owner, set()).add(client)
        for listener in list(self._listeners):
            mine = own.get(listener)
            if mine is None or listener.echoes:
                listener.send_volatile(everyone)
            elif len(mine) < len(changed):
                listener.send_volatile(
                    self._frame({client: data for client, data in changed.items() if client not in mine})
                )

    def _frame(self, encoded: dict[int, bytes]) -> bytes:
        return awareness_frame(self._kind, write_uint(len(encoded)) + b"".join(encoded.values()))

    def close(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None


def _encode(client: int, clock: int, state: bytes) -> bytes:
    return write_uint(client) + write_uint(clock) + write_bytes(state)
