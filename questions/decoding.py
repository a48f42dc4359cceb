"""From a file's bytes to text: what spreadsheets and editors write, and a clear answer for what is no text."""

import codecs

from fusemeet.errors import Invalid

# What people take for a table or a text, by its first bytes.
KNOWN = (
    (
        b"PK\x03\x04",
        "This is a workbook or an archive, not a text file. In your spreadsheet choose “Save as”, “CSV”.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel or Word file. Open it and save it as CSV or as plain text."),
    (b"%PDF", "This is a PDF. Copy its text and paste it here instead."),
    (b"{\\rtf", "This is a rich-text document. Save it as plain text."),
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NO_TEXT = "This file is not text that can be read. Save it as CSV or Markdown in UTF-8 and try again."


def decode(data: bytes) -> str:
    """By its byte order mark, else UTF-8, else Windows-1252, of which Latin-1 text is a part. Raises `cannot_read`."""
    for start, advice in KNOWN:
        if data.startswith(start):
            raise Invalid("cannot_read", advice, errors={"file": [advice]})
    text = _decoded(data)
    if "\0" in text or sum(_is_odd(char) for char in text) > len(text) // 100:
        raise Invalid("cannot_read", NO_TEXT, errors={"file": [NO_TEXT]})
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise Invalid("cannot_read", NO_TEXT, errors={"file": [NO_TEXT]}) from None
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _is_odd(char: str) -> bool:
    """A control character that no text has."""
    return (char < " " and char not in "\t\n\r\f") or "\x7f" <= char <= "\x9f"
