"""Text is counted in three ways here: UTF-16 units (Yjs, JavaScript), code points (Python) and UTF-8 (pycrdt).

Where offsets are UTF-16, work is done on a text's *units*: the same string with each character above U+FFFF as its two
surrogates, so that Python's indexes are the offsets.
"""

import hashlib
import re

_ABOVE_BMP = re.compile("[\U00010000-\U0010ffff]")


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


def to_units(text: str) -> str:
    """The text's units."""
    return text if text.isascii() else _ABOVE_BMP.sub(_pair, text)


def _pair(match: re.Match[str]) -> str:
    above = ord(match[0]) - 0x10000
    return chr(0xD800 + (above >> 10)) + chr(0xDC00 + (above & 0x3FF))


def from_units(units: str) -> str:
    """The text of these units. Raises ValueError where half a character stands alone."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def cuts_character(units: str, at: int) -> bool:
    """Whether the offset stands between the two halves of a character."""
    return 0 < at < len(units) and "\ud800" <= units[at - 1] <= "\udbff" and "\udc00" <= units[at] <= "\udfff"


def text_hash(text: str) -> str:
    """What tells a client whether its copy is the same: 16 hex digits of the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
