"""Reads a value in lib0's "any" encoding, within bounds: what JSON can hold, and nothing that parts the copies.

Source: https://github.com/dmonad/lib0 (decoding.js, readAny). Left out on purpose: undefined, big integers and
bytes, which JSON has not; numbers that are not finite; and keys by which JavaScript would reach a prototype.
"""

import struct
from typing import Any

from signaling.documents.varint import Malformed, read_bytes, read_uint

MAX_VALUE_BYTES = 256 * 1024
MAX_VALUES = 50_000
MAX_DEPTH = 16
MAX_KEY_BYTES = 100
FORBIDDEN_KEYS = {"__proto__", "constructor", "prototype"}


class Reader:
    """One pass over the bytes; `at` stands behind what has been read."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at
        self.left = MAX_VALUES

    def read(self, depth: int = 1) -> Any:
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise Malformed("too many values, or too deep")
        kind = self._byte()
        match kind:
            case 126:
                return None
            case 125:
                return self._integer()
            case 124:
                return self._float("!f", 4)
            case 123:
                return self._float("!d", 8)
            case 120 | 121:
                return kind == 120
            case 119:
                return self._string()
            case 118:
                return self._object(depth)
            case 117:
                return [self.read(depth + 1) for _ in range(self._count(1))]
        raise Malformed("no value of JSON")

    def _byte(self) -> int:
        if self.at >= len(self.data):
            raise Malformed("cut short")
        self.at += 1
        return self.data[self.at - 1]

    def _integer(self) -> int:
        """lib0's signed variable integer: six bits and a sign in the first byte, then seven each."""
        byte = self._byte()
        negative = byte & 0x40
        value, shift = byte & 0x3F, 6
        while byte & 0x80:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 55:
                raise Malformed("integer too long")
        if value > 2**53 - 1:
            raise Malformed("integer too large")
        return -value if negative else value

    def _float(self, layout: str, size: int) -> float:
        end = self.at + size
        if end > len(self.data):
            raise Malformed("cut short")
        value: float = struct.unpack_from(layout, self.data, self.at)[0]
        if value - value != 0:
            raise Malformed("not finite")
        self.at = end
        return value

    def _count(self, least_bytes_each: int) -> int:
        """A number of parts, of which there must be enough bytes left: so nothing is made for parts that never come."""
        count, self.at = read_uint(self.data, self.at)
        if count > self.left or count * least_bytes_each > len(self.data) - self.at:
            raise Malformed("more parts than there can be")
        return count

    def _string(self) -> str:
        raw, self.at = read_bytes(self.data, self.at)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None

    def _object(self, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for _ in range(self._count(2)):
            key = self._string()
            if len(key) > MAX_KEY_BYTES or key in FORBIDDEN_KEYS or key in value:
                raise Malformed("key not allowed")
            value[key] = self.read(depth + 1)
        return value


def read_any(data: bytes, at: int) -> tuple[Any, int]:
    """The value at offset `at` and the offset after it. Raises Malformed for anything but bounded JSON."""
    reader = Reader(data, at)
    value = reader.read()
    if reader.at - at > MAX_VALUE_BYTES:
        raise Malformed("value too big")
    return value, reader.at
