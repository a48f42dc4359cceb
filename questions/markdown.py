"""Questions as Markdown: a heading with difficulty and category over each; lists and paragraphs are read too.

    ## Medium · JavaScript

    What is a closure?

A line of a question that would be such a heading gets a backslash in front, and loses it when it is read again.
"""

import re
from collections.abc import Iterable, Iterator

from questions.drafts import Draft, line_kinds
from questions.texts import DIFFICULTIES, Words

TITLE = "# Questions"
# Each of these decides at one place of a line: a line may be as long as the whole text.
HEADING = re.compile(r"##[ \t]+(\S.*)")
LOOKS_LIKE_ONE = re.compile(r"\\*##[ \t]")
ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(\S.*)")
SEPARATOR = " · "
BEFORE = "This stands before the first heading with “##”, so it belongs to no question."


def write_markdown(questions: Iterable[Words]) -> Iterator[str]:
    """Piece by piece; `read_markdown` reads each question again as it is."""
    yield f"{TITLE}\n"
    for words in questions:
        lines = (f"\\{line}" if LOOKS_LIKE_ONE.match(line) else line for line in words.question.split("\n"))
        yield f"\n## {words.difficulty.title()}{SEPARATOR}{words.category}\n\n" + "\n".join(lines) + "\n"


def read_markdown(text: str) -> list[Draft]:
    """By headings where there are any, else by list items, else by paragraphs. Lines are counted from 1."""
    lines = line_kinds(text).split("\n")
    if any(HEADING.fullmatch(line) for line in lines):
        return list(_by_headings(lines))
    if any(ITEM.fullmatch(line) for line in lines):
        return list(_by_items(lines))
    return list(_by_paragraphs(lines))


def _by_headings(lines: list[str]) -> Iterator[Draft]:
    heading, begins, body = "", 0, list[str]()
    for number, line in enumerate([*lines, "## end"], start=1):
        found = HEADING.fullmatch(line)
        if not found:
            body.append(line[1:] if line.startswith("\\") and LOOKS_LIKE_ONE.match(line) else line)
            continue
        if heading:
            yield _under(heading, begins, body)
        elif draft := _before(body):
            yield draft
        heading, begins, body = found[1].rstrip(" \t"), number, []


def _under(heading: str, line: int, body: list[str]) -> Draft:
    """A heading that says no difficulty is the question's first line."""
    difficulty, _, category = heading.partition(SEPARATOR.strip())
    text = "\n".join(body).strip("\n")
    if difficulty.strip().upper() in DIFFICULTIES:
        problem = "" if text.strip() else "There is no question under this heading."
        return Draft(line, text, difficulty.strip(), category.strip(), problem)
    heading = _without_closing(heading)
    return Draft(line, f"{heading}\n{text}" if text.strip() else heading)


def _without_closing(heading: str) -> str:
    """`Title ##` is the title alone, `C#` is a name."""
    bare = heading.rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) else heading


def _before(body: list[str]) -> Draft | None:
    """What is there besides a title."""
    for number, line in enumerate(body, start=1):
        if line.strip() and not line.startswith("# "):
            return Draft(number, line, problem=BEFORE)
    return None


def _by_items(lines: list[str]) -> Iterator[Draft]:
    """An item goes on in the lines that are indented under it."""
    begins, item = 0, list[str]()
    for number, line in enumerate([*lines, "- end"], start=1):
        found = ITEM.fullmatch(line)
        if found is None:
            if item and (not line.strip() or line[0] in " \t"):
                item.append(line.strip())
                continue
            if not line.strip() or line.startswith("# "):
                continue
        if item:
            yield Draft(begins, "\n".join(item))
        if found is not None:
            begins, item = number, [found[1]]
        else:
            item = []
            yield Draft(number, line, problem="This line is not part of the list.")


def _by_paragraphs(lines: list[str]) -> Iterator[Draft]:
    begins, paragraph = 0, list[str]()
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            if line.startswith("# ") and not paragraph:
                continue
            begins = begins or number
            paragraph.append(line)
        elif paragraph:
            yield Draft(begins, "\n".join(paragraph))
            begins, paragraph = 0, []
