"""An uploaded file as text, whatever program wrote it: Unicode with or without its mark, or the letters of the west."""

import codecs
from enum import StrEnum

MARKS = (  # that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NoText(StrEnum):
    """What people take for a table or a text, and is none."""

    WORKBOOK = "workbook"  # .xlsx, .ods, .docx, and every other archive
    OLD_OFFICE = "old office"
    PDF = "pdf"
    RICH_TEXT = "rich text"


BEGINNINGS = {
    b"PK\x03\x04": NoText.WORKBOOK,
    b"\xd0\xcf\x11\xe0": NoText.OLD_OFFICE,
    b"%PDF": NoText.PDF,
    b"{\\rtf": NoText.RICH_TEXT,
}


def known_as(data: bytes) -> NoText | None:
    """By its first bytes; None for what may be text."""
    return next((kind for start, kind in BEGINNINGS.items() if data.startswith(start)), None)


def decode_text(data: bytes) -> str | None:
    """By its byte order mark, else as UTF-16 where every other byte is zero, else UTF-8, else Windows-1252, of which
    Latin-1 text is a part. None for bytes that are not what their mark or their zeros say.

    Whether the letters make sense is for whoever asks: some encoding reads almost any bytes.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    if data and len(data) % 2 == 0 and data.count(0) >= len(data) // 4:
        return _read(data, "utf-16-be" if data[0] == 0 else "utf-16-le")
    for encoding in ("utf-8", "cp1252"):
        if (text := _read(data, encoding)) is not None:
            return text
    return data.decode("latin-1")  # gives every byte a letter, so that this never fails


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
