"""Yjs v1 updates written by hand, for what no honest client would send."""

from collections.abc import Sequence

from signaling.documents.varint import write_bytes, write_uint

Id = tuple[int, int]


def insert(
    client: int,
    clock: int,
    content: bytes,
    *,
    left: Id | None = None,
    right: Id | None = None,
    root: bytes = b"code",
    reference: int = 4,
    parent_sub: bytes | None = None,
) -> bytes:
    """One struct; `content` as it stands after the info byte's neighbours, e.g. `string("x")`."""
    info = (
        reference | (0x80 if left else 0) | (0x40 if right else 0) | (0x20 if parent_sub is not None else 0)
    )
    out = bytes((info,))
    for neighbour in (left, right):
        if neighbour:
            out += write_uint(neighbour[0]) + write_uint(neighbour[1])
    if not left and not right:
        out += b"\x01" + write_bytes(root)
        if parent_sub is not None:
            out += write_bytes(parent_sub)
    return update([(client, clock, [out + content])])


def string(text: str) -> bytes:
    return write_bytes(text.encode())


def update(
    clients: Sequence[tuple[int, int, Sequence[bytes]]],
    deletes: Sequence[tuple[int, Sequence[tuple[int, int]]]] = (),
) -> bytes:
    """`clients`: (client, first clock, structs); `deletes`: (client, [(clock, length)])."""
    out = write_uint(len(clients))
    for client, clock, structs in clients:
        out += write_uint(len(structs)) + write_uint(client) + write_uint(clock) + b"".join(structs)
    out += write_uint(len(deletes))
    for client, ranges in deletes:
        out += write_uint(client) + write_uint(len(ranges))
        out += b"".join(write_uint(clock) + write_uint(length) for clock, length in ranges)
    return out
