"""Reads the structure of a Yjs v1 update in plain Python, before any of it reaches the CRDT library.

The library crashes the process on deep nesting, panics on some bytes and accepts others that no browser can read.
What passes here is well formed, within limits, and made only of the contents and roots its document may have.
Format: https://github.com/yjs/yjs (UpdateEncoder V1, Item.write, DeleteSet).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from signaling.documents.text import utf16_length, utf16_second_halves
from signaling.documents.varint import Malformed, read_bytes, read_uint

MAX_CLOCK = 2**31 - 1

# The bits of a struct's first byte, and the kinds of content in its lower five (Yjs: Item.js, StructStore.js).
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_PARENT_SUB = 0x80, 0x40, 0x20
CONTENT_MASK = 0x1F
DELETED, STRING, SKIP = 1, 4, 10


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


@dataclass(slots=True)
class Update:
    """What an update claims. Ids are (client, clock); ranges are (client, first clock, clock after the last)."""

    inserts: list[tuple[int, int, int]] = field(default_factory=list)
    left_origins: list[tuple[int, int]] = field(default_factory=list)
    right_origins: list[tuple[int, int]] = field(default_factory=list)
    # Both neighbours of a struct that names two, with the client that it belongs to.
    between: list[tuple[int, tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)
    # Ids of the second halves of surrogate pairs among the inserts.
    second_halves: list[tuple[int, int]] = field(default_factory=list)


class GapInUpdate(Malformed):
    """The update leaves out structs in its middle."""


# Reads one content at an offset: its length in clocks, the offset after it, its second halves within it.
ContentReader = Callable[[bytes, int], tuple[int, int, list[int]]]


def _read_deleted(data: bytes, at: int) -> tuple[int, int, list[int]]:
    length, at = read_uint(data, at)
    return length, at, []


def _read_plain_text(data: bytes, at: int) -> tuple[int, int, list[int]]:
    raw, at = read_bytes(data, at)
    if b"\r" in raw:
        raise Malformed("carriage return")
    if raw.isascii():
        return len(raw), at, []
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    return utf16_length(text), at, utf16_second_halves(text)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one kind of document may hold: the names of its roots, and the contents by their number."""

    roots: frozenset[bytes]
    contents: dict[int, ContentReader]


# Plain text: no formats, no embeds, no nested types, no attributes. An item deleted before it was sent is `deleted`.
RULES: dict[str, Rules] = {
    "code": Rules(roots=frozenset({b"code"}), contents={DELETED: _read_deleted, STRING: _read_plain_text}),
}


def parse_update(data: bytes, rules: Rules, *, limits: Limits = EDIT) -> Update:
    """The claims of an update that keeps the rules. Raises Malformed otherwise; never reads past the data."""
    update = Update()
    at = _read_structs(data, rules, update, limits)
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


def _read_structs(data: bytes, rules: Rules, update: Update, limits: Limits) -> int:
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
            clock, at = _read_struct(data, at, client, clock, rules, update)
        update.inserts.append((client, first, clock))
    return at


def _read_struct(
    data: bytes, at: int, client: int, clock: int, rules: Rules, update: Update
) -> tuple[int, int]:
    """Reads one struct: the clock and the offset after it."""
    if at >= len(data):
        raise Malformed("cut short")
    info = data[at]
    at += 1
    read_content = rules.contents.get(info & CONTENT_MASK)
    if read_content is None:
        if info & CONTENT_MASK == SKIP:
            raise GapInUpdate("structs left out")
        raise Malformed("content not allowed")
    if info & HAS_PARENT_SUB:
        raise Malformed("attributes not allowed")
    if info & HAS_ORIGIN:
        left_client, at = read_uint(data, at)
        left, at = read_uint(data, at)
        if left_client == client and left >= clock:
            raise Malformed("depends on what comes after it")
        update.left_origins.append((left_client, left))
    if info & HAS_RIGHT_ORIGIN:
        right_client, at = read_uint(data, at)
        right, at = read_uint(data, at)
        if right_client == client and right >= clock:
            raise Malformed("depends on what comes after it")
        update.right_origins.append((right_client, right))
        if info & HAS_ORIGIN:
            if left == right and left_client == right_client:
                raise Malformed("the same on both sides")
            update.between.append((client, (left_client, left), (right_client, right)))
    if not info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN):
        is_root, at = read_uint(data, at)
        if is_root != 1:
            raise Malformed("nested type")
        root, at = read_bytes(data, at)
        if root not in rules.roots:
            raise Malformed("unknown root")
    length, at, halves = read_content(data, at)
    end = clock + length
    if not length or end > MAX_CLOCK:
        raise Malformed("length out of range")
    if halves:
        update.second_halves.extend((client, clock + offset) for offset in halves)
    return end, at


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
