"""Text is counted in three ways here: UTF-16 units (Yjs, JavaScript), code points (Python) and UTF-8 (pycrdt).

Where offsets are UTF-16, work is done on a text's `Units`.
"""

import hashlib
from collections.abc import Iterable


def utf16_length(text: str) -> int:
    """How many UTF-16 code units JavaScript counts in the text."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le")) // 2


def utf16_second_halves(text: str) -> list[int]:
    """The UTF-16 offsets at which the second half of a surrogate pair stands; a cut there breaks a character."""
    if text.isascii() or max(text) <= "\uffff":
        return []
    offsets = []
    offset = 0
    for character in text:
        if character > "\uffff":
            offsets.append(offset + 1)
            offset += 1
        offset += 1
    return offsets


class Units:
    """A text as UTF-16: its length and its slices count in UTF-16 units."""

    __slots__ = ("data",)

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data) // 2

    def __getitem__(self, place: slice) -> "Units":
        start, stop, _ = place.indices(len(self))
        return Units(self.data[2 * start : 2 * stop])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Units) and self.data == other.data

    __hash__ = None  # type: ignore[assignment]


def to_units(text: str) -> Units:
    return Units(text.encode("utf-16-le"))


def from_units(units: Units) -> str:
    """The text of these units. Raises ValueError where half a character stands alone."""
    return units.data.decode("utf-16-le")


def join_units(parts: Iterable[Units]) -> Units:
    return Units(b"".join(part.data for part in parts))


def cuts_character(units: Units, at: int) -> bool:
    """Whether the offset stands between the two halves of a character."""
    if not 0 < at < len(units):
        return False
    return 0xD8 <= units.data[2 * at - 1] <= 0xDB and 0xDC <= units.data[2 * at + 1] <= 0xDF


def text_hash(text: str) -> str:
    """What tells a client whether its copy is the same: 16 hex digits of the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
