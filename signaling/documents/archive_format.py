"""Rows of a log as one compressed value.

The value is the four bytes "FML1", the CRC-32 of the index (four bytes, the highest first), the index as a byte string
and the blocks one after the other. Integers are variable as everywhere in the lane (`varint`), strings carry their
length. The index: first row's seq, number of blocks, and for each block its number of rows, the earliest time in it
(µs) and its length in bytes. A block is compressed with zlib, whose own checksum covers it, and holds for each row:

    time since the block's earliest (µs) · user · 1 and the client id, or 0 · kind ·
    message id with its length + 1, or 0 · data

Blocks of a thousand rows, so that a moment in the middle is read without what lies before it.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signaling.documents.varint import Malformed, read_bytes, read_uint, write_bytes, write_uint

MAGIC = b"FML1"
BLOCK_ROWS = 1000


class Damaged(Exception):
    """The value is not what was written."""


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    """A row of the log, whole: see `DocumentUpdate`. `time` in µs since the epoch."""

    seq: int
    time: int
    user: str
    client_id: int | None
    kind: str
    message_id: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Block:
    first: int
    rows: int
    earliest: int
    start: int
    end: int


def pack_rows(rows: Sequence[ArchivedRow]) -> bytes:
    """The value that holds these rows, which are dense; at least one."""
    index = [write_uint(rows[0].seq)]
    blocks = []
    parts = [rows[at : at + BLOCK_ROWS] for at in range(0, len(rows), BLOCK_ROWS)]
    index.append(write_uint(len(parts)))
    for part in parts:
        earliest = min(row.time for row in part)
        block = zlib.compress(b"".join(_pack_row(row, earliest) for row in part), 9)
        blocks.append(block)
        index += [write_uint(len(part)), write_uint(earliest), write_uint(len(block))]
    listed = b"".join(index)
    return MAGIC + zlib.crc32(listed).to_bytes(4) + write_bytes(listed) + b"".join(blocks)


def _pack_row(row: ArchivedRow, earliest: int) -> bytes:
    message = b"\x00"
    if row.message_id is not None:
        raw = row.message_id.encode()
        message = write_uint(len(raw) + 1) + raw
    return b"".join(
        (
            write_uint(row.time - earliest),
            write_bytes(row.user.encode()),
            b"\x00" if row.client_id is None else b"\x01" + write_uint(row.client_id),
            write_bytes(row.kind.encode()),
            message,
            write_bytes(row.data),
        )
    )


class Blocks:
    """Reads such a value. Every method raises Damaged."""

    def __init__(self, value: bytes) -> None:
        self._value = value
        try:
            listed, at = read_bytes(value, 8)
            if value[:4] != MAGIC or int.from_bytes(value[4:8]) != zlib.crc32(listed):
                raise Damaged
            self._blocks = list(_read_index(listed, at))
        except Malformed:
            raise Damaged from None

    def rows_after(self, seq: int) -> Iterator[ArchivedRow]:
        for block in self._blocks:
            if block.first + block.rows - 1 > seq:
                yield from (row for row in self._rows(block) if row.seq > seq)

    def last_before(self, time: int | None, until: int) -> ArchivedRow | None:
        """The newest row up to `until` that came before `time`, if that is given."""
        for block in reversed(self._blocks):
            if block.first > until or (time is not None and block.earliest >= time):
                continue
            fitting = [
                row for row in self._rows(block) if row.seq <= until and (time is None or row.time < time)
            ]
            if fitting:
                return fitting[-1]
        return None

    def _rows(self, block: Block) -> list[ArchivedRow]:
        try:
            data = zlib.decompress(self._value[block.start : block.end])
            rows, at = [], 0
            for seq in range(block.first, block.first + block.rows):
                row, at = _read_row(data, at, seq, block.earliest)
                rows.append(row)
        except (zlib.error, Malformed, UnicodeDecodeError):
            raise Damaged from None
        return rows


def _read_index(listed: bytes, start: int) -> Iterator[Block]:
    first, at = read_uint(listed, 0)
    count, at = read_uint(listed, at)
    for _ in range(count):
        rows, at = read_uint(listed, at)
        earliest, at = read_uint(listed, at)
        size, at = read_uint(listed, at)
        yield Block(first, rows, earliest, start, start + size)
        first += rows
        start += size


def _read_row(data: bytes, at: int, seq: int, earliest: int) -> tuple[ArchivedRow, int]:
    time, at = read_uint(data, at)
    user, at = read_bytes(data, at)
    client = None
    is_given, at = read_uint(data, at)
    if is_given:
        client, at = read_uint(data, at)
    kind, at = read_bytes(data, at)
    length, at = read_uint(data, at)
    message = None
    if length:
        message = data[at : at + length - 1].decode()
        at += length - 1
    update, at = read_bytes(data, at)
    return ArchivedRow(seq, earliest + time, user.decode(), client, kind.decode(), message, update), at
