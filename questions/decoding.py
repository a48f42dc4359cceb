"""From a file's bytes to text: what spreadsheets and editors write, and a clear answer for what is no text."""

from fusemeet.errors import Invalid
from fusemeet.text_files import NoText, decode_text, known_as

ADVICE = {
    NoText.WORKBOOK: (
        "This is a workbook or an archive, not a text file. In your spreadsheet choose “Save as”, “CSV”."
    ),
    NoText.OLD_OFFICE: "This is an old Excel or Word file. Open it and save it as CSV or as plain text.",
    NoText.PDF: "This is a PDF. Copy its text and paste it here instead.",
    NoText.RICH_TEXT: "This is a rich-text document. Save it as plain text.",
}
NO_TEXT = "This file is not text that can be read. Save it as CSV or Markdown in UTF-8 and try again."


def decode(data: bytes) -> str:
    """Whatever program wrote it (`fusemeet.text_files`). Raises Invalid `cannot_read`, with `errors["file"]`."""
    if kind := known_as(data):
        raise _refused(ADVICE[kind])
    text = decode_text(data)
    if text is None or "\0" in text or sum(_is_odd(char) for char in text) > len(text) // 100:
        raise _refused(NO_TEXT)
    return text


def _refused(words: str) -> Invalid:
    return Invalid("cannot_read", words, errors={"file": [words]})


def _is_odd(char: str) -> bool:
    """A control character that no text has."""
    return (char < " " and char not in "\t\n\r\f") or "\x7f" <= char <= "\x9f"
