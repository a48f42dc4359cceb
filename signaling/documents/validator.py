"""Reads the structure of a Yjs v1 update in plain Python, before any of it reaches the CRDT library.

The library crashes the process on deep nesting, panics on some bytes and accepts others that no browser can read.
What passes here is well formed, within limits, and made only of the contents and roots its document may have.
Format: https://github.com/yjs/yjs (UpdateEncoder V1, Item.write, DeleteSet).
"""

from collections.abc import Callable
from dataclasses import dataclass

from signaling.documents.entries import read_entry
from signaling.documents.structs import MAX_CLOCK, GapInUpdate, Update, read_text_struct
from signaling.documents.varint import Malformed, read_uint

__all__ = ["EDIT", "MAX_CLOCK", "RULES", "STORED", "GapInUpdate", "Limits", "Update", "parse_update"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one update may hold."""

    structs: int
    clients: int
    deleted_ranges: int


# A joiner's answer carries every deletion that the document ever saw: hence so many ranges.
EDIT = Limits(structs=20_000, clients=256, deleted_ranges=100_000)
# What the server itself stored, a whole document among it.
STORED = Limits(structs=10_000_000, clients=10_000_000, deleted_ranges=10_000_000)


# Reads the struct whose first byte stands before an offset: the clock and the offset after it. It adds to the update
# what the struct claims. (data, at, client, clock, update)
StructReader = Callable[[bytes, int, int, int, Update], tuple[int, int]]


RULES: dict[str, StructReader] = {"code": read_text_struct, "board": read_entry}


def parse_update(data: bytes, read_struct: StructReader, *, limits: Limits = EDIT) -> Update:
    """The claims of an update that keeps the rules. Raises Malformed otherwise; never reads past the data."""
    update = Update()
    at = _read_structs(data, read_struct, update, limits)
    at = _read_deletes(data, at, update, limits.deleted_ranges)
    if at != len(data):
        raise Malformed("bytes left over")
    return update


def first_client(data: bytes) -> int | None:
    """The client whose structs stand first in an update; None if it only deletes."""
    clients, at = read_uint(data, 0)
    if not clients:
        return None
    _, at = read_uint(data, at)
    return read_uint(data, at)[0]


def _read_structs(data: bytes, read_struct: StructReader, update: Update, limits: Limits) -> int:
    clients, at = read_uint(data, 0)
    if clients > limits.clients:
        raise Malformed("too many clients")
    seen: set[int] = set()
    left = limits.structs
    for _ in range(clients):
        count, at = read_uint(data, at)
        client, at = read_uint(data, at)
        clock, at = read_uint(data, at)
        left -= count
        if left < 0:
            raise Malformed("too many structs")
        if client in seen or not count:
            raise Malformed("client named twice or for nothing")
        seen.add(client)
        first = clock
        for _ in range(count):
            if at >= len(data):
                raise Malformed("cut short")
            before = clock
            clock, at = read_struct(data, at + 1, client, clock, update)
            if before == clock or clock > MAX_CLOCK:
                raise Malformed("length out of range")
        update.inserts.append((client, first, clock))
    return at


def _read_deletes(data: bytes, at: int, update: Update, left: int) -> int:
    clients, at = read_uint(data, at)
    for _ in range(clients):
        client, at = read_uint(data, at)
        count, at = read_uint(data, at)
        left -= count
        if left < 0:
            raise Malformed("too many deletions")
        for _ in range(count):
            clock, at = read_uint(data, at)
            length, at = read_uint(data, at)
            if not length or clock + length > MAX_CLOCK:
                raise Malformed("deletion out of range")
            update.deletes.append((client, clock, clock + length))
    return at
