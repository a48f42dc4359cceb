"""A list of addresses as text, from a file or pasted, and a clear answer for what is no list."""

import re

from fusemeet.errors import Invalid
from fusemeet.text_files import NoText, decode_text, known_as

MOST_BYTES = 256 * 1024
MOST_CHARACTERS = 256 * 1024
# What no list of addresses has in it; a file with one of these is a picture, a program or a spreadsheet.
UNTEXTLIKE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
NO_LIST = "That is not a list of addresses. Choose a CSV or text file, or paste the addresses."


def read_text(data: bytes) -> str:
    """The words of a file. Raises Invalid, with `errors["file"]`, for one that is too large, empty, or no text."""
    if len(data) > MOST_BYTES:
        raise _refused(
            "too_large", "That file is too large for a list of addresses: use one of 256 KB at most."
        )
    if known_as(data) in {NoText.WORKBOOK, NoText.OLD_OFFICE}:
        words = "That is a spreadsheet. Save it as CSV in your spreadsheet program, and choose that file."
        raise _refused("not_text", words)
    text = decode_text(data)
    if text is None:
        raise _refused("not_text", NO_LIST)
    return clean_text(text, field="file")


def clean_text(text: str, *, field: str = "text") -> str:
    """The text with one kind of line break. Raises Invalid, with `errors` under `field`, for what is no list."""
    if len(text) > MOST_CHARACTERS:
        raise _refused("too_large", "That is too much for one list. Add it in several parts.", field)
    if UNTEXTLIKE.search(text):
        raise _refused("not_text", NO_LIST, field)
    if not text.strip():
        raise _refused(
            "empty", "There is no address in that. Choose a file with addresses, or paste them.", field
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0c", "\n")


def _refused(code: str, words: str, field: str = "file") -> Invalid:
    return Invalid(code, words, errors={field: [words]})
