"""A pasted list or a CSV taken apart: who stands on which line, and what is wrong there."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.validators import EMAIL_LENGTH
from groups.headings import EMAIL, FIRST, LAST, NAME, ROLE, columns_of, role_of_word

DELIMITERS = ("\t", ";", ",")
MOST_LINES = 2000
SHOWN = 200  # characters of a line that is shown again
NAME_LENGTH = 100
# Each takes time in proportion to its text: a line may be as long as the whole list.
QUOTED = re.compile(r'"[^"]*"|<[^<>]*>')
BRACKETS = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Entry:
    """One person as they stand on a line (counted from 1); with `wrong`, why they cannot be taken as they are."""

    line: int
    text: str
    email: str = ""
    full_name: str = ""
    role: str = ""  # "" where the line says none
    wrong: str = ""


def read_entries(text: str) -> list[Entry]:
    """Everybody on the lines of `text`, in their order, wrong ones too. Blank lines and headings are nobody."""
    lines = text.split("\n")
    delimiter = _named_delimiter(lines)
    if delimiter:
        lines[0] = ""
    else:
        delimiter = _likely_delimiter(lines)
    columns: dict[str, int] | None = None
    found: list[Entry] = []
    first = True
    for number, line in enumerate(lines, start=1):
        if not line.strip(" \t,;\ufeff"):
            continue
        cells = _cells(line.lstrip("\ufeff"), delimiter)
        if first:
            first = False
            columns = columns_of(cells)
            if columns is not None:
                continue
        found += [_row(number, line, cells, columns)] if columns else _people(number, line, cells)
    return found


def same_address(one: str, other: str) -> bool:
    """Whether mail to both comes to one mailbox: `exämple.org` is somebody else's than `example.org`."""
    return one.lower() == other.lower()


def key_of(email: str) -> str:
    """By which two spellings can stand only once, as the database compares them; it says not that they are the same."""
    letters = unicodedata.normalize("NFKD", email.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _named_delimiter(lines: list[str]) -> str:
    """Spreadsheet programs may begin a CSV with `sep=;`."""
    named = re.fullmatch(r"\ufeff?sep=(.)", lines[0].rstrip(" ")) if lines else None
    return named[1] if named and named[1] in DELIMITERS else ""


def _likely_delimiter(lines: list[str]) -> str:
    """The one that most lines have, outside quotes and pointed brackets; of two the first of DELIMITERS."""
    counts: Counter[str] = Counter()
    for line in lines:
        bare = QUOTED.sub("", line)
        counts.update(delimiter for delimiter in DELIMITERS if delimiter in bare)
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a cell longer than any address
        cells = line.split(delimiter)
    return [" ".join(cell.split()) for cell in cells]


def _row(number: int, line: str, cells: list[str], columns: dict[str, int]) -> Entry:
    """One person of a table with headings."""

    def cell(column: str) -> str:
        place = columns.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell(NAME) or f"{cell(FIRST)} {cell(LAST)}".strip()
    named = _named(cell(EMAIL))
    email = named[1] if named else cell(EMAIL).removeprefix("mailto:")
    return _entry(number, line, email, name or (named[0] if named else ""), cell(ROLE))


def _people(number: int, line: str, cells: list[str]) -> Iterator[Entry]:
    """Whoever stands on a line without headings: one person in cells, or several one after the other."""
    if line.count("@") > 1:
        bracketed = _bracketed(line)
        pieces = bracketed if len(bracketed) == line.count("@") else re.split(r"[,;\s]+", line)
        for piece in pieces:
            piece = piece.strip(" ,;\t")
            if piece:
                yield _person(number, piece, [piece])
        return
    yield _person(number, line, cells)


def _person(number: int, text: str, cells: list[str]) -> Entry:
    named = _named(text.strip().replace('"', ""))
    if named:
        name, email, rest = named
        return _entry(number, text, email, name, rest)
    words = [word for cell in cells for word in (cell.split() if "@" in cell else [cell])]
    email = next((word for word in words if "@" in word), "")
    others = [word for word in words if word and word is not email]
    role = next((word for word in others if role_of_word(word)), "")
    name = " ".join(word for word in others if word is not role)
    return _entry(number, text, email.removeprefix("mailto:"), name, role)


def _bracketed(line: str) -> list[str]:
    """Every `Name <address>` of a line."""
    pieces, end = [], 0
    for found in BRACKETS.finditer(line):
        before = line[end : found.start()]
        pieces.append(before[max(before.rfind("<"), before.rfind(">")) + 1 :] + found[0])
        end = found.end()
    return pieces


def _named(text: str) -> tuple[str, str, str] | None:
    """Name, address and what follows of `Name <address> role`; None for what is written in another way."""
    name, opens, tail = text.partition("<")
    email, closes, rest = tail.partition(">")
    email = email.strip().removeprefix("mailto:").lstrip()
    if not opens or not closes or not email or "<" in email or len(email.split()) > 1:
        return None
    if any(char in rest for char in "<>@") or ">" in name:
        return None
    return name.strip().rstrip(" ,;\t"), email, rest.strip(" ,;\t")


def _entry(number: int, text: str, email: str, name: str, role: str) -> Entry:
    name = " ".join("".join(char for char in name if char.isprintable()).split()).strip("\"' ")
    shown = text.strip()[:SHOWN]
    known = role_of_word(role) if role else ""
    wrong = _wrong_with(email.strip())
    if not wrong and known is None:
        wrong = f"“{role[:40]}” is no role here. Write student or teacher, or leave it out."
    return Entry(number, shown, email.strip()[: EMAIL_LENGTH + 1], name[:NAME_LENGTH], known or "", wrong)


def _wrong_with(email: str) -> str:
    if not email:
        return "There is no email address on this line."
    if len(email) > EMAIL_LENGTH:
        return f"An address has at most {EMAIL_LENGTH} characters."
    try:
        validate_email(email)
    except ValidationError:
        return f"“{email}” is not a complete email address, such as name@example.org."
    return ""
