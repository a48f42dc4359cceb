"""A file of addresses as text, whatever program wrote it: UTF-8, UTF-16, or the one-byte letters of the west."""

import codecs
import re

from fusemeet.errors import Invalid

MOST_BYTES = 256 * 1024
MOST_CHARACTERS = 256 * 1024
# What no list of addresses has in it; a file with one of these is a picture, a program or a spreadsheet.
UNTEXTLIKE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


def read_text(data: bytes) -> str:
    """The words of a file. Raises Invalid, with `errors["file"]`, for one that is too large, empty, or no text."""
    if len(data) > MOST_BYTES:
        raise _refused(
            "too_large", "That file is too large for a list of addresses: use one of 256 KB at most."
        )
    if data.startswith(SPREADSHEETS):
        words = "That is a spreadsheet. Save it as CSV in your spreadsheet program, and choose that file."
        raise _refused("not_text", words)
    return clean_text(_decoded(data), field="file")


def clean_text(text: str, *, field: str = "text") -> str:
    """The text with one kind of line break. Raises Invalid, with `errors` under `field`, for what is no list."""
    if len(text) > MOST_CHARACTERS:
        raise _refused("too_large", "That is too much for one list. Add it in several parts.", field)
    if UNTEXTLIKE.search(text):
        words = "That is not a list of addresses. Choose a CSV or text file, or paste the addresses."
        raise _refused("not_text", words, field)
    if not text.strip():
        raise _refused(
            "empty", "There is no address in that. Choose a file with addresses, or paste them.", field
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n")


def _decoded(data: bytes) -> str:
    encodings = [encoding for mark, encoding in MARKS.items() if data.startswith(mark)]
    encodings = encodings or _without_a_mark(data)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # gives every byte a letter, so that this never fails


def _without_a_mark(data: bytes) -> list[str]:
    """UTF-16 without its mark shows by a zero in every other byte: addresses are ASCII."""
    if len(data) % 2 == 0 and data.count(0) >= len(data) // 4 and data:
        return ["utf-16-be" if data[0] == 0 else "utf-16-le"]
    return ["utf-8", "cp1252"]


def _refused(code: str, words: str, field: str = "file") -> Invalid:
    return Invalid(code, words, errors={field: [words]})
