"""What an update says, and the reading of one struct of plain text. Source: Yjs, Item.js (write, readItem)."""

from dataclasses import dataclass, field

from signaling.documents.text import utf16_length, utf16_second_halves
from signaling.documents.varint import Malformed, read_bytes, read_uint

MAX_CLOCK = 2**31 - 1

# The bits of a struct's first byte, and the kinds of content in its lower five (Yjs: Item.js, StructStore.js).
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_PARENT_SUB = 0x80, 0x40, 0x20
CONTENT_MASK = 0x1F
DELETED, STRING, ANY, SKIP = 1, 4, 8, 10

Id = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A struct of the board: one key's value. `group` is the key's or the value's; "" where the bytes tell neither.

    `page` and `element` stand in the bytes only where there is no left neighbour, whose key it takes over. `is_beyond`:
    a value is out of the bounds that new ones have.
    """

    client: int
    clock: int
    length: int
    left: Id | None
    page: str
    element: str
    group: str
    is_deleted: bool
    is_beyond: bool = False


@dataclass(slots=True)
class Update:
    """What an update claims. Ids are (client, clock); ranges are (client, first clock, clock after the last)."""

    inserts: list[tuple[int, int, int]] = field(default_factory=list)
    left_origins: list[Id] = field(default_factory=list)
    right_origins: list[Id] = field(default_factory=list)
    # Both neighbours of a struct that names two, with the client that it belongs to.
    between: list[tuple[int, Id, Id]] = field(default_factory=list)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)
    # Ids of the second halves of surrogate pairs among the inserts.
    second_halves: list[Id] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class GapInUpdate(Malformed):
    """The update leaves out structs in its middle."""


def read_left(data: bytes, at: int, client: int, clock: int, update: Update) -> tuple[Id, int]:
    """The left neighbour that a struct names, and the offset after it."""
    left_client, at = read_uint(data, at)
    left, at = read_uint(data, at)
    if left_client == client and left >= clock:
        raise Malformed("depends on what comes after it")
    update.left_origins.append((left_client, left))
    return (left_client, left), at


def refuse_content(kind: int) -> Malformed:
    """The error for a content that the document may not have."""
    return GapInUpdate("structs left out") if kind == SKIP else Malformed("content not allowed")


def read_text_struct(data: bytes, at: int, client: int, clock: int, update: Update) -> tuple[int, int]:
    """One struct of plain text, `at` behind its first byte: the clock and the offset after it.

    No formats, no embeds, no nested types, no attributes. What was deleted before it was sent is a DELETED.
    """
    info = data[at - 1]
    kind = info & CONTENT_MASK
    if kind != STRING and kind != DELETED:
        raise refuse_content(kind)
    if info & HAS_PARENT_SUB:
        raise Malformed("attributes not allowed")
    left = None
    if info & HAS_ORIGIN:
        left, at = read_left(data, at, client, clock, update)
    if info & HAS_RIGHT_ORIGIN:
        right_client, at = read_uint(data, at)
        right, at = read_uint(data, at)
        if right_client == client and right >= clock:
            raise Malformed("depends on what comes after it")
        update.right_origins.append((right_client, right))
        if left is not None:
            if left == (right_client, right):
                raise Malformed("the same on both sides")
            update.between.append((client, left, (right_client, right)))
    elif left is None:
        is_root, at = read_uint(data, at)
        root, at = read_bytes(data, at)
        if is_root != 1 or root != b"code":
            raise Malformed("unknown root")
    if kind == DELETED:
        length, at = read_uint(data, at)
        return clock + length, at
    return _read_text(data, at, client, clock, update)


def _read_text(data: bytes, at: int, client: int, clock: int, update: Update) -> tuple[int, int]:
    raw, at = read_bytes(data, at)
    if b"\r" in raw:
        raise Malformed("carriage return")
    if raw.isascii():
        return clock + len(raw), at
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None
    update.second_halves.extend((client, clock + offset) for offset in utf16_second_halves(text))
    return clock + utf16_length(text), at
