"""Questions as CSV: commas, semicolons or tabs, with or without a line of names, as spreadsheets write it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from questions.drafts import Draft, line_kinds
from questions.texts import DIFFICULTIES, Words

COLUMNS = ("question", "difficulty", "category")
DELIMITERS = (",", ";", "\t")
# Where a cell begins like this, spreadsheets take it for a formula; an apostrophe in front makes it text.
FORMULA = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")
BROKEN = "From here on nothing can be read: a quotation mark is open or misplaced, or a cell is far too long."

Record = tuple[int, list[str]]


def write_csv(questions: Iterable[Words]) -> Iterator[str]:
    """Piece by piece, in what Excel reads as UTF-8; `read_csv` reads each question again as it is."""
    yield "\ufeff" + _record(COLUMNS)
    for words in questions:
        yield _record([_harmless(cell) for cell in (words.question, words.difficulty, words.category)])


def read_csv(text: str) -> list[Draft]:
    """Lines are counted from 1. What cannot be taken apart any further is a draft that says so."""
    text = line_kinds(text.removeprefix("\ufeff"))
    skipped = 0
    delimiters: tuple[str, ...] = DELIMITERS
    if told := re.match(r"sep=([,;\t|])\n", text):
        skipped, delimiters, text = 1, (told[1],), text[told.end() :]
    read = {delimiter: _records(text, delimiter) for delimiter in delimiters}
    delimiter = max(read, key=lambda one: _likeness(read[one][0]))
    records, broken = read[delimiter]
    drafts = list(_drafts(records, _likeness(records)))
    if broken:
        drafts.append(Draft(broken, "", problem=BROKEN))
    return [Draft(d.line + skipped, d.question, d.difficulty, d.category, d.problem) for d in drafts]


def has_names(text: str) -> bool:
    """Whether the first line names columns: the question's and another that is read."""
    first = line_kinds(text.removeprefix("\ufeff")).lstrip("\n").partition("\n")[0]
    found = ({cell.strip().strip('"').lower() for cell in first.split(one)} for one in DELIMITERS)
    return any("question" in names and len(names & set(COLUMNS)) > 1 for names in found)


def _record(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _records(text: str, delimiter: str) -> tuple[list[Record], int]:
    """Each with the line it begins on; and the line from which on nothing can be read, 0 if there is none."""
    found: list[Record] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        return found, begins
    return found, 0


def _names(records: list[Record]) -> list[str]:
    """The first line's names, where it has names."""
    names = [cell.strip().lower() for cell in records[0][1]] if records else []
    return names if "question" in names else []


def _likeness(records: list[Record]) -> int:
    """How much these look like a table of questions: by names over the columns, or difficulties in the second."""
    names = _names(records)
    if names:
        return 1_000_000 + len(names)
    return sum(len(cells) > 1 and cells[1].strip().upper() in DIFFICULTIES for _, cells in records)


def _drafts(records: list[Record], likeness: int) -> Iterator[Draft]:
    names = _names(records)
    places = [names.index(name) if name in names else None for name in COLUMNS] if names else [0, 1, 2]
    for line, cells in records[1:] if names else records:
        if not likeness:  # one question a line, whatever commas it has
            yield Draft(line, ", ".join(cell.strip() for cell in cells))
            continue
        question, difficulty, category = (
            _as_meant(cells[place]) if place is not None and place < len(cells) else "" for place in places
        )
        extra = len(cells) > (len(names) or len(COLUMNS)) and any(cells[len(names) or len(COLUMNS) :])
        problem = (
            "There are more columns here than names. Put quotation marks around the text." if extra else ""
        )
        yield Draft(line, question, difficulty, category, problem)
