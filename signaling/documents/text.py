"""Text is counted in three ways here: UTF-16 units (Yjs, JavaScript), code points (Python) and UTF-8 (pycrdt)."""


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
