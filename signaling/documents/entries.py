"""The reading of one struct of the board: a value under a key of a page, or the place of one that was deleted.

What Yjs' typeMapSet makes, and nothing else: the first value of a key names the page and the key, each later one its
predecessor as left neighbour; never a right neighbour, never a type within a type.
"""

from signaling.documents.any_value import read_any
from signaling.documents.board_bounds import are_bounded
from signaling.documents.board_fields import group_of, read_key, read_root
from signaling.documents.structs import (
    ANY,
    CONTENT_MASK,
    DELETED,
    HAS_ORIGIN,
    HAS_PARENT_SUB,
    HAS_RIGHT_ORIGIN,
    Entry,
    Id,
    Update,
    read_left,
    refuse_content,
)
from signaling.documents.varint import Malformed, read_bytes, read_uint


def read_entry(data: bytes, at: int, client: int, clock: int, update: Update) -> tuple[int, int]:
    """One struct, `at` behind its first byte: the clock and the offset after it."""
    info = data[at - 1]
    kind = info & CONTENT_MASK
    if kind != ANY and kind != DELETED:
        raise refuse_content(kind)
    if info & HAS_RIGHT_ORIGIN or not info & HAS_PARENT_SUB:
        raise Malformed("not an entry of a map")
    left: Id | None = None
    page = element = group = ""
    is_beyond = False
    if info & HAS_ORIGIN:
        left, at = read_left(data, at, client, clock, update)
    else:
        page, element, group, at = _read_place(data, at)
    if kind == DELETED:
        length, at = read_uint(data, at)
    else:
        length, group, is_beyond, at = _read_values(data, at, group)
    is_deleted = kind == DELETED
    update.entries.append(Entry(client, clock, length, left, page, element, group, is_deleted, is_beyond))
    return clock + length, at


def _read_place(data: bytes, at: int) -> tuple[str, str, str, int]:
    """The page, element and group that a first entry names, and the offset after them."""
    is_root, at = read_uint(data, at)
    if is_root != 1:
        raise Malformed("nested type")
    root, at = read_bytes(data, at)
    key, at = read_bytes(data, at)
    try:
        page, place = read_root(root.decode("ascii")), read_key(key.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("unknown root or key") from None
    if page is None or place is None:
        raise Malformed("unknown root or key")
    return page, *place, at


def _read_values(data: bytes, at: int, group: str) -> tuple[int, str, bool, int]:
    """How many values there are, their group, whether one is out of bounds, and the offset after them.

    More than one only where a browser has kept what it overwrote, for its undo: all of them deleted.
    """
    length, at = read_uint(data, at)
    if length > len(data) - at:
        raise Malformed("cut short")
    is_beyond = False
    for _ in range(length):
        value, at = read_any(data, at)
        own = group_of(value)
        if own is None or (own and group and own != group):
            raise Malformed("no value of this group")
        group = group or own
        is_beyond = is_beyond or not are_bounded(value)
    return length, group, is_beyond, at
